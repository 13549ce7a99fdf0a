import JSON
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

struct CatalogDifferenceTests {
    private func catalog(_ resources: [Resource]) -> Catalog {
        Catalog(name: "n", version: "1", environment: "production", resources: resources)
    }

    private func resource(
        _ title: String, _ parameters: OrderedDictionary<String, Value>, sensitive: [String] = []
    ) -> Resource {
        Resource(
            reference: ResourceReference(type: "K8s::Secret", title: title), parameters: parameters,
            sensitiveParameters: sensitive, kind: .compilableType)
    }

    @Test func namesWhatCameWentAndChanged() {
        let old = catalog([resource("a", ["spec": .hash(["replicas": 2, "x": .array([1, 2])])]), resource("b", [:])])
        let new = catalog([resource("a", ["spec": .hash(["replicas": 3, "x": .array([1])])]), resource("c", [:])])
        let difference = CatalogDifference.between(old, new)
        #expect(
            difference.lines == [
                "+ K8s::Secret[c]", "~ K8s::Secret[a]", "    spec.replicas: 2 → 3", "    spec.x[1]: 2 (removed)",
                "- K8s::Secret[b]",
            ])
        #expect(difference.summary == "1 added, 1 removed, 1 changed")
    }

    @Test func tagsPlacesAndOrderDoNotCount() {
        var one = resource("a", ["x": 1])
        one.tags = ["p"]
        let old = catalog([one, resource("b", [:])])
        let new = catalog([resource("b", [:]), resource("a", ["x": 1])])
        #expect(CatalogDifference.between(old, new).isEmpty)
    }

    /// A secret parameter, a secret deep inside, and one that appears where a plain value was.
    @Test func secretsShowThatTheyChangedAndNeverWhatTheyAre() {
        func one(_ text: String) -> Catalog {
            catalog([
                resource(
                    "a",
                    [
                        "password": .string("plain-\(text)"),
                        "data": .hash([
                            "k": .sensitive(.string("deep-\(text)")), "l": .array([.sensitive(.string(text))]),
                        ]),
                        "new": text == "old" ? "was open" : .sensitive(.string("fresh-\(text)")),
                    ], sensitive: ["password"])
            ])
        }
        let difference = CatalogDifference.between(one("old"), one("changed"))
        let shown = difference.lines.joined(separator: "\n") + JSONWriter.text(difference.json)
        #expect(difference.changed.first?.fields.count == 4)
        for secret in ["plain-", "deep-", "fresh-"] {
            #expect(!shown.contains(secret))
        }
        #expect(shown.contains("password: a secret changed"))
    }

    @Test func textsAreComparedLineByLine() {
        let old = catalog([resource("a", ["data": .hash(["f": "one\ntwo\nthree\n"])])])
        let new = catalog([resource("a", ["data": .hash(["f": "one\n2\nthree\n"])])])
        let text = CatalogDifference.between(old, new).lines.joined(separator: "\n")
        #expect(text.contains("- two\n"))
        #expect(text.contains("+ 2"))
        #expect(!text.contains("three"))
    }

    @Test func maskedCatalogsHoldNoSecret() {
        let catalog = catalog([
            resource(
                "a",
                [
                    "password": "top", "data": .hash(["k": .sensitive("top"), "l": .array([.secret("top")])]),
                    "call": .deferred(DeferredCall(name: "f", arguments: [.sensitive("top")])),
                ], sensitive: ["password"])
        ])
        #expect(JSONWriter.text(catalog.json()).contains("top"))
        #expect(!JSONWriter.text(catalog.masked.json()).contains("top"))
        #expect(catalog.masked.isMasked)
        #expect(!catalog.isMasked)
    }
}
