import OrderedCollections

/// A JSON value in two flat arrays, in the order of its text: cheap to make and to walk, and made again and again in the
/// same memory. For a value that is looked at once; `JSON` is for one that is kept or changed.
///
/// Nodes are named by their position. An object must not be given a name twice.
package struct FlatJSON: Sendable {
    /// The root is the first.
    package private(set) var nodes: [Node] = []
    /// The names and the texts, one behind the other, in UTF-8; and room behind them.
    package private(set) var bytes: [UInt8] = []
    private var byteCount = 0
    /// The arrays and objects that were begun, outermost first.
    private var open: [Int] = []
    private var nextName = 0..<0

    package struct Node: Sendable {
        package let content: Content
        /// Of a member: the place of its name in `bytes`.
        package let name: Range<Int>
        /// The position behind the last node inside.
        package fileprivate(set) var end: Int
        /// How many elements or members it has.
        package fileprivate(set) var count = 0
    }

    package enum Content: Sendable {
        case null
        case boolean(Bool)
        case integer(Int)
        case double(Double)
        /// The place of the text in `bytes`.
        case string(Range<Int>)
        case array
        case object
    }

    package init() {}

    package init(_ json: JSON) {
        json.write(to: &self)
    }

    /// Forgets the value and keeps the memory.
    package mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        byteCount = 0
        open.removeAll(keepingCapacity: true)
        nextName = 0..<0
    }
}

extension FlatJSON: JSONSink {
    package mutating func null() { add(.null) }
    package mutating func boolean(_ value: Bool) { add(.boolean(value)) }
    package mutating func integer(_ value: Int) { add(.integer(value)) }
    package mutating func double(_ value: Double) { add(.double(value)) }
    package mutating func string(_ value: String) { add(.string(append(value))) }

    package mutating func beginArray() {
        open.append(nodes.count)
        add(.array, in: open.count - 2)
    }

    package mutating func endArray() { end() }

    package mutating func beginObject() {
        open.append(nodes.count)
        add(.object, in: open.count - 2)
    }

    package mutating func name(_ name: String) { nextName = append(name) }

    /// A name of UTF-8.
    package mutating func name(utf8: UnsafeBufferPointer<UInt8>) { nextName = append(utf8) }

    /// A string of UTF-8.
    package mutating func string(utf8: UnsafeBufferPointer<UInt8>) { add(.string(append(utf8))) }

    package mutating func endObject() { end() }

    private mutating func append(_ text: String) -> Range<Int> {
        var text = text
        return text.withUTF8 { append($0) }
    }

    private mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = byteCount
        byteCount += utf8.count
        if byteCount > bytes.count {
            bytes.append(contentsOf: repeatElement(0, count: max(byteCount - bytes.count, bytes.count, 256)))
        }
        bytes.withUnsafeMutableBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: bytes[start..<byteCount]).copyText(UnsafeRawBufferPointer(utf8))
        }
        return start..<byteCount
    }

    private mutating func add(_ content: Content) { add(content, in: open.count - 1) }

    private mutating func add(_ content: Content, in container: Int) {
        if container >= 0 { nodes[open[container]].count += 1 }
        nodes.append(Node(content: content, name: nextName, end: nodes.count + 1))
        nextName = 0..<0
    }

    private mutating func end() {
        guard let container = open.popLast() else { return }
        nodes[container].end = nodes.count
        nextName = 0..<0
    }

    /// Whether the innermost that is open has a member of this name.
    package func hasMember(utf8 name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let container = open.last else { return false }
        var child = container + 1
        while child < nodes.count {
            if isName(name, of: child) { return true }
            child = nodes[child].end
        }
        return false
    }

    private func isName(_ name: UnsafeBufferPointer<UInt8>, of position: Int) -> Bool {
        guard nodes[position].name.count == name.count else { return false }
        return bytes.withUnsafeBytes {
            UnsafeRawBufferPointer(rebasing: $0[nodes[position].name]).holdsSame(as: UnsafeRawBufferPointer(name))
        }
    }

    /// Whether the innermost that is open is an object.
    package var isInObject: Bool { open.last.map(isObject) ?? false }

    /// How many elements or members the innermost that is open has.
    package var openCount: Int { open.last.map { nodes[$0].count } ?? 0 }

    /// How many arrays and objects are open.
    package var depth: Int { open.count }

    /// Takes the value at a position back: the last that was added to what is open.
    package mutating func removeLast(from position: Int) {
        guard position < nodes.count else { return }
        nodes.removeSubrange(position...)
        if let container = open.last { nodes[container].count -= 1 }
    }
}

extension FlatJSON {
    /// A step from a value to one inside it.
    package enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
    }

    /// The way from the root to a node.
    package func steps(to position: Int) -> [Step] {
        var steps: [Step] = []
        var container = 0
        while container < position {
            var index = 0
            var child = container + 1
            while nodes[child].end <= position {
                child = nodes[child].end
                index += 1
            }
            steps.append(step(to: child, index, in: container))
            container = child
        }
        return steps
    }

    /// The way to what is added next.
    package var stepsToNext: [Step] {
        guard let last = open.last else { return [] }
        // What is open is the last in what is around it.
        let outer = zip(open, open.dropFirst()).map { container, child in
            step(to: child, nodes[container].count - 1, in: container)
        }
        return outer + [isObject(last) ? .member(text(nextName)) : .element(nodes[last].count)]
    }

    private func step(to child: Int, _ index: Int, in container: Int) -> Step {
        isObject(container) ? .member(name(at: child)) : .element(index)
    }
}

extension FlatJSON {
    /// The positions of the elements or members of a node.
    package func children(of position: Int) -> Children {
        Children(nodes: nodes, position: position + 1, end: nodes[position].end)
    }

    package struct Children: Sequence, IteratorProtocol {
        fileprivate let nodes: [Node]
        fileprivate var position: Int
        fileprivate let end: Int

        package mutating func next() -> Int? {
            guard position < end else { return nil }
            defer { position = nodes[position].end }
            return position
        }
    }

    /// The member of an object, or nil.
    package func member(_ name: String, of position: Int?) -> Int? {
        guard let position, isObject(position) else { return nil }
        var name = name
        return name.withUTF8 { name in
            var child = position + 1
            while child < nodes[position].end {
                if isName(name, of: child) { return child }
                child = nodes[child].end
            }
            return nil
        }
    }

    package func isObject(_ position: Int) -> Bool {
        if case .object = nodes[position].content { true } else { false }
    }

    package func isArray(_ position: Int) -> Bool {
        if case .array = nodes[position].content { true } else { false }
    }

    package func isNull(_ position: Int) -> Bool {
        if case .null = nodes[position].content { true } else { false }
    }

    /// The place of a string's text in `bytes`.
    package func textRange(at position: Int) -> Range<Int>? {
        if case .string(let range) = nodes[position].content { range } else { nil }
    }

    package func string(at position: Int) -> String? { textRange(at: position).map(text) }

    /// The name of a member.
    package func name(at position: Int) -> String { text(nodes[position].name) }

    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The value at a position.
    package func json(at position: Int = 0) -> JSON {
        switch nodes[position].content {
        case .null: return .null
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .double(let value): return .double(value)
        case .string(let range): return .string(text(range))
        case .array:
            var elements: [JSON] = []
            elements.reserveCapacity(nodes[position].count)
            for child in children(of: position) { elements.append(json(at: child)) }
            return .array(elements)
        case .object:
            var members = JSONObject(minimumCapacity: nodes[position].count)
            for child in children(of: position) { members[name(at: child)] = json(at: child) }
            return .object(members)
        }
    }
}
