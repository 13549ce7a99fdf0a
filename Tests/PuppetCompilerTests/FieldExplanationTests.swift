import Diagnostics
import Hiera
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator
import Testing

/// A field of an object is followed back to the line that it was written on.
struct FieldExplanationTests {
    private static let files = [
        "hiera.yaml": """
        version: 5
        hierarchy:
          - {name: node, path: node.yaml}
          - {name: common, path: common.yaml}
        """,
        "data/node.yaml": """
        profile::web::apps:
          front:
            replicas: 3
        profile::web::tags: [own]
        """,
        "data/common.yaml": """
        lookup_options:
          profile::web::apps: {merge: deep}
          profile::web::tags: {merge: unique}
          profile::web::password: {convert_to: Sensitive}
        profile::web::apps:
          front:
            image: "front:%{lookup('release')}"
            env: {A: '1'}
          back:
            replicas: 2
            image: "%{alias('back_image')}"
        release: "7-%{facts.region}"
        back_image: back:1
        profile::web::policy: Always
        profile::web::tags: [shared]
        profile::web::password: hunter2
        quota: {pods: 4}
        """,
        "manifests/site.pp": "$zone = 'z1'\nnode default { include profile::web }\n",
        "modules/profile/manifests/web.pp": """
        class profile::web (Hash $apps, Array $tags, Sensitive $password, String $policy = 'Never',
          Hash $labels = { 'tier' => 'web' }) {
          $defaults = { 'env' => {}, 'policy' => 'Never' }
          $apps.each |$name, $app| {
            profile::app { $name:
              * => merge($defaults, $app, { 'policy' => $policy }),
            }
          }
          k8s::manifest { 'shop/services':
            content => epp('profile/services.epp', { 'apps' => $apps, 'labels' => $labels }),
          }
          K8s::Configmap { labels => { 'by' => 'defaults' } }
          k8s::configmap { 'shop/settings':
            data => {
              'tags'   => $tags.join(','),
              'first'  => $tags[0],
              'second' => $tags[1],
              'zone'   => $zone,
              'quota'  => String(lookup('quota.pods')),
              'none'   => lookup('nothing', String, 'first', 'fallback'),
              'region' => $facts['region'],
              'picked' => pick(undef, $labels['tier']),
              'branch' => $policy ? { 'Always' => 'yes', default => 'no' },
              'math'   => String(1 + $apps['front']['replicas']),
              'name'   => profile::name($policy),
            },
          }
          k8s::secret { 'shop/secret': stringData => { 'password' => $password } }
          create_resources('k8s::configmap', { 'shop/made' => { 'data' => { 'x' => $labels['tier'] } } })
        }
        """,
        "modules/profile/functions/name.pp": """
        function profile::name(String $part) >> String {
          $prefix = 'name'
          "${prefix}-${part}"
        }
        """,
        "modules/profile/manifests/app.pp": """
        define profile::app ($replicas, String $image, Hash $env, String $policy) {
          $container = {
            'name'            => $title,
            'image'           => $image,
            'imagePullPolicy' => $policy,
            'env'             => $env.map |$k, $v| { { 'name' => $k, 'value' => $v } },
          }
          k8s::deployment { "shop/${title}":
            spec => {
              'replicas' => $replicas,
              'selector' => { 'matchLabels' => { 'app' => $title } },
              'template' => {
                'metadata' => { 'labels' => { 'app' => $title } },
                'spec'     => { 'containers' => [$container] },
              },
            },
          }
        }
        """,
        "modules/profile/templates/services.epp": """
        <%- | Hash $apps, Hash $labels | -%>
        <% $apps.each |$name, $app| { -%>
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: <%= $name %>
          namespace: shop
          labels:
            tier: <%= $labels['tier'] %>
        spec:
          selector: { app: <%= $name %> }
          ports:
            - port: 80<%= $app['replicas'] %>
              targetPort: 8080
        <% } -%>
        """,
    ]

