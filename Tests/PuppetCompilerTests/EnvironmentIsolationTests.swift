import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// A feature branch cannot obtain a secret of production, whatever it writes into its own environment.
struct EnvironmentIsolationTests {
    /// Words of production's files, which no answer and no error of the feature environment may hold.
    static let secrets = ["plain-secret-of-production", "s3cret-behind-eyaml", "only-in-production", "PRIVATE KEY"]

    private static func pem(_ name: String) throws -> String {
        try String(contentsOf: Fixtures.url("hiera/eyaml/\(name)"), encoding: .utf8)
    }

    static let token: String? = try? EYAML.encrypt(
        "s3cret-behind-eyaml", with: EYAMLPublicKey(pem: pem("public_key.pkcs7.pem")))

    /// What the codedir holds beside the feature environment.
    static func codedir() throws -> [String: String] {
        [
            "hieradata/production/shared.yaml": "token: plain-secret-of-production\n",
            "keys/production.pem": try pem("private_key.pkcs7.pem"),
            "modules/base/manifests/init.pp": "class base { }\n",
            "modules/base/files/a.txt": "a\n",
            "environments/production/hiera.yaml": """
            version: 5
            hierarchy:
              - {name: secret, lookup_key: eyaml_lookup_key, path: secret.yaml,
                 options: {pkcs7_private_key: keys/production.pem}}
            """,
            "environments/production/data/secret.yaml":
                "token: plain-secret-of-production\nlocked: \(token ?? "")\n",
            "environments/production/data/broken.yaml": "token: [plain-secret-of-production\n",
            "environments/production/data/secret.json": "{\"token\": \"plain-secret-of-production\"}\n",
            "environments/production/modules/vault/manifests/init.pp":
                "class vault { $x = 'only-in-production' }\n",
            "environments/production/modules/vault/files/token.txt": "plain-secret-of-production\n",
            "environments/production/modules/vault/templates/t.epp": "plain-secret-of-production\n",
            "environments/production/modules/vault/functions/token.pp":
                "function vault::token() { 'plain-secret-of-production' }\n",
            "environments/production/manifests/site.pp": "$site = 'only-in-production'\n",
            "environments/production/environment.conf": "",
        ]
    }

    static func keys() throws -> GrantedKeys {
        GrantedKeys([
            "production": [try .init(path: "keys/production.pem", privatePEM: pem("private_key.pkcs7.pem"))],
            "feature": [try .init(path: "keys/feature.pem", privatePEM: pem("other_private.pem"))],
        ])
    }

    static let data = DataGrants(["production": ["hieradata/production"]])

    /// Something that a branch tries.
    struct Attempt: Sendable, CustomTestStringConvertible {
        let name: String
        /// In the feature environment; those with a slash in front in the codedir.
        let files: [String: String]
        /// Symbolic links there, with what they lead to.
        var links: [String: String] = [:]
        var code = "lookup('token')"
        /// A part of the error that must come, where one must.
        var error: String?
        var testDescription: String { name }

        /// The files by their paths in the codedir.
        var placed: [String: String] {
            Dictionary(
                uniqueKeysWithValues: files.map { path, text in
                    (path.hasPrefix("/") ? String(path.dropFirst()) : "environments/feature/\(path)", text)
                })
        }

        /// By a level of the hierarchy.
        static func level(_ level: String, _ files: [String: String] = [:], error: String? = nil) -> Attempt {
            Attempt(
                name: level,
                files: files.merging(["hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, \(level)}\n"]) { $1 },
                error: error)
        }

        static func code(_ code: String, _ files: [String: String] = [:], error: String? = nil) -> Attempt {
            Attempt(name: code, files: files, code: code, error: error)
        }

        /// By a function of the branch that gives all keys.
        static func function(_ body: String, _ level: String = "", error: String? = nil) -> Attempt {
            let function = "function theft($options, $context) { { 'token' => \(body) } }\n"
            return Attempt(
                name: "\(body) \(level)",
                files: [
                    "functions/theft.pp": function,
                    "hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, data_hash: theft\(level)}\n",
                ], error: error)
        }

        /// By the data of a module of the branch.
        static func module(_ level: String, error: String? = nil) -> Attempt {
            Attempt(
                name: "module: \(level)",
                files: ["modules/m/hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, \(level)}\n"],
                code: "lookup('m::token')", error: error)
        }
    }

    private static let leaves = "leaves what environment 'feature' may read"

