import Diagnostics

/// The tags that one compile has met. Resources share most of theirs, so a set of tags holds numbers.
final class TagTable {
    typealias Tag = Int32

    /// A tag's number is its position.
    private var tags = NameTable<Void>()
    /// The segments of the qualified names that were asked for.
    private var segments: [Tag: [Tag]] = [:]

    func name(of tag: Tag) -> String { tags.name(at: Int(tag)).text }

    /// The number of a tag in lower case that may never have been met; nil if it was not.
    func number(of tag: String) -> Tag? { tags.position(of: HashedName(tag)).map { Tag(truncatingIfNeeded: $0) } }

    /// The tag that a name is: itself in lower case.
    func tag(_ name: HashedName) -> Tag {
        let name = name.text.isLowercased ? name : HashedName(name.text.lowercased())
        if let known = tags.position(of: name) { return Tag(truncatingIfNeeded: known) }
        tags.set(name, ())
        return Tag(truncatingIfNeeded: tags.count - 1)
    }

    /// The tags that the name of a type or a class stands for: itself and, if it is qualified, its segments.
    func expansion(of name: String) -> [Tag] {
        let whole = tag(HashedName(name))
        return [whole] + segments(of: whole, name)
    }

    /// The tags that the segments of a qualified name are, which stands for a tag as a whole.
    func segments(of whole: Tag, _ name: String) -> [Tag] {
        guard name.isQualified else { return [] }
        if let known = segments[whole] { return known }
        let tags = name.utf8.split(separator: UInt8(ascii: ":")).map { tag(HashedName(String(Substring($0)))) }
        segments[whole] = tags
        return tags
    }
}

extension String {
    /// Whether it is of ASCII characters other than capital letters.
    fileprivate var isLowercased: Bool { utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) } }

    /// Whether the name has a `::` in it.
    var isQualified: Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            if byte == UInt8(ascii: ":"), previous == byte { return true }
            previous = byte
        }
        return false
    }
}
