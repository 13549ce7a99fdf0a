/// The pages' Mustache templates. Every tag is `{{…}}`, which escapes; none may be `{{{…}}}`.
enum PageTemplates {
    private static func document(title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title)</title>
        <style>
        :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
        body { max-width: 72rem; margin: 0 auto; padding: 1rem; }
        header { display: flex; align-items: baseline; gap: 1rem; flex-wrap: wrap; }
        h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
        td { overflow-wrap: anywhere; vertical-align: top; }
        code { font-size: .9em; }
        .badge { border-radius: .6rem; padding: 0 .5rem; white-space: nowrap; color: #fff; background: #666; }
        .failed { background: #b3261e; } .changed { background: #1a5fb4; } .unchanged { background: #26703f; }
        .drift { background: #9a5b00; }
        .muted { opacity: .7; }
        </style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    static let overview = document(
        title: "Bunraku",
        """
        <header><h1>Bunraku</h1><span>{{nodeCount}} clusters, {{failedCount}} failed, {{driftCount}} with drift</span>
        <span class="muted">as {{client}}</span></header>
        <h2>Environments</h2>
        <table>
        <tr><th>Name</th><th>Commit</th><th>Clusters</th><th>Failed</th><th>Drift corrected</th></tr>
        {{#environments}}
        <tr><td>{{name}}</td><td><code>{{commit}}</code></td><td>{{nodes}}</td><td>{{failed}}</td><td>{{drifted}}</td></tr>
        {{/environments}}
        </table>
        <h2>Clusters</h2>
        {{#hasNodes}}
        <table>
        <tr><th>Cluster</th><th>Environment</th><th>Last run</th><th>When</th><th>Catalog</th></tr>
        {{#nodes}}
        <tr><td><a href="/reports/{{id}}">{{host}}</a></td><td>{{environment}}</td>
        <td><span class="badge {{statusClass}}">{{status}}</span>
        {{#isCorrective}}<span class="badge drift">drift corrected</span>{{/isCorrective}}
        {{#isNoop}}<span class="badge">noop</span>{{/isNoop}}</td>
        <td>{{received}}</td><td><code>{{digest}}</code></td></tr>
        {{/nodes}}
        </table>
        {{/hasNodes}}
        {{^hasNodes}}<p>No cluster has reported yet.</p>{{/hasNodes}}
        """)

    static let report = document(
        title: "Bunraku: {{host}}",
        """
        <header><h1>{{host}}</h1><span class="badge {{statusClass}}">{{status}}</span>
        {{#isCorrective}}<span class="badge drift">drift corrected</span>{{/isCorrective}}
        {{#isNoop}}<span class="badge">noop</span>{{/isNoop}} <a href="/">overview</a></header>
        <p>Environment {{environment}}, run at {{time}}, catalog <code>{{digest}}</code>, commit <code>{{commit}}</code></p>
        <h2>Resources</h2>
        {{#hasResources}}
        <table>
        <tr><th>Resource</th><th>State</th><th>Events</th><th>Declared at</th></tr>
        {{#resources}}
        <tr><td>{{name}}</td><td>{{state}}{{#isCorrective}} (corrective){{/isCorrective}}</td><td>{{messages}}</td>
        <td><code>{{place}}</code></td></tr>
        {{/resources}}
        </table>
        {{/hasResources}}
        {{^hasResources}}<p>Nothing had to change.</p>{{/hasResources}}
        <h2>Log</h2>
        {{#hasLogs}}
        <table>
        <tr><th>Level</th><th>Source</th><th>Message</th></tr>
        {{#logs}}
        <tr><td>{{level}}</td><td>{{source}}</td><td>{{message}}</td></tr>
        {{/logs}}
        </table>
        {{/hasLogs}}
        {{^hasLogs}}<p>The run logged nothing.</p>{{/hasLogs}}
        """)
}