    private static func snapshot(_ changes: [String: String] = [:]) -> EnvironmentSnapshot {
        let root = "environments/production"
        let all = files.merging(changes) { _, new in new }
        return EnvironmentSnapshot(
            origin: .init(name: "production", root: root, baseModuleFolders: []),
            files: FileTree(Dictionary(uniqueKeysWithValues: all.map { ("\(root)/\($0.key)", Array($0.value.utf8)) })),
            keys: GrantedKeys.none)
    }

    private static let circumstances = NodeCompiler.Circumstances(
        refreshKey: Array(repeating: 0, count: 32), now: 0, uuid: "")
    private static let request = NodeCompiler.Request(
        facts: NodeFacts(node: "n", values: ["region": .string("eastus")]))

    private static func explain(_ resource: String, _ field: String?) async throws -> FieldExplanation {
        try await NodeCompiler().explain(
            FieldQuestion(resource: resource, field: field), request, in: snapshot(), circumstances)
    }

    /// The way as `app.pp:10`, or the text of a step without a place; steps beside each other follow each other.
    private static func way(_ node: OriginNode?) -> [String] {
        guard let node else { return [] }
        let place = node.place.map { "\($0.file.path.split(separator: "/").last ?? ""):\($0.line)" }
        let own = place ?? node.text
        return (own.isEmpty ? [] : [own]) + node.sources.flatMap(way)
    }

    @Test(arguments: [
        (
            "Deployment[shop/front]", "spec.replicas",
            [
                "app.pp:10", "web.pp:6", "$app, given by each()",
                "$apps, a parameter of Class[Profile::Web], which is in the data", "node.yaml:3",
            ]
        ),
        (
            "Deployment[shop/back]", "spec.replicas",
            [
                "app.pp:10", "web.pp:6", "$app, given by each()",
                "$apps, a parameter of Class[Profile::Web], which is in the data", "common.yaml:10",
            ]
        ),
        (
            "K8s::Deployment[shop/front]", "spec.template.spec.containers[name=front].image",
            [
                "app.pp:14", "app.pp:2", "app.pp:4", "web.pp:6", "$app, given by each()",
                "$apps, a parameter of Class[Profile::Web], which is in the data", "common.yaml:7", "common.yaml:12",
                "the fact region",
            ]
        ),
        (
            "K8s::Deployment[shop/back]", "/spec/template/spec/containers/0/image",
            [
                "app.pp:14", "app.pp:2", "app.pp:4", "web.pp:6", "$app, given by each()",
                "$apps, a parameter of Class[Profile::Web], which is in the data", "common.yaml:11", "common.yaml:13",
            ]
        ),
        (
            "Deployment[shop/front]", "spec.template.spec.containers[0].imagePullPolicy",
            [
                "app.pp:14", "app.pp:2", "app.pp:5", "web.pp:6",
                "$policy, a parameter of Class[Profile::Web], which is in the data", "common.yaml:14",
            ]
        ),
        ("Service[shop/front]", "spec.ports[0].targetPort", ["web.pp:10", "services.epp:15"]),
        (
            "Service[shop/back]", "spec.ports[0].port",
            [
                "web.pp:10", "services.epp:14", "$app, given by each()", "web.pp:10",
                "$apps, a parameter of Class[Profile::Web], which is in the data", "common.yaml:10",
            ]
        ),
        ("Service[shop/back]", "metadata.labels.tier", ["web.pp:10", "services.epp:10", "web.pp:10", "web.pp:2"]),
        ("Configmap[shop/settings]", "metadata.labels.by", ["web.pp:12"]),
        (
            "Configmap[shop/settings]", "data.first",
            ["web.pp:16", "$tags, a parameter of Class[Profile::Web], which is in the data", "node.yaml:4"]
        ),
        (
            "Configmap[shop/settings]", "data.second",
            ["web.pp:17", "$tags, a parameter of Class[Profile::Web], which is in the data", "common.yaml:15"]
        ),
        ("Configmap[shop/settings]", "data.zone", ["web.pp:18", "site.pp:1"]),
        ("Configmap[shop/settings]", "data.quota", ["web.pp:19", "web.pp:19", "common.yaml:17"]),
        ("Configmap[shop/settings]", "data.none", ["web.pp:20", "web.pp:20"]),
        ("Configmap[shop/settings]", "data.region", ["web.pp:21", "the fact region"]),
        ("Configmap[shop/settings]", "data.picked", ["web.pp:22", "web.pp:2"]),
        ("Configmap[shop/settings]", "data.branch", ["web.pp:23"]),
        ("Configmap[shop/made]", "data.x", ["web.pp:29", "web.pp:2"]),
        (
            "Secret[shop/secret]", "stringData.password",
            ["web.pp:28", "$password, a parameter of Class[Profile::Web], which is in the data", "common.yaml:16"]
        ),
    ])
    func followsAField(_ resource: String, _ field: String, _ expected: [String]) async throws {
        let explanation = try await Self.explain(resource, field)
        #expect(explanation.fields.count == 1)
        #expect(Self.way(explanation.fields.first?.origin) == expected)
    }

