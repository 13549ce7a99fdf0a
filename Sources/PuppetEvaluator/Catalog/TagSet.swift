import Diagnostics
import PuppetTypes

/// The tags of a resource: in lower case, a qualified one together with its segments.
struct TagSet {
    /// Above this number a hash finds a tag sooner than a walk over all of them.
    private static let linearCount = 32

    private let table: TagTable
    private var numbers: [TagTable.Tag] = []
    /// The same tags, once there are many.
    private var index: Set<TagTable.Tag> = []

    init(_ table: TagTable) { self.table = table }

    /// In the order in which they were inserted.
    var tags: [String] { numbers.map(table.name) }

    /// Whether a tag in lower case is among them.
    func contains(_ tag: String) -> Bool { table.number(of: tag).map(contains) ?? false }

    private func contains(_ tag: TagTable.Tag) -> Bool { index.isEmpty ? numbers.contains(tag) : index.contains(tag) }

    private mutating func append(_ tag: TagTable.Tag) {
        guard !contains(tag) else { return }
        // As many as most resources come to have.
        if numbers.isEmpty { numbers.reserveCapacity(12) }
        numbers.append(tag)
        if !index.isEmpty {
            index.insert(tag)
        } else if numbers.count > Self.linearCount {
            index = Set(numbers)
        }
    }

    /// Inserts what is known to be valid: the name of a type or a class.
    mutating func insert(name: HashedName) {
        let whole = table.tag(name)
        guard !contains(whole) else { return }
        append(whole)
        for tag in table.segments(of: whole, name.text) { append(tag) }
    }

    /// Inserts the tags that come with a type.
    mutating func insert(type: CatalogType) {
        guard let whole = type.tags.first, !contains(whole) else { return }
        for tag in type.tags { append(tag) }
    }

    /// Inserts the tags of a `tag` parameter or function: a string, or a list of them.
    mutating func insert(_ value: Value) throws(Interruption) {
        switch value {
        case .array(let elements): for element in elements { try insert(element) }
        case .undef: break
        case .secret, .sensitive: throw .failure("Cannot use a secret as a tag")
        default:
            guard !value.holdsSecret else { throw .failure("Cannot use a secret as a tag") }
            let tag = value.stringContent ?? ValueFormatter.interpolated(value)
            guard Self.isValid(tag) else { throw .failure("Invalid tag '\(tag.lowercased())'") }
            insert(name: HashedName(tag))
        }
    }

    /// Inserts a title if it is a valid tag.
    mutating func insert(title: HashedName) {
        if Self.isValid(title.text) { insert(name: title) }
    }

    mutating func formUnion(_ other: TagSet) {
        for tag in other.numbers { append(tag) }
    }

    /// Letters, digits and underscores, then also `:`, `.`, `-` and what Puppet takes besides.
    static func isValid(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isWord(first) else { return false }
        // Most are of these characters alone.
        if text.utf8.allSatisfy(isPlain) { return true }
        return text.unicodeScalars.allSatisfy { isWord($0) || $0 == ":" || $0 == "." || $0 == "-" }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return (scalar >= "a" && scalar <= "z") || (scalar >= "A" && scalar <= "Z")
                || (scalar >= "0" && scalar <= "9")
                || scalar == "_"
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
