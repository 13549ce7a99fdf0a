import JSON
import OrderedCollections
import Testing

@testable import Master

struct FormFieldsTests {
    @Test(arguments: [
        ("a=1&b=2", ["a": "1", "b": "2"]), ("a=x+y%20z", ["a": "x y z"]), ("a=%zz%4", ["a": "%zz%4"]),
        ("a=1&a=2", ["a": "1"]),
        ("a", ["a": ""]), ("a=b=c", ["a": "b=c"]), ("&&", [:]), ("%61=%C3%A9", ["a": "é"]), ("", [:]),
        ("a=%", ["a": "%"]),
    ])
    func fieldsAreRead(_ text: String, _ expected: [String: String]) {
        let fields = FormFields(text.utf8)
        for (name, value) in expected { #expect(fields[name] == value) }
        #expect(fields == FormFields(expected.map { "\($0)=\(Self.encode($1))" }.joined(separator: "&").utf8))
    }

    /// Percent-encodes every byte.
    static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    @Test func factsAreEncodedTwice() throws {
        let json = #"{"name":"one.lab","values":{"kernel":"100% + a&b"},"timestamp":"2026"}"#
        let form = FormFields("facts=\(Self.encode(Self.encode(json)))&facts_format=application%2Fjson".utf8)
        let upload = try FactsUpload(form: #require(form["facts"]), format: form["facts_format"])
        #expect(upload.name == "one.lab")
        #expect(upload.values == ["kernel": "100% + a&b"])
    }

    @Test func factsEncodedOnceAreReadToo() throws {
        let form = FormFields("facts=\(Self.encode(#"{"values":{"a":"50%25"}}"#))".utf8)
        #expect(try FactsUpload(form: #require(form["facts"]), format: nil).values == ["a": "50%25"])
    }

    @Test(arguments: ["not json", "{}", "{\"values\":[]}", "%5B%5D", "{\"values\":"])
    func brokenFactsAreRefused(_ text: String) {
        #expect(throws: PuppetError.self) { try FactsUpload(form: text, format: nil) }
    }

    @Test func unknownFormatIsRefused() {
        #expect(throws: PuppetError.self) { try FactsUpload(form: "{\"values\":{}}", format: "yaml") }
    }
}
