import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

struct ValueFormatterTests {
    @Test(arguments: [
        (Value.undef, "", "undef"), (.default, "default", "default"), (.boolean(true), "true", "true"),
        (.float(1e16), "1.0e+16", "1.0e+16"), (.string("it's"), "it's", "'it\\'s'"),
        (.string("a\nb$"), "a\nb$", "\"a\\nb\\$\""), (.string("\\"), "\\", "'\\'"),
        (.regexp("a/b"), "/a\\/b/", "/a\\/b/"),
        (.array([.undef, .string("x"), .array([])]), "[, x, []]", "[undef, 'x', []]"),
        (.hash(["a": .string("b"), .integer(1): .undef]), "{a => b, 1 => }", "{'a' => 'b', 1 => undef}"),
        (.type(.integer(lower: 1, upper: nil)), "Integer[1]", "Integer[1]"),
        (
            .type(.resource(typeName: "K8s::Deployment", title: "a/b")), "K8s::Deployment['a/b']",
            "K8s::Deployment['a/b']"
        ),
        (.type(.classType(name: "a::b")), "Class[a::b]", "Class[a::b]"),
        (.binary([104, 105]), "aGk=", "Binary(\"aGk=\")"), (.uri("http://x/"), "http://x/", "URI('http://x/')"),
        (
            .deferred(DeferredCall(name: "f", arguments: [.integer(1)])),
            "Deferred({'name' => 'f', 'arguments' => [1]})", "Deferred({'name' => 'f', 'arguments' => [1]})"
        ),
        (.timespan(Timespan(nanoseconds: 90_500_000_000)), "0-00:01:30.5", "Timespan('0-00:01:30.5')"),
    ])
    func writesValues(_ value: Value, _ interpolated: String, _ programmatic: String) {
        #expect(ValueFormatter.interpolated(value) == interpolated)
        #expect(ValueFormatter.programmatic(value) == programmatic)
    }

    /// Ruby's text of each float, plain and by directives.
    @Test func writesFloatsAsRuby() throws {
        let formats = ["%f", "%.0f", "%.3f", "%e", "%.2e", "%g", "%.10g", "%G", "%a", "%+.1f", "%012.3f"]
        let rows = try Fixtures.lines("types/floats.jsonl").compactMap { try JSONParser.parse($0).array }
        for row in rows {
            let value = Double(bitPattern: UInt64(row[0].string ?? "", radix: 16) ?? 0)
            #expect(ValueFormatter.interpolated(.float(value)) == row[1].string)
            for (format, expected) in zip(formats, row[2].array ?? []) {
                #expect(
                    try ValueFormatter.format(.float(value), .string(format)) == expected.string, "\(value) \(format)")
            }
        }
        #expect(rows.count > 100)
    }

    @Test(arguments: ["%99999999d", "%.99999999f", "%20000s"])
    func refusesHugeWidths(_ format: String) {
        #expect(throws: TypeError.self) { try ValueFormatter.format(.integer(1), .string(format)) }
    }

    @Test(arguments: [("", []), ("YQ==", [97]), ("-_8=", nil), ("YQ", nil), ("YWI=", [97, 98]), ("Y=Q=", nil)])
    func decodesStrictBase64(_ text: String, _ bytes: [UInt8]?) {
        #expect(Base64.decode(text) == bytes)
    }
}
