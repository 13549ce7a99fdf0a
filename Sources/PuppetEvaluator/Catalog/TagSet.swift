import PuppetTypes

/// The tags of a resource: in lower case, a qualified one together with its segments.
struct TagSet {
    /// Above this number a hash finds a tag sooner than a walk over all of them.
    private static let linearCount = 16

    private(set) var tags: [String] = []
    /// The same tags, once there are many.
    private var index: Set<String> = []

    func contains(_ tag: String) -> Bool { index.isEmpty ? tags.contains(tag) : index.contains(tag) }

    /// Adds a tag; false if it was there already.
    @discardableResult
    private mutating func append(_ tag: String) -> Bool {
        guard !contains(tag) else { return false }
        tags.append(tag)
        if !index.isEmpty {
            index.insert(tag)
        } else if tags.count > Self.linearCount {
            index = Set(tags)
        }
        return true
    }

    /// Inserts what is known to be valid: the name of a type or a class.
    mutating func insert(name: String) {
        let tag = name.lowercased()
        guard append(tag), tag.contains("::") else { return }
        for segment in tag.split(separator: ":", omittingEmptySubsequences: true) { append(String(segment)) }
    }

    /// Inserts the tags of a `tag` parameter or function: a string, or a list of them.
    mutating func insert(_ value: Value) throws(Interruption) {
        switch value {
        case .array(let elements): for element in elements { try insert(element) }
        case .undef: break
        default:
            let tag = value.stringContent ?? ValueFormatter.interpolated(value)
            guard Self.isValid(tag) else { throw .failure("Invalid tag '\(tag.lowercased())'") }
            insert(name: tag)
        }
    }

    /// Inserts a title if it is a valid tag.
    mutating func insert(title: String) {
        if Self.isValid(title) { insert(name: title) }
    }

    mutating func formUnion(_ other: TagSet) {
        for tag in other.tags { append(tag) }
    }

    /// Letters, digits and underscores, then also `:`, `.`, `-` and what Puppet takes besides.
    static func isValid(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isWord(first) else { return false }
        return text.unicodeScalars.allSatisfy { isWord($0) || $0 == ":" || $0 == "." || $0 == "-" }
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
