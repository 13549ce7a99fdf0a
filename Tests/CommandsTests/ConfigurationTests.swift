import Diagnostics
import Promotion
import PuppetEvaluator
import Testing

@testable import Commands

@Suite struct ConfigurationTests {
    private func read(_ text: String) throws -> Configuration {
        try ConfigurationReader.read(SourceFile(path: "/etc/bunraku/bunraku.yaml", text: text))
    }

    @Test func readsEverySetting() throws {
        let configuration = try read(
            """
            codedir: code
            refresh_key: /srv/refresh.key
            node_terminus: exec
            external_nodes: bin/enc --yaml
            keys:
              production:
                - private_key: keys/private.pem
                  public_key: keys/public.pem
            data:
              production: [hieradata, ./shared/data]
              feature_x: []
            nodes:
              prod-*: [production]
              dev-*: feature_*
            promotion:
              production: {gates: [compile], from: [staging], freeze: holidays}
            limits: {steps: 200000000, seconds: 60}
            master:
              host: 127.0.0.1
              port: 8141
              ssldir: ssl
              database: reports.sqlite
              autosign: ['prod-*']
              admins: [admin]
              webhook_secret: word
              dns_names: [puppet]
            """)
        #expect(configuration.codedir == "code")
        #expect(configuration.resolve("code") == "/etc/bunraku/code")
        #expect(configuration.resolve("/code") == "/code")
        #expect(configuration.refreshKey == "/srv/refresh.key")
        #expect(configuration.limits == EvaluationLimits(steps: 200_000_000, seconds: 60))
        #expect(configuration.externalNodes == ["bin/enc", "--yaml"])
        #expect(
            configuration.keys == [
                "production": [.init(privateKey: .file("keys/private.pem"), publicKey: .file("keys/public.pem"))]
            ])
        #expect(configuration.data == ["production": ["hieradata", "shared/data"], "feature_x": []])
        #expect(
            configuration.nodes == [
                .init(pattern: "prod-*", environments: ["production"]),
                .init(pattern: "dev-*", environments: ["feature_*"]),
            ])
        let policy = try #require(configuration.promotion["production"])
        #expect(!policy.requiresLint)
        #expect(policy.sources == ["staging"])
        #expect(policy.freeze == "holidays")
        #expect(
            configuration.master
                == .init(
                    host: "127.0.0.1", port: 8141, ssldir: "ssl", database: "reports.sqlite", autosign: ["prod-*"],
                    admins: ["admin"], webhookSecret: "word", dnsNames: ["puppet"]))
    }

    @Test(arguments: ["", "---\n", "codedir:\nkeys:\nmaster:\n"]) func anEmptyConfigurationGrantsNothing(_ text: String)
        throws
    {
        let configuration = try read(text)
        #expect(configuration.keys == [:])
        #expect(configuration.nodes.isEmpty)
        #expect(configuration.codedir == nil)
        #expect(configuration.master == .init())
    }

    @Test(arguments: [
        (
            "keyz: {}",
            "unknown setting 'keyz'; known are codedir, data, external_nodes, keys, limits, master, node_terminus, nodes, promotion, refresh_key",
            "1:1"
        ),
        ("external_nodes: enc", "'external_nodes' needs 'node_terminus: exec'", "1:17"),
        ("node_terminus: exec", "'node_terminus: exec' needs 'external_nodes', a command", "1:16"),
        ("node_terminus: ldap", "'node_terminus' must be 'plain' or 'exec'", "1:16"),
        ("- a", "the configuration must be a mapping of settings", "1:1"),
        ("codedir: [a]", "this must be a text", "1:10"),
        ("codedir: a\ncodedir: b", "codedir", "2:1"),
        ("codedir: a\n---\ncodedir: b", "the configuration must be one document", "3:1"),
        ("keys: [\n", "flow node", "2:1"),
        ("keys:\n  production: abc", "keys.production must be a list of keys", "2:15"),
        ("keys:\n  production:\n    - public_key: a", "every key of 'production' needs 'private_key'", "3:7"),
        ("data:\n  production: hieradata", "data.production must be a list of folders", "2:15"),
        ("data: {a: [../x]}", "a folder of data.a must lie below the codedir", "1:12"),
        ("data: {a: [/etc]}", "a folder of data.a must lie below the codedir", "1:12"),
        ("nodes: [a]", "nodes must be a mapping of certname patterns to lists of environments", "1:8"),
        ("nodes: {a: [1]}", "this must be a text", "1:13"),
        ("promotion: {a: {gates: [lintt]}}", "promotion.a: unknown gate 'lintt'; known are compile, lint", "1:24"),
        ("promotion: {a: {gate: lint}}", "promotion.a: unknown setting 'gate'", "1:17"),
        ("limits: {step: 1}", "limits: unknown setting 'step'; known are depth, steps, size, resources", "1:10"),
        ("limits: {steps: 0}", "limits.steps must be a whole number above 0", "1:17"),
        ("limits: {depth: 99999}", "limits.depth can be 16000 at the most", "1:17"),
        ("master: {port: 99999}", "this must be a port, 0 to 65535", "1:16"),
        ("master: {prot: 1}", "master: unknown setting 'prot'", "1:10"),
        ("master:\n  autosign: true", "this must be a list of texts", "2:13"),
    ]) func whatIsNotUnderstoodIsAnErrorAtItsLine(_ text: String, _ message: String, _ place: String) {
        let failure = #expect(throws: CommandFailure.self) { try read(text) }
        #expect(failure?.description.contains(message) == true, "\(failure?.description ?? "")")
        #expect(
            failure?.description.contains("/etc/bunraku/bunraku.yaml:\(place)") == true, "\(failure?.description ?? "")"
        )
    }

    @Test func aNamedFileMustBeThere() {
        let failure = #expect(throws: CommandFailure.self) {
            try Configuration.load(named: "/nowhere.yaml", codedir: nil)
        }
        #expect(failure?.description == "cannot read the configuration /nowhere.yaml: no such file or directory")
    }
}
