import OrderedCollections

/// Builds a `JSON` value out of its pieces.
package struct JSONBuilder: JSONSink {
    /// What was built, once everything that was begun has ended.
    package private(set) var value = JSON.null
    /// The arrays and objects that were begun, outermost first.
    private var open: [Container] = []

    private struct Container {
        var elements: [JSON] = []
        var members: JSONObject = [:]
        var name = ""
        let isObject: Bool
    }

    package init() {}

    package mutating func null() { add(.null) }
    package mutating func boolean(_ value: Bool) { add(.boolean(value)) }
    package mutating func integer(_ value: Int) { add(.integer(value)) }
    package mutating func double(_ value: Double) { add(.double(value)) }
    package mutating func string(_ value: String) { add(.string(value)) }
    package mutating func beginArray() { open.append(Container(isObject: false)) }
    package mutating func beginObject() { open.append(Container(isObject: true)) }

    package mutating func name(_ name: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].name = name
    }

    package mutating func endArray() {
        guard let container = open.popLast() else { return }
        add(.array(container.elements))
    }

    package mutating func endObject() {
        guard let container = open.popLast() else { return }
        add(.object(container.members))
    }

    private mutating func add(_ piece: JSON) {
        guard !open.isEmpty else {
            value = piece
            return
        }
        let last = open.count - 1
        if open[last].isObject {
            open[last].members[open[last].name] = piece
        } else {
            open[last].elements.append(piece)
        }
    }
}