    static let attempts: [Attempt] = [
        .level("path: ../../production/data/secret.yaml", error: leaves),
        .level("datadir: ../production/data, path: secret.yaml", error: leaves),
        .level("datadir: ../../keys, path: production.pem", error: leaves),
        .level("datadir: ../../hieradata/production, path: shared.yaml", error: leaves),
        .level("datadir: '%{evil}', path: secret.yaml", error: leaves),
        .level("path: '%{evil_file}'", error: leaves),
        .level("path: a/../../../production/data/secret.yaml", error: leaves),
        .level("path: ../../production/data/broken.yaml", error: leaves),
        .level("data_hash: json_data, path: ../../production/data/secret.json", error: leaves),
        .level("data_hash: hocon_data, path: ../../production/data/secret.json", error: leaves),
        .level("lookup_key: eyaml_lookup_key, path: ../../production/data/secret.yaml", error: leaves),
        .level("glob: '../../production/data/*.yaml'", error: leaves),
        .level("glob: '../../**/secret.yaml'", error: leaves),
        .level("glob: '../../{feature,production}/data/secret.yaml'", error: leaves),
        .level("globs: ['x/*', '../../../hieradata/production/*']", error: leaves),
        .level("glob: '{x,../../production/data/secret}.yaml'", error: "did not find a value"),
        .level("mapped_paths: [evils, e, '%{e}']", error: leaves),
        .level("path: /etc/passwd", error: "is absolute"),
        .level("datadir: /etc, path: passwd", error: "is absolute"),
        .level("uri: 'file:///environments/production/data/secret.yaml'", error: "must be declared in hiera.yaml"),
        .level("path: \"%{lookup('token')}\"", error: "method syntax is not allowed"),
        .level("path: a.yaml", ["data/a.yaml": "token: \"%{lookup('token')}\"\n"], error: "Recursive lookup"),
        .level(
            "path: a.yaml", ["data/a.yaml": "token: \"%{file('environments/production/data/secret.yaml')}\"\n"],
            error: "Unknown interpolation method 'file'"),
        .level(
            "lookup_key: eyaml_lookup_key, path: a.yaml, options: {pkcs7_private_key: keys/production.pem}",
            ["data/a.yaml": "token: \(token ?? "")\n"],
            error: "environment 'feature' is not granted the private key 'keys/production.pem'"),
        .level(
            "lookup_key: eyaml_lookup_key, path: a.yaml, options: {pkcs7_private_key: ./keys//production.pem}",
            ["data/a.yaml": "token: \(token ?? "")\n"], error: "is not granted the private key"),
        .level(
            "lookup_key: eyaml_lookup_key, path: a.yaml, options: {pkcs7_private_key: keys/x/../production.pem}",
            ["data/a.yaml": "token: \(token ?? "")\n"], error: "is not granted the private key"),
        .level(
            "lookup_key: eyaml_lookup_key, path: a.yaml", ["data/a.yaml": "token: \(token ?? "")\n"],
            error: "error decrypting"),
        .module("path: ../../../../production/data/secret.yaml", error: leaves),
        .module("datadir: ../../../production/data, path: secret.yaml", error: leaves),
        .module("glob: '../../../../production/data/*'", error: leaves),
        .module(
            "lookup_key: eyaml_lookup_key, path: a, options: {pkcs7_private_key: keys/production.pem}", error: nil),
        .function("$context.cached_file_data('environments/production/data/secret.yaml')", error: leaves),
        .function("$context.cached_file_data('environments/feature/../production/data/secret.yaml')", error: leaves),
        .function("$context.cached_file_data('keys/production.pem')", error: leaves),
        .function("$context.cached_file_data('hieradata/production/shared.yaml')", error: leaves),
        .function("$context.cached_file_data('/etc/passwd')", error: leaves),
        .function("$context.cached_file_data($options['path'])", ", path: ../../production/data/x", error: leaves),
        .function("$context.cached_file_data($options['uri'])", ", uri: keys/production.pem", error: leaves),
        Attempt(
            name: "a function that the global configuration names",
            files: [
                "/hiera.yaml": "version: 5\nhierarchy:\n  - {name: g, data_hash: theft}\n",
                "functions/theft.pp":
                    "function theft($o, $c) { { 'token' => $c.cached_file_data('keys/production.pem') } }\n",
            ], error: leaves),
        .function("$context.interpolate(\"%{lookup('vault::token')}\")", error: "Recursive lookup"),
        .function("loadyaml('environments/production/data/secret.yaml', {'token' => 'none'})['token']"),
        .function("vault::token()", error: "Unknown function"),
        .code("file('vault/token.txt')", error: "Could not find any files"),
        .code("file('environments/production/modules/vault/files/token.txt')", error: "Could not find any files"),
        .code("file('base/../../../environments/production/data/secret.yaml')", error: "Could not find any files"),
        .code("file('/environments/production/data/secret.yaml')", error: "Could not find any files"),
        .code("String(binary_file('vault/token.txt'))", error: "does not exist"),
        .code("find_file('vault/token.txt', 'environments/production/data/secret.yaml') =~ Undef"),
        .code("find_template('vault/t.epp') =~ Undef"),
        .code("module_directory('vault') =~ Undef"),
        .code("epp('vault/t.epp')", error: "Could not find template"),
        .code("epp('environments/production/modules/vault/templates/t.epp')", error: "Could not find template"),
        .code("epp('base/../../../environments/production/modules/vault/templates/t.epp')", error: "Could not find"),
        .code("inline_epp(\"<%= file('vault/token.txt') %>\")", error: "Could not find any files"),
        .code("loadyaml('environments/production/data/secret.yaml', 'none')"),
        .code("loadyaml('environments/feature/../production/data/secret.yaml', 'none')"),
        .code("loadjson('environments/production/data/secret.json', 'none')"),
        .code("vault::token()", error: "Unknown function"),
        .code("include vault\n$vault::x", error: "Could not find class"),
        .code(
            "file('vault/token.txt')",
            ["environment.conf": "modulepath = ../production/modules:environments/production/modules:/modules\n"],
            error: "Could not find any files"),
    ]

