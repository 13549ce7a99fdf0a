import Crypto
import Foundation
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import TestSupport
import Testing

struct CatalogJSONTests {
    static let fixtures = ["catalog/expected.jsonl", "catalog/bench-3.jsonl"].flatMap {
        (try? Fixtures.lines($0)) ?? []
    }

    @Test(arguments: fixtures)
    func puppetsCatalogsRoundTrip(_ line: String) throws {
        guard var json = try JSONParser.parse(line)["catalog"] else { return }
        json["version"] = "1700000000"
        json["catalog_uuid"] = nil
        let catalog = try Catalog(bytes: JSONWriter.bytes(json))
        var written = catalog.json()
        written["catalog_uuid"] = nil
        #expect(written == json)
        #expect(try Catalog(bytes: JSONWriter.bytes(written)) == catalog)
    }

    @Test func membersComeInPuppetsOrder() throws {
        let catalog = Catalog(name: "n", version: "1", environment: "production")
        #expect(
            JSONWriter.text(catalog.json())
                == #"{"tags":[],"name":"n","version":"1","code_id":null,"catalog_uuid":null,"catalog_format":2,"environment":"production","resources":[],"edges":[],"classes":[]}"#
        )
    }

    @Test(arguments: [
        (Value.default, #"{"__ptype":"Default"}"#),
        (.sensitive("x"), #"{"__ptype":"Sensitive","__pvalue":"x"}"#),
        (.secret("x"), #"{"__ptype":"Sensitive","__pvalue":"x"}"#),
        (.hash([1: 2]), #"{"__ptype":"Hash","__pvalue":[1,2]}"#),
        (.hash(["__ptype": "x"]), #"{"__ptype":"Hash","__pvalue":["__ptype","x"]}"#),
        (.hash(["a": .undef]), #"{"a":null}"#),
        (.regexp("a.c"), #"{"__ptype":"Regexp","__pvalue":"a.c"}"#),
        (.binary(Array("abc".utf8)), #"{"__ptype":"Binary","__pvalue":"YWJj"}"#),
        (.uri("http://x/y"), #"{"__ptype":"URI","__pvalue":"http://x/y"}"#),
        (
            .deferred(DeferredCall(name: "upcase", arguments: ["x"])),
            #"{"__ptype":"Deferred","name":"upcase","arguments":["x"]}"#
        ),
        (.type(.resource(typeName: "Notify", title: "x")), #""Notify[x]""#),
        (.type(.classType(name: "a::b")), #""Class[A::B]""#),
        (.semVer(SemVer(major: 1, minor: 2, patch: 3)), #"{"__ptype":"SemVer","__pvalue":"1.2.3"}"#),
    ])
    func richData(_ value: Value, _ text: String) throws {
        #expect(JSONWriter.text(RichData.json(value)) == text)
        if case .type = value { return }
        let read = try RichData.value(JSONParser.parse(text))
        #expect(read == (value == .secret("x") ? .sensitive("x") : value))
    }

    @Test func richDataIsNotReadWithoutEnd() throws {
        let text = String(repeating: "[", count: 400) + String(repeating: "]", count: 400)
        let json = try JSONParser.parse(text)
        #expect(throws: CatalogError.self) { try RichData.value(json) }
    }

    /// The digest is written without the JSON being made, so the two are held against each other.
    @Test(arguments: fixtures)
    func digestIsThatOfTheCanonicalJSON(_ line: String) throws {
        guard let json = try JSONParser.parse(line)["catalog"] else { return }
        var catalog = try Catalog(bytes: JSONWriter.bytes(json))
        catalog.codeID = "abc"
        catalog.resources.append(
            Resource(
                reference: ResourceReference(type: "Notify", title: "é\u{1}\"\\"),
                parameters: [
                    "z": .hash(["b": 1, "a": .hash(["é": .float(2.5), "e": .undef]), "aa": .array([.default, true])]),
                    "é": .hash([1: "x", "y": .secret("s")]), "a": .sensitive("x"), "Z": .float(3),
                    "t": .type(.resource(typeName: "K8s::Secret", title: "a/b")), "m": .hash(wide),
                ], sensitiveParameters: ["a"], tags: ["x"], file: "a.pp", line: 3, kind: .compilableType))
        var content = catalog.json()
        content["version"] = nil
        content["catalog_uuid"] = nil
        #expect(catalog.digest == hexadecimal(SHA256.hash(data: JSONWriter.bytes(content, .canonical))))
    }

    /// What was hashed is forgotten on the way.
    @Test(arguments: [400, 1500, 4000])
    func digestOfALargeCatalogIsTheSame(count: Int) {
        var catalog = Catalog(name: "n", version: "1", environment: "production", tags: ["z", "a"])
        for position in 0..<count {
            let reference = ResourceReference(type: "Notify", title: String(repeating: "x", count: position % 97))
            catalog.resources.append(
                Resource(
                    reference: reference, parameters: ["z": .hash(wide), "message": .integer(position), "\"": true],
                    tags: ["b", "a"], file: position % 3 == 0 ? "a.pp" : nil, kind: .compilableType))
            catalog.edges.append(Catalog.Edge(source: reference, target: reference))
        }
        var content = catalog.json()
        content["version"] = nil
        content["catalog_uuid"] = nil
        #expect(catalog.digest == hexadecimal(SHA256.hash(data: JSONWriter.bytes(content, .canonical))))
    }

    private var wide: PuppetHash {
        PuppetHash(uniqueKeysWithValues: (0..<20).map { (.string("key\(20 - $0)"), .integer($0)) })
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    }

    @Test func digestCountsContentOnly() {
        var catalog = Catalog(name: "n", version: "1", environment: "production")
        let digest = catalog.digest
        #expect(digest.count == 64)
        catalog.version = "2"
        catalog.uuid = "u"
        #expect(catalog.digest == digest)
        catalog.codeID = "c"
        #expect(catalog.digest != digest)
    }
}
