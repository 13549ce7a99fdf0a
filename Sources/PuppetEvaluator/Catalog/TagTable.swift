/// The tags that one compile has met. Resources share most of theirs, so a set of tags holds numbers.
final class TagTable {
    typealias Tag = Int32

    private var numbers: [String: Tag] = [:]
    private var names: [String] = []
    /// What a name stands for as it was given: itself in lower case and, if it is qualified, its segments.
    private var expansions: [String: [Tag]] = [:]

    func name(of tag: Tag) -> String { names[Int(tag)] }

    /// The number of a tag in lower case that may never have been met; nil if it was not.
    func number(of tag: String) -> Tag? { numbers[tag] }

    /// The tags that the name of a type or a class stands for.
    func expansion(of name: String) -> [Tag] {
        if let known = expansions[name] { return known }
        let tag = name.lowercased()
        var tags = [insert(tag)]
        if tag.isQualified {
            for segment in tag.utf8.split(separator: UInt8(ascii: ":")) {
                tags.append(insert(String(Substring(segment))))
            }
        }
        expansions[name] = tags
        return tags
    }

    private func insert(_ tag: String) -> Tag {
        if let known = numbers[tag] { return known }
        let number = Tag(truncatingIfNeeded: names.count)
        names.append(tag)
        numbers[tag] = number
        return number
    }
}

extension String {
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
