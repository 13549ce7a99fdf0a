import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

/// `explain/` holds what `puppet lookup --explain` printed.
struct ExplainTests {
    private static func explain(_ key: String) throws -> ExplainNode {
        let privateKey = try String(
            contentsOf: ConformanceTests.codedir.appending(path: "keys/private_key.pkcs7.pem"), encoding: .utf8)
        let engine = HieraEngine(
            environment: "production", environmentRoot: "environments/production",
            modules: ["web": "environments/production/modules/web"], globalConfiguration: "hiera.yaml",
            files: DirectoryFiles(root: ConformanceTests.codedir),
            keys: GrantedKeys([
                "production": [try GrantedKeys.Key(path: "KEYDIR/private_key.pkcs7.pem", privatePEM: privateKey)]
            ]))
        return engine.explain(key: key, scope: scope)
    }

    private static func scope(_ name: String) -> Value? {
        var facts = ConformanceTests.facts
        let certname = Value.string("n1.example.org")
        facts[.string("hostname")] = .string("n1")
        facts[.string("fqdn")] = certname
        facts[.string("clientcert")] = certname
        switch name {
        case "facts": return .hash(facts)
        case "trusted": return .hash([.string("certname"): certname])
        default: return ConformanceTests.scope(name)
        }
    }

    @Test(arguments: ["deep.a.x", "web::last_resort", "web::env_map", "web::hosts", "interp_lookup", "interp_alias"])
    func explainsAsPuppet(key: String) throws {
        let name = key.replacing(":", with: "_")
        let expected = try String(contentsOf: Fixtures.url("hiera/explain/\(name).txt"), encoding: .utf8)
        let explained = try Self.explain(key).text
        let text = ExplainedText.asPuppet(explained)
        #expect(text != explained)
        let lines = zip(text.split(separator: "\n"), expected.split(separator: "\n"))
        let difference = lines.enumerated().first { $0.element.0 != $0.element.1 }
        #expect(difference.map { "\($0.offset + 1): \($0.element.0) | \($0.element.1)" } == nil)
        #expect(text.count == expected.count)
    }

    @Test(arguments: ["multi", "mixed", "web::password", "secret_conv", "utf8"])
    func masksSecrets(key: String) throws {
        let tree = try Self.explain(key)
        for text in [tree.text, JSONWriter.text(tree.json)] {
            #expect(text.contains("[value redacted]"))
            for secret in ["correct horse", "p@ss", "two web", "s3cret", "naïve", "\"one\""] {
                #expect(!text.contains(secret), "\(secret)")
            }
        }
    }

    @Test func aFailureIsTold() throws {
        let text = try Self.explain("recursive_a").text
        #expect(
            text.contains(
                "\nLookup of key 'recursive_a' failed: Recursive lookup detected in [recursive_a, recursive_b] (environments/"
            ))
    }
}
