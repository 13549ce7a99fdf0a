/// A range of strings as Ruby walks it, `'a'..'e'`, `'host01'..'host10'`.
struct WordRange {
    let first: String
    let last: String
    let excludesLast: Bool

    /// Nil where there are more than the limit.
    func elements(step: Int, limit: Int) -> [String]? {
        var found: [String] = []
        var position = 0
        visit { word in
            if position % step == 0 { found.append(word) }
            position += 1
            return position <= limit
        }
        return position <= limit ? found : nil
    }

    /// Visits until the visitor has enough.
    private func visit(_ visitor: (String) -> Bool) {
        if let first = single(first), let last = single(last) {
            guard first <= last else { return }
            for byte in first...last where !(excludesLast && byte == last) {
                guard visitor(String(UnicodeScalar(byte))) else { return }
            }
            return
        }
        let isPast = last.utf8.lexicographicallyPrecedes(first.utf8)
        if isPast || (excludesLast && first == last) { return }
        let end = Self.successor(of: last)
        var current = first
        while current != end {
            let isLast = current == last
            guard !(excludesLast && isLast), visitor(current), !isLast else { return }
            current = Self.successor(of: current)
            if current.unicodeScalars.count > last.unicodeScalars.count || current.isEmpty { return }
        }
    }

    private func single(_ text: String) -> UInt8? {
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 else { return nil }
        return byte
    }

    /// The next string: the rightmost letter or digit goes up, with a carry to the left; a string without any goes up by
    /// its last character.
    static func successor(of text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        guard !scalars.isEmpty else { return "" }
        guard var index = scalars.lastIndex(where: isAlphanumeric) else { return bumped(scalars) }
        while true {
            let (next, carry) = incremented(scalars[index])
            scalars[index] = next
            guard let carry else { break }
            let left = scalars[..<index].lastIndex(where: isAlphanumeric)
            // Only what stands beside it takes the carry, or what is separated by other characters.
            guard let left else {
                scalars.insert(carry, at: index)
                break
            }
            index = left
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }

    private static func incremented(_ scalar: Unicode.Scalar) -> (Unicode.Scalar, carry: Unicode.Scalar?) {
        switch scalar {
        case "9": return ("0", "1")
        case "z": return ("a", "a")
        case "Z": return ("A", "A")
        default: return (Unicode.Scalar(scalar.value + 1) ?? scalar, nil)
        }
    }

    private static func bumped(_ scalars: [Unicode.Scalar]) -> String {
        var scalars = scalars
        if let last = scalars.popLast() { scalars.append(Unicode.Scalar(last.value + 1) ?? last) }
        return String(String.UnicodeScalarView(scalars))
    }
}
