import Diagnostics

/// Values by name, in the order in which they were set.
///
/// Few are found by a walk over the hashes of their names, many by a table of positions; neither hashes a text.
struct NameTable<Value> {
    /// A table of positions pays for itself above this many.
    private static var linearCount: Int { 12 }

    fileprivate var entries: [Entry] = []
    /// Positions plus one, 0 for a free slot; a power of two of them. Empty as long as there are few entries.
    private var slots: [UInt32] = []

    fileprivate struct Entry {
        let name: HashedName
        var value: Value
    }

    init() {}

    init(minimumCapacity count: Int) { entries.reserveCapacity(count) }

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }
    var indices: Range<Int> { 0..<entries.count }

    /// The names, in the order in which they were set.
    var names: [String] { entries.map(\.name.text) }

    func name(at position: Int) -> HashedName { entries[position].name }

    func value(at position: Int) -> Value { entries[position].value }

    subscript(name: HashedName) -> Value? {
        guard let position = position(of: name) else { return nil }
        return entries[position].value
    }

    func contains(_ name: HashedName) -> Bool { position(of: name) != nil }

    /// Sets a value; whether the name had none.
    @discardableResult
    mutating func set(_ name: HashedName, _ value: Value) -> Bool {
        if let position = position(of: name) {
            entries[position].value = value
            return false
        }
        entries.append(Entry(name: name, value: value))
        if !slots.isEmpty || entries.count > Self.linearCount { index() }
        return true
    }

    /// Replaces the value of a name that has one; the value that it had.
    mutating func exchange(_ name: HashedName, _ value: Value) -> Value? {
        guard let position = position(of: name) else { return nil }
        var value = value
        swap(&entries[position].value, &value)
        return value
    }

    /// Sets a value unless the name has one, which is given back.
    mutating func insert(_ name: HashedName, _ value: Value) -> Value? {
        if let position = position(of: name) { return entries[position].value }
        set(name, value)
        return nil
    }

    mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

    /// The position of a name in the order of the names.
    func position(of name: HashedName) -> Int? {
        let hash = name.hash
        if slots.isEmpty {
            for position in 0..<entries.count where entries[position].name.hash == hash {
                if entries[position].name.text == name.text { return position }
            }
            return nil
        }
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if entries[position].name.hash == hash, entries[position].name.text == name.text { return position }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Enters what is not in the table of positions yet: the last entry, or all when the table must grow.
    private mutating func index() {
        guard entries.count * 2 > slots.count else { return enter(entries.count - 1) }
        slots = Array(repeating: 0, count: max(32, slots.count * 4))
        for position in entries.indices { enter(position) }
    }

    private mutating func enter(_ position: Int) {
        let mask = slots.count - 1
        var slot = Int(entries[position].name.hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: position + 1)
    }
}

extension NameTable: Sendable where Value: Sendable {}
extension NameTable.Entry: Sendable where Value: Sendable {}