    /// What is made of several values says of which, and where each comes from.
    @Test(arguments: [
        ("data.tags", "computed by join() of $tags", "common.yaml:15"),
        ("data.math", "from an expression of $apps", "node.yaml:3"),
        ("data.name", "by profile::name()", "common.yaml:14"),
    ])
    func saysWhatItWasMadeOf(_ field: String, _ text: String, _ place: String) async throws {
        let origin = try await Self.explain("Configmap[shop/settings]", field).fields.first?.origin
        #expect(Self.texts(origin).contains(text), "\(Self.texts(origin))")
        if field != "data.math" { #expect(Self.way(origin).contains(place), "\(Self.way(origin))") }
    }

    private static func texts(_ node: OriginNode?) -> [String] {
        guard let node else { return [] }
        return [node.text] + node.sources.flatMap(texts)
    }

    @Test func aWholeObjectIsExplainedFieldByField() async throws {
        let explanation = try await Self.explain("K8s::Deployment[shop/front]", nil)
        let names = explanation.fields.map(\.name)
        #expect(names.contains("spec.template.spec.containers[0].env[0].value"))
        #expect(explanation.fields.allSatisfy { $0.origin != nil || $0.note != nil })
        #expect(
            explanation.declarations.map(\.text) == [
                "K8s::Deployment[shop/front]", "Profile::App[front]", "Class[Profile::Web]", "Node[default]",
            ])
        #expect(explanation.declarations.map { $0.place?.line } == [8, 5, 2, 2])
    }

    @Test(arguments: [
        ("Deploymnt[shop/front]", nil, "did you mean K8s::Deployment[shop/front]?"),
        ("Deployment[shop/fron]", nil, "did you mean K8s::Deployment[shop/front]?"),
        ("Deployment[elsewhere/x]", nil, "of that type it has K8s::Deployment[shop/front], K8s::Deployment[shop/back]"),
        ("K8s::Job[a/b]", nil, "it has none of that type"),
        ("Deployment[shop/front]", "spec.replcas", "has no field 'spec.replcas', did you mean 'spec.replicas'?"),
        ("Deployment[shop/front]", "spec.template.spec.containers[name=x]", "there is [name=front]"),
        ("Deployment[shop/front]", "spec.template.spec.containers[3]", "there is [name=front]"),
        ("Deployment[shop/front]", "spec..", "is not the path of a field"),
    ])
    func suggestsANearName(_ resource: String, _ field: String?, _ expected: String) async throws {
        let failure = await #expect(throws: CompileFailure.self) { try await Self.explain(resource, field) }
        #expect(failure?.isOfQuestion == true)
        #expect(failure?.description.contains(expected) == true, "\(failure?.description ?? "")")
    }

