import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// A value that eyaml decrypted is secret to the compiler wherever it goes, without a word of `convert_to`, and shows in
/// nothing that people look at.
struct EyamlTaintTests {
    /// What must not show, as it is and as functions make it.
    private static let telling = ["hunter", "HUNTER", "Hunter", "xyz2ret", "aHVudGVy", "42424", "68756e74"]

    private static let hiera = """
        version: 5
        hierarchy:
        - name: secrets
          lookup_key: eyaml_lookup_key
          path: s.eyaml
          options: {pkcs7_private_key: k}
        """

    /// Expressions that give a value.
    private static let values = #"""
        $s; "${s}"; [$s]; {'a' => $s}; {'a' => {'b' => [$s]}}; $h; "${h}"; String($h, '%p'); $h['password'][0, 9]
        $s.upcase; $s.reverse; $s.split(''); $s.map |$c| { $c }; join($s.map |$c| { $c }); regsubst($s, 'h', 'H')
        sprintf('%s', $s); base64('encode', $s); to_json($h); to_yaml($h); to_json({'a' => Sensitive($s)})
        inline_epp('<%= $x %>', {'x' => $s}); epp('app/t.epp', {'x' => $s}); Deferred('f', [$s]); Sensitive($h)
        Sensitive($s).unwrap; parsejson($json); parsejson($json)['b'][0]; parseyaml($n); abs($n); Integer($n)
        [Integer($n)]; "${Integer($n)}"; type(Integer($n)); type(Regexp($s)); "${type(Regexp($s))}"; Regexp($s)
        String(type($h)); type(abs($n)); scanf($n, '%i'); to_bytes($n); if $s =~ /(h.*)/ { $1 }; $s.match(/h.*/)
        lookup('mixed'); lookup('alias'); lookup('interpolated'); lookup('h.list.1'); lookup('number'); {$s => 1}
        {$s => 1}.keys; $h.map |$k, $v| { "${k}${v}" }; [$s, 'a'].sort; pw_hash('x', 'SHA-512', $s); URI("http://${s}/")
        Binary($s, '%s'); String(Binary($s, '%s')); Error("x ${s}"); lookup({'name' => 'h', 'merge' => 'deep'}); hiera('s')
        with($s) |$x| { $x }; dig($h, 'password'); getvar('h.password'); fqdn_rand(9, $s)
        """#.split(whereSeparator: { $0 == ";" || $0 == "\n" }).map { $0.trimmingCharacters(in: .whitespaces) }

    /// Statements that fail.
    private static let failures = #"""
        fail($s); fail("x ${s}"); fail([$s]); Integer($s); Float("${s}"); $s * 2; lookup($s); lookup('s', Integer)
        lookup('h', Struct[{password => Integer}]); lookup('wrong'); lookup('h.password.x'); include($s); notify { $s: }
        notify { 'x': nosuch => $s }; class { 'app': p => $s }; app::d { 'x': p => $s }
        epp($s); inline_epp($s + '<%='); inline_epp("<%= ${s}"); Enum[$s]; Type($s); assert_type(Integer, $s)
        with($s) |Integer $x| { 1 }; call($s); sprintf('%d', $s); $s ? { 'a' => 1 }
        parsejson($s); versioncmp($s, 1); Timestamp($s); Regexp("[${s}"); 'a' =~ "[${s}"; validate_re($s, '^a')
        lookup('unknown_variable'); lookup('unknown_function'); lookup('unclosed'); Deferred($s)
        k8s::secret { 'a/b': data => $s }; k8s::config_map { 'a/b': data => {'a' => 1, $s => 2} }; realize($s); tag($s)
        """#.split(whereSeparator: { $0 == ";" || $0 == "\n" }).map { $0.trimmingCharacters(in: .whitespaces) }

    private static let setUp = """
        $s = lookup('s') $n = lookup('n') $h = lookup('h') $json = lookup('json')

