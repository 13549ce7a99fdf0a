/// Reads versions and the operands of ranges, where a part may be missing or `x`.
struct SemVerScanner {
    /// A version with parts left open.
    struct Partial {
        var major: Int?
        var minor: Int?
        var patch: Int?
        var prerelease: [SemVer.Identifier] = []
        var build: String?

        /// The version with zeros for what is open.
        var version: SemVer {
            SemVer(major: major ?? 0, minor: minor ?? 0, patch: patch ?? 0, prerelease: prerelease, build: build)
        }
    }

    private var rest: Substring

    static func version(_ text: String) -> SemVer? {
        var scanner = SemVerScanner(rest: Substring(text))
        guard let major = scanner.number(), scanner.skip("."), let minor = scanner.number(), scanner.skip("."),
            let patch = scanner.number()
        else { return nil }
        var partial = Partial(major: major, minor: minor, patch: patch)
        guard scanner.qualifier(&partial), scanner.rest.isEmpty else { return nil }
        return partial.version
    }

    static func partial(_ text: Substring) -> Partial? {
        var scanner = SemVerScanner(rest: text)
        var partial = Partial()
        guard let major = scanner.openNumber() else { return nil }
        partial.major = major
        if scanner.skip(".") {
            guard let minor = scanner.openNumber() else { return nil }
            partial.minor = major == nil ? nil : minor
            if scanner.skip(".") {
                guard let patch = scanner.openNumber() else { return nil }
                partial.patch = partial.minor == nil ? nil : patch
                guard scanner.qualifier(&partial) else { return nil }
            }
        }
        return scanner.rest.isEmpty ? partial : nil
    }

    private mutating func skip(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    /// `0`, or digits without a leading zero.
    private mutating func number() -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count == 1 || digits.first != "0" else { return nil }
        rest = rest[digits.endIndex...]
        return Int(digits)
    }

    /// A number, or an `x` that leaves it open (`.some(nil)`).
    private mutating func openNumber() -> Int?? {
        if skip("x") || skip("X") || skip("*") { return .some(nil) }
        return number().map { .some($0) }
    }

    private mutating func qualifier(_ partial: inout Partial) -> Bool {
        if skip("-") {
            guard let words = identifiers() else { return false }
            for word in words {
                if word.allSatisfy(\.isNumber) {
                    guard word.count == 1 || word.first != "0", let number = Int(word) else { return false }
                    partial.prerelease.append(.number(number))
                } else {
                    partial.prerelease.append(.word(String(word)))
                }
            }
        }
        if skip("+") {
            guard let words = identifiers() else { return false }
            partial.build = words.joined(separator: ".")
        }
        return true
    }

    private mutating func identifiers() -> [Substring]? {
        let text = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        rest = rest[text.endIndex...]
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        return words.contains(where: \.isEmpty) ? nil : words
    }
}