    @Test func aSecretIsMasked() async throws {
        let explanation = try await Self.explain("Secret[shop/secret]", nil)
        #expect(!"\(explanation)".replacing("profile::web::password: hunter2", with: "").contains("\"hunter2\""))
        let field = explanation.fields.first { $0.name == "stringData.password" }
        #expect(field?.value == "Sensitive [value redacted]")
        #expect(Self.lastNode(field?.origin)?.showsLine == false)
    }

    /// A line of data is never shown, also where a parameter of a class is asked for itself.
    @Test(arguments: [("Class[profile::web]", "password"), ("Class[profile::web]", nil), ("Secret[shop/secret]", nil)])
    func noLineOfDataIsShown(_ resource: String, _ field: String?) async throws {
        let explanation = try await Self.explain(resource, field)
        let shown = explanation.fields.flatMap { Self.nodes($0.origin) }.filter(\.showsLine).compactMap(\.place)
        #expect(shown.allSatisfy { !$0.file.path.hasSuffix(".yaml") })
        #expect(explanation.fields.contains { !Self.nodes($0.origin).filter { !$0.showsLine }.isEmpty })
    }

    private static func nodes(_ node: OriginNode?) -> [OriginNode] {
        guard let node else { return [] }
        return [node] + node.sources.flatMap(nodes)
    }

    private static func lastNode(_ node: OriginNode?) -> OriginNode? {
        node.flatMap { $0.sources.last.flatMap(lastNode) ?? $0 }
    }

    /// The error of a wrong field names the line that it was set on and the line in the data.
    @Test func aFailedCompileNamesTheLineInTheData() async throws {
        let changes = ["data/node.yaml": "profile::web::apps:\n  front:\n    replicas: many\n"]
        let failure = await #expect(throws: CompileFailure.self) {
            try await NodeCompiler().compile(Self.request, in: Self.snapshot(changes), Self.circumstances)
        }
        let texts = failure?.diagnostics.map { TextRenderer().render($0) } ?? []
        let field = try #require(texts.first { $0.contains("spec.replicas: expected integer") })
        #expect(field.contains("--> environments/production/modules/profile/manifests/app.pp:10:"))
        #expect(field.contains("note: from the key profile::web::apps, environments/production/data/node.yaml:3"))
        let port = try #require(texts.first { $0.contains("spec.ports[0].port: expected integer") })
        #expect(port.contains("--> environments/production/modules/profile/templates/services.epp:14:"))
        #expect(port.contains("note: from the key profile::web::apps, environments/production/data/node.yaml:3"))
    }

    /// What is wrong inside of a value has the line of its own key, also where the value was handed on.
    @Test(arguments: [
        ("include n", "the value of 'map' entry 'c' entry 'd' comes from environments/production/data/common.yaml:5:5"),
        ("include o", "the value of 'list' index 1 comes from environments/production/data/common.yaml:8:5"),
        ("include p", "the value of 'map' entry 'c' entry 'd' comes from environments/production/data/common.yaml:5:5"),
    ])
    func aWrongPartHasItsOwnLine(_ site: String, _ note: String) async throws {
        let changes = [
            "manifests/site.pp": site,
            "data/node.yaml": "",
            "data/common.yaml": """
            n::map:
              a:
                b: 1
              c:
                d: one
            o::list:
              - 1
              - two
            """,
            "modules/n/manifests/init.pp": "class n (Hash[String, Hash[String, Integer]] $map) { }",
            "modules/o/manifests/init.pp": "class o (Array[Integer] $list) { }",
            "modules/p/manifests/init.pp": "class p { p::d { 'x': map => lookup('n::map') } }",
            "modules/p/manifests/d.pp": "define p::d (Hash[String, Hash[String, Integer]] $map) { }",
        ]
        let failure = await #expect(throws: CompileFailure.self) {
            try await NodeCompiler().compile(Self.request, in: Self.snapshot(changes), Self.circumstances)
        }
        let notes = failure?.diagnostics.flatMap(\.notes).map(\.message.text) ?? []
        #expect(notes.contains(note), "\(notes)")
    }
}