        """

    private func snapshot(_ manifest: String, secret: String = "hunter2xyz") throws -> EnvironmentSnapshot {
        func pem(_ name: String) throws -> String {
            try String(contentsOf: Fixtures.url("hiera/eyaml/\(name)"), encoding: .utf8)
        }
        let publicKey = try EYAMLPublicKey(pem: pem("public_key.pkcs7.pem"))
        func token(_ text: String) throws -> String { "'\(try EYAML.encrypt(text, with: publicKey))'" }
        let data = """
            s: \(try token(secret))
            n: \(try token("424242"))
            h: {password: \(try token(secret)), plain: 1, list: [a, \(try token(secret))]}
            json: \(try token("{\"a\": \"\(secret)\", \"b\": [424242]}"))
            mixed: "before \(try token(secret).dropFirst().dropLast()) after"
            alias: "%{alias('h')}"
            interpolated: "<%{lookup('s')}>"
            number: \(try token("424242"))
            wrong: \(try token(secret))
            unknown_variable: \(try token("%{facts.hunter2xyz.a} %{hunter2xyz}"))
            unknown_function: \(try token("%{hunter2xyz('a')}"))
            unclosed: \(try token("x %{alias('hunter2xyz')} y"))
            lookup_options:
              number: {convert_to: Integer}
              wrong: {convert_to: Integer}
            """
        let root = "environments/production"
        let files = [
            "hiera.yaml": Self.hiera, "data/s.eyaml": data, "manifests/site.pp": manifest,
            "modules/app/manifests/init.pp": "class app (Integer $p = 1) { }",
            "modules/app/manifests/d.pp": "define app::d (Integer $p) { }",
            "modules/app/templates/t.epp": "<%| $x |%>v=<%= $x %>",
        ]
        let key = try GrantedKeys.Key(path: "k", privatePEM: pem("private_key.pkcs7.pem"))
        return EnvironmentSnapshot(
            origin: .init(name: "production", root: root, baseModuleFolders: []),
            files: FileTree(
                Dictionary(uniqueKeysWithValues: files.map { ("\(root)/\($0.key)", Array($0.value.utf8)) })),
            keys: GrantedKeys(["production": [key]]))
    }

    private func compile(_ manifest: String, secret: String = "hunter2xyz") async throws -> CompiledCatalog {
        try await NodeCompiler().compile(
            .init(facts: NodeFacts(node: "n", values: [:])), in: snapshot(manifest, secret: secret),
            .init(refreshKey: [1], now: 0, uuid: "u"))
    }

    private func check(_ text: String, _ comment: String) {
        for part in Self.telling where text.contains(part) { Issue.record("\(comment) shows \(part)") }
    }

    private static let manifest =
        setUp
        + values.enumerated().map { index, value in
            """
            $v\(index) = (\(value))
            notify { 'n\(index)': message => $v\(index) }
            notify { 't\(index)': message => "<${v\(index)}>" }
            notify { 'h\(index)': message => { 'k' => [$v\(index)] } }
            notify { 'y\(index)': message => String(type($v\(index))) }
            notice($v\(index)) warning("${v\(index)}") info(type($v\(index)))

            """
        }.joined()

    @Test func aCatalogOfSecretsShowsNone() async throws {
        let compiled = try await compile(Self.manifest)
        #expect(compiled.catalog.resources.count > 4 * Self.values.count)
        for resource in compiled.catalog.masked.resources {
            guard let index = Int(resource.reference.title.dropFirst()) else { continue }
            check("\(resource.parameters)", Self.values[index])
        }
        check(String(decoding: compiled.catalog.masked.jsonBytes(), as: UTF8.self), "the catalog")
        for entry in compiled.logs { check(entry.message, "a log") }
        for warning in compiled.warnings { check(TextRenderer().render(warning), "a warning") }
        #expect(compiled.logs.count > 2 * Self.values.count)
        // Without the mask the catalog has the values, and says which parameters are sensitive.
        #expect(String(decoding: compiled.catalog.jsonBytes(), as: UTF8.self).contains("hunter2xyz"))
    }

    @Test func aDifferenceOfSecretsShowsNone() async throws {
        let before = try await compile(Self.manifest, secret: "hunter1xyz2ret")
        let after = try await compile(Self.manifest)
        let difference = CatalogDifference.between(before.catalog, after.catalog)
        #expect(!difference.isEmpty)
        check(JSONWriter.text(difference.json), "the difference")
        check(difference.summary, "its summary")
    }

    @Test(arguments: failures)
    func anErrorShowsNone(statement: String) async throws {
        do {
            let compiled = try await compile(Self.setUp + statement)
            Issue.record("\(statement) compiles: \(compiled.catalog.masked.resources.map(\.reference))")
        } catch let failure as CompileFailure {
            for diagnostic in failure.diagnostics {
                // The source line is what the author wrote; everything else is ours.
                check(TextRenderer().render(diagnostic), statement)
                check("\(diagnostic)", statement)
            }
        }
    }
}
