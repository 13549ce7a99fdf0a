import OrderedCollections

/// Takes a JSON value piece by piece, in the order of its text: `JSONWriter` makes text of it, `JSONBuilder` a value.
package protocol JSONSink {
    mutating func null()
    mutating func boolean(_ value: Bool)
    mutating func integer(_ value: Int)
    mutating func double(_ value: Double)
    mutating func string(_ value: String)
    /// The string `text[inner]`.
    mutating func string(_ text: String, inBrackets inner: String)
    mutating func beginArray()
    mutating func endArray()
    mutating func beginObject()
    /// The name of the member whose value comes next; one object must not have a name twice.
    mutating func name(_ name: String)
    mutating func endObject()
}

extension JSONSink {
    package mutating func string(_ text: String, inBrackets inner: String) { string("\(text)[\(inner)]") }

    package mutating func strings(_ strings: [String]) {
        beginArray()
        for text in strings { string(text) }
        endArray()
    }
}

extension JSON {
    package func write(to sink: inout some JSONSink) {
        switch self {
        case .null: sink.null()
        case .boolean(let value): sink.boolean(value)
        case .integer(let value): sink.integer(value)
        case .double(let value): sink.double(value)
        case .string(let value): sink.string(value)
        case .array(let elements):
            sink.beginArray()
            for element in elements { element.write(to: &sink) }
            sink.endArray()
        case .object(let members):
            sink.beginObject()
            for (name, value) in members {
                sink.name(name)
                value.write(to: &sink)
            }
            sink.endObject()
        }
    }
}
