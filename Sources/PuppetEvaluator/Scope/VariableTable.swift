import PuppetTypes

/// The variables of one scope, by name.
///
/// Most scopes are those of calls and hold a few: a walk finds them sooner than a hash, and costs less to make.
struct VariableTable {
    private static let linearCount = 8

    private var entries: [(name: String, value: Value)] = []
    /// The positions by name, once there are many.
    private var index: [String: Int] = [:]

    subscript(name: String) -> Value? { position(of: name).map { entries[$0].value } }

    /// The names, in the order in which they were set.
    var names: [String] { entries.map(\.name) }

    func contains(_ name: String) -> Bool { position(of: name) != nil }

    mutating func set(_ name: String, _ value: Value) {
        if let position = position(of: name) {
            entries[position].value = value
            return
        }
        entries.append((name, value))
        if !index.isEmpty {
            index[name] = entries.count - 1
        } else if entries.count > Self.linearCount {
            index = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($0.element.name, $0.offset) })
        }
    }

    mutating func reserveCapacity(_ count: Int) {
        entries.reserveCapacity(count)
        if count > Self.linearCount { index.reserveCapacity(count) }
    }

    private func position(of name: String) -> Int? {
        if !index.isEmpty { return index[name] }
        for position in entries.indices where entries[position].name == name { return position }
        return nil
    }
}