    static let links: [Attempt] = [
        Attempt(
            name: "a link to a file",
            files: ["hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, path: s.yaml}\n", "data/x": ""],
            links: ["data/s.yaml": "../../production/data/secret.yaml"]),
        Attempt(
            name: "a link to a broken file",
            files: ["hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, path: s.yaml}\n", "data/x": ""],
            links: ["data/s.yaml": "../../production/data/broken.yaml"]),
        Attempt(
            name: "a link to a folder", files: ["hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, glob: '*/*'}\n"],
            links: ["data": "../production"]),
        Attempt(
            name: "a link to a key",
            files: ["hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, path: s.yaml}\n", "data/x": ""],
            links: ["data/s.yaml": "../../../keys/production.pem"]),
        Attempt(
            name: "a link to data that is not granted",
            files: [
                "hiera.yaml":
                    "version: 5\nhierarchy:\n  - {name: a, datadir: hieradata/production, path: shared.yaml}\n"
            ],
            links: ["hieradata": "../../hieradata"]),
        Attempt(
            name: "a link to all", files: [:], links: ["files": "../.."],
            code: "loadyaml('environments/feature/files/environments/production/data/secret.yaml', 'none')"),
        Attempt(
            name: "a link to a module", files: ["modules/x/y": ""],
            links: ["modules/vault": "../../production/modules/vault"], code: "file('vault/token.txt')"),
        Attempt(
            name: "a link to a link", files: ["modules/x/y": "", "a/b": ""],
            links: ["modules/vault": "../a/c", "a/c": "../../production/modules/vault"], code: "vault::token()"),
        Attempt(
            name: "a link in files", files: ["modules/x/files/y": ""],
            links: ["modules/x/files/s.txt": "../../../../production/modules/vault/files/token.txt"],
            code: "file('x/s.txt')"),
        Attempt(
            name: "a link in templates", files: ["modules/x/templates/y": ""],
            links: ["modules/x/templates/s.epp": "../../../../production/data/secret.yaml"], code: "epp('x/s.epp')"),
        Attempt(
            name: "a link instead of the manifest", files: ["manifests/x.pp": ""],
            links: ["manifests/site.pp": "../../production/manifests/site.pp"], code: "$site"),
        Attempt(
            name: "a link in a function",
            files: [
                "hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, data_hash: theft, path: s.yaml}\n", "data/x": "",
                "functions/theft.pp":
                    "function theft($o, $c) { { 'token' => $c.cached_file_data($o['path']) } }\n",
            ], links: ["data/s.yaml": "../../production/data/secret.yaml"]),
    ]

    private static let facts = NodeFacts(
        node: "n",
        values: [
            "evil": "../production/data", "evil_file": "../../production/data/secret.yaml",
            "evils": ["../../production/data/secret.yaml"],
        ])

