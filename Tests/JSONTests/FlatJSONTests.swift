import JSON
import OrderedCollections
import Testing

struct FlatJSONTests {
    static let texts = [
        "null", "true", "-7", "1.5", "\"\"", "\"a\\nb\\u0001\"", "[]", "{}", "[[],{},[1,[2,3],null]]",
        #"{"b":{"z":1,"a":[true,{"é":"ü"}]},"a":"x","":0}"#,
        #"{"spec":{"containers":[{"name":"web","ports":[{"containerPort":80}]},{"name":"log"}]}}"#,
    ]

    @Test(arguments: texts)
    func holdsTheSameValue(text: String) throws {
        let json = try JSONParser.parse(text)
        #expect(FlatJSON(json).json() == json)
        for layout in [JSONWriter.Layout.compact, .pretty, .canonical] {
            var writer = JSONWriter(layout: layout)
            FlatJSON(json).write(to: &writer)
            #expect(writer.takeBytes() == JSONWriter.bytes(json, layout))
        }
    }

    @Test(arguments: texts)
    func stepsLeadBackToEachNode(text: String) throws {
        let json = try JSONParser.parse(text)
        let flat = FlatJSON(json)
        for position in flat.nodes.indices {
            let found = flat.steps(to: position).reduce(json) { value, step in
                switch step {
                case .member(let name): value[name] ?? .null
                case .element(let index): value[index] ?? .null
                }
            }
            #expect(found == flat.json(at: position))
        }
    }

    @Test func knowsWhereTheNextValueGoes() {
        var flat = FlatJSON()
        #expect(flat.stepsToNext.isEmpty)
        flat.beginObject()
        flat.name("a")
        #expect(flat.stepsToNext == [.member("a")])
        flat.beginArray()
        flat.null()
        #expect(flat.stepsToNext == [.member("a"), .element(1)])
        flat.beginObject()
        flat.name("b")
        #expect(flat.stepsToNext == [.member("a"), .element(1), .member("b")])
        #expect(flat.depth == 3)
    }

    @Test func membersAreFoundByName() {
        let flat = FlatJSON(["a": ["b": 1], "c": [2], "ab": "x"])
        #expect(flat.member("b", of: flat.member("a", of: 0)).map { flat.json(at: $0) } == 1)
        #expect(flat.member("ab", of: 0).flatMap(flat.string) == "x")
        #expect(flat.member("b", of: 0) == nil)
        #expect(flat.member("b", of: flat.member("c", of: 0)) == nil)
        #expect(flat.member("b", of: nil) == nil)
    }

    @Test func takesBackWhatWasAddedLast() {
        var flat = FlatJSON()
        flat.beginObject()
        flat.name("a")
        flat.integer(1)
        flat.name("b")
        let position = flat.nodes.count
        flat.beginArray()
        flat.null()
        flat.endArray()
        flat.removeLast(from: position)
        flat.name("c")
        flat.boolean(true)
        flat.endObject()
        #expect(flat.json() == ["a": 1, "c": true])
        #expect(flat.nodes[0].count == 2)
    }

    @Test func isMadeAnewInTheSameMemory() {
        var flat = FlatJSON(["a": [1, 2, 3]])
        flat.removeAll()
        #expect(flat.nodes.isEmpty)
        flat.string("x")
        #expect(flat.json() == "x")
    }

    @Test(arguments: ["a", "abcdefgh", "a\"b", "\u{e9}[\n]"])
    func aTextInBracketsIsOneString(inner: String) {
        for layout in [JSONWriter.Layout.compact, .pretty, .canonical] {
            var (whole, pieces) = (JSONWriter(layout: layout), JSONWriter(layout: layout))
            whole.string("K8s::\\x[\(inner)]")
            pieces.string("K8s::\\x", inBrackets: inner)
            #expect(pieces.takeBytes() == whole.takeBytes())
        }
    }
}
