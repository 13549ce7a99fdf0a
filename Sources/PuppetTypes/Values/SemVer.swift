/// A semantic version, `SemVer('1.2.3-rc.1+build')`.
package struct SemVer: Hashable, Sendable {
    package let major: Int
    package let minor: Int
    package let patch: Int
    package let prerelease: [Identifier]
    package let build: String?

    /// One dot-separated part of a prerelease; numbers sort before words.
    package enum Identifier: Hashable, Sendable {
        case number(Int)
        case word(String)
    }

    package init(
        major: Int, minor: Int, patch: Int, prerelease: [Identifier] = [], build: String? = nil
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }

    /// Reads `MAJOR.MINOR.PATCH[-prerelease][+build]`.
    package static func parse(_ text: String) throws(TypeError) -> SemVer {
        guard let version = SemVerScanner.version(text) else {
            throw TypeError("Unable to parse '\(text)' as a semantic version identifier")
        }
        return version
    }
}

extension SemVer: CustomStringConvertible {
    package var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + prerelease.map(\.description).joined(separator: ".") }
        if let build { text += "+\(build)" }
        return text
    }
}

extension SemVer.Identifier: CustomStringConvertible {
    package var description: String {
        switch self {
        case .number(let value): String(value)
        case .word(let text): text
        }
    }
}

extension SemVer: Comparable {
    /// By precedence; the build does not count.
    package static func < (left: SemVer, right: SemVer) -> Bool { compare(left, right) < 0 }

    static func compare(_ left: SemVer, _ right: SemVer) -> Int {
        for (mine, yours) in [(left.major, right.major), (left.minor, right.minor), (left.patch, right.patch)]
        where mine != yours {
            return mine < yours ? -1 : 1
        }
        switch (left.prerelease.isEmpty, right.prerelease.isEmpty) {
        case (true, true): return 0
        case (true, false): return 1
        case (false, true): return -1
        case (false, false): break
        }
        for (mine, yours) in zip(left.prerelease, right.prerelease) where mine != yours {
            switch (mine, yours) {
            case (.number(let mine), .number(let yours)): return mine < yours ? -1 : 1
            case (.number, .word): return -1
            case (.word, .number): return 1
            case (.word(let mine), .word(let yours)): return TypeInference.rubyOrder(mine, yours) ? -1 : 1
            }
        }
        return (left.prerelease.count - right.prerelease.count).signum()
    }
}