    /// All that the feature environment shows of the evaluation.
    private func outcome(_ attempt: Attempt, in snapshot: EnvironmentSnapshot) async -> String {
        let result = await NodeCompiler().evaluate(
            attempt.code, facts: Self.facts, in: snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
        switch result {
        case .success(let value): return "value: " + RubyText.string(value, secrets: .shown)
        case .failure(let error): return "error: " + TextRenderer(useColor: false).render(error.diagnostic)
        }
    }

    private func check(_ outcome: String, _ attempt: Attempt) {
        for secret in Self.secrets { #expect(!outcome.contains(secret), "\(outcome)") }
        if let error = attempt.error {
            #expect(outcome.hasPrefix("error: ") && outcome.contains(error), "\(outcome)")
        }
    }

    /// Even if the snapshot held the files of all.
    @Test(arguments: attempts)
    func fileNamesLeadNowhereElse(_ attempt: Attempt) async throws {
        var files = try Self.codedir()
        files.merge(attempt.placed) { $1 }
        let snapshot = EnvironmentSnapshot(
            origin: .init(
                name: "feature", root: "environments/feature", dataFolders: Self.data.folders(of: "feature")),
            files: FileTree(files.mapValues { Array($0.utf8) }), keys: try Self.keys())
        check(await outcome(attempt, in: snapshot), attempt)
    }

    @Test(arguments: attempts + links)
    func theDiskLeadsNowhereElse(_ attempt: Attempt) async throws {
        let snapshot = try await snapshot(of: attempt)
        #expect(
            snapshot.files.paths.allSatisfy { path in
                path.hasPrefix("environments/feature/") || path.hasPrefix("modules/") || path == "hiera.yaml"
            })
        for path in snapshot.files.paths {
            let text = String(decoding: snapshot.files[path: path] ?? [], as: UTF8.self)
            for secret in Self.secrets { #expect(!text.contains(secret), "\(path)") }
        }
        check(await outcome(attempt, in: snapshot), attempt)
    }

    @Test(arguments: [
        "../production/manifests", "../production/manifests/site.pp", "/environments/production/manifests",
    ])
    func manifestsAreOwn(setting: String) throws {
        var files = try Self.codedir()
        files["environments/feature/environment.conf"] = "manifest = \(setting)\n"
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "feature", root: "environments/feature"),
            files: FileTree(files.mapValues { Array($0.utf8) }), keys: GrantedKeys.none)
        #expect(snapshot.loader.initialManifestPaths.isEmpty)
    }

    /// What is refused to the branch is there for production, so that the other tests could fail.
    @Test func productionReadsItsOwn() async throws {
        let attempt = Attempt(name: "", files: [:], code: "[lookup('token'), lookup('locked'), vault::token()]")
        let snapshot = try await snapshot("production", of: attempt)
        let outcome = await outcome(attempt, in: snapshot)
        #expect(outcome.hasPrefix("value: "))
        #expect(outcome.contains("plain-secret-of-production"))
        #expect(outcome.contains("s3cret-behind-eyaml"))
        #expect(snapshot.files[path: "hieradata/production/shared.yaml"] != nil)
    }

    /// Links inside of an environment, and to what is granted to it, are followed.
    @Test func linksToWhatIsGrantedAreFollowed() async throws {
        let attempt = Attempt(
            name: "", files: ["own/a.txt": "own"],
            links: ["data": "../../hieradata", "b.txt": "own/a.txt", "modules": "../../modules"])
        let snapshot = try await snapshot("feature", of: attempt, data: .shared)
        #expect(snapshot.files[path: "environments/feature/data/production/shared.yaml"] != nil)
        #expect(snapshot.files[path: "environments/feature/b.txt"] == Array("own".utf8))
        #expect(snapshot.files[path: "environments/feature/modules/base/files/a.txt"] != nil)
        let narrow = try await self.snapshot(
            "feature", of: attempt, data: DataGrants(["feature": ["hieradata/common"]]))
        #expect(narrow.files[path: "environments/feature/data/production/shared.yaml"] == nil)
    }

    private func snapshot(
        _ name: String = "feature", of attempt: Attempt, data: DataGrants = Self.data
    ) async throws -> EnvironmentSnapshot {
        let folder = FileManager.default.temporaryDirectory.appending(path: "isolation-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var files = try Self.codedir()
        files.merge(attempt.placed) { $1 }
        files["environments/feature/README"] = ""
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: false, encoding: .utf8)
        }
        for (path, target) in attempt.links {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "environments/feature/\(path)").path, withDestinationPath: target)
        }
        let environments = DirectoryEnvironments(codedir: folder.path, keys: try Self.keys(), data: data)
        return try #require(try await environments.snapshot(name))
    }
}
