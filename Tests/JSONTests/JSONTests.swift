import JSON
import OrderedCollections
import Testing

struct JSONTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "1.5", "\"a\"", "[]", "{}", "[1,[2,{\"a\":null}]]",
        "{\"b\":1,\"a\":2}", "\"\\\"\\\\\\n\\t\\u0001é😀\"",
    ])
    func roundTrips(text: String) throws {
        let value = try JSONParser.parse(text)
        #expect(try JSONParser.parse(JSONWriter.text(value)) == value)
        #expect(try JSONParser.parse(JSONWriter.text(value, .pretty)) == value)
    }

    @Test(arguments: [
        "", "nul", "01", "1.", "1e", "+1", "[1,]", "{\"a\":}", "{a:1}", "\"a", "\"\n\"", "\"\\x\"", "\"\\ud800\"",
        "[1] 2",
        "--1", "{\"a\" 1}", "[1 2]",
    ])
    func refusesWhatIsNotJSON(text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
    }

    @Test func surrogatePairsAreOneCharacter() throws {
        #expect(try JSONParser.parse("\"\\ud83d\\ude00\"") == "😀")
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(deep) }
    }

    @Test func aRepeatedMemberKeepsItsLastValue() throws {
        #expect(try JSONParser.parse("{\"a\":1,\"a\":2}") == ["a": 2])
    }

    @Test func numbersPastIntegersAreDoubles() throws {
        #expect(try JSONParser.parse("9223372036854775808").double == 9_223_372_036_854_775_808)
    }

    @Test func canonicalTextSortsMembersAndDropsBlanks() throws {
        let value: JSON = ["b": [1, 2.0], "a": ["d": true, "c": .null]]
        #expect(JSONWriter.text(value, .canonical) == #"{"a":{"c":null,"d":true},"b":[1,2]}"#)
    }

    @Test(arguments: [3, 12, 14])
    func canonicalTextSortsNamesByTheirBytes(count: Int) {
        let names = ["b[", "a", "a\"", "a!", "\u{e9}", "Z", "z", "a\n", "", "aa", "ab", "b\\", "b]", "\u{1F600}"]
        let members = names.prefix(count).map { ($0, ["x": .integer($0.utf8.count), "b": ["z": 1, "y": 2]] as JSON) }
        let sorted = members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { ($0.0, ["b": ["y": 2, "z": 1], "x": .integer($0.0.utf8.count)] as JSON) }
        let canonical = JSONWriter.text(.object(JSONObject(uniqueKeysWithValues: members)), .canonical)
        #expect(canonical == JSONWriter.text(.object(JSONObject(uniqueKeysWithValues: sorted))))
    }

    @Test(arguments: 0..<18)
    func whatNeedsEscapesGetsThemAnywhere(position: Int) throws {
        for scalar in (0..<0x100).compactMap(Unicode.Scalar.init) {
            let text = String(repeating: "x", count: position) + String(scalar) + "\u{e9}12345678"
            let written = JSONWriter.bytes(.string(text))
            let isEscaped = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            #expect(written.contains(UInt8(ascii: "\\")) == isEscaped)
            #expect(try JSONParser.parse(written) == .string(text))
        }
    }

    @Test func orderOfMembersDoesNotCountInEquality() {
        let one: JSON = ["a": 1, "b": 2]
        let other: JSON = ["b": 2, "a": 1]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
    }

    @Test func pathsLeadThroughObjects() {
        var value: JSON = ["metadata": ["name": "x"]]
        #expect(value[path: "metadata", "name"]?.string == "x")
        #expect(value[path: "spec", "name"] == nil)
        value["metadata"] = nil
        #expect(value == [:])
    }

    @Test func anObjectIsVisitedPieceByPiece() throws {
        var seen: [String] = []
        func visit(_ text: String) throws {
            seen = []
            try JSONParser.visit(Array(text.utf8)) { seen.append("\($0)=\(JSONWriter.text($1))") }
        }
        try visit(#" {"a": 1, "b": [ {"c": [2]}, 3 ], "d": [], "e": {"f": []}, "a": null} "#)
        #expect(seen == ["a=1", #"b={"c":[2]}"#, "b=3", "d=[]", #"e={"f":[]}"#, "a=null"])
        try visit("{}")
        #expect(seen.isEmpty)
        for text in ["", "[]", "{", #"{"a""#, #"{"a":[1"#, #"{"a":[1,]}"#, #"{"a":1}x"#, #"{"a":1,}"#] {
            #expect(throws: JSONParser.Failure.self, "\(text)") { try visit(text) }
        }
        let deep = #"{"a":["# + String(repeating: "[", count: 600)
        #expect(throws: JSONParser.Failure.self) { try visit(deep) }
        #expect(throws: CancellationError.self) {
            try JSONParser.visit(Array(#"{"a":1}"#.utf8)) { _, _ in throw CancellationError() }
        }
    }
}
