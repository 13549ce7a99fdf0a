/// A version as semver.org defines it.
package struct CELVersion: Hashable, Comparable, Sendable {
    let numbers: [UInt64]
    let prerelease: [String]
    let text: String

    init(_ text: String) throws(CELError) {
        func malformed(_ reason: String) -> CELError { .evaluation(reason) }
        guard !text.isEmpty else { throw malformed("Version string empty") }
        var core = text[...]
        if let plus = core.firstIndex(of: "+") {
            let builds = core[core.index(after: plus)...].split(separator: ".", omittingEmptySubsequences: false)
            for build in builds {
                guard !build.isEmpty else { throw malformed("Build meta data is empty") }
                guard Self.isIdentifier(build) else {
                    throw malformed("Invalid character(s) found in build meta data \"\(build)\"")
                }
            }
            core = core[..<plus]
        }
        var prerelease: [String] = []
        if let dash = core.firstIndex(of: "-") {
            for part in core[core.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false) {
                guard !part.isEmpty else { throw malformed("Prerelease is empty") }
                guard Self.isIdentifier(part) else {
                    throw malformed("Invalid character(s) found in prerelease \"\(part)\"")
                }
                guard !part.unicodeScalars.allSatisfy(\.isDigit) || part == "0" || !part.hasPrefix("0") else {
                    throw malformed("Numeric PreRelease version must not contain leading zeroes \"\(part)\"")
                }
                prerelease.append(String(part))
            }
            core = core[..<dash]
        }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw malformed("No Major.Minor.Patch elements found") }
        var numbers: [UInt64] = []
        for (name, part) in zip(["Major", "Minor", "Patch"], parts) {
            guard !part.isEmpty, part.unicodeScalars.allSatisfy(\.isDigit), let number = UInt64(part) else {
                throw malformed("Invalid character(s) found in \(name.lowercased()) number \"\(part)\"")
            }
            guard part == "0" || !part.hasPrefix("0") else {
                throw malformed("\(name) number must not contain leading zeroes \"\(part)\"")
            }
            numbers.append(number)
        }
        self.numbers = numbers
        self.prerelease = prerelease
        self.text = text
    }

    /// Also without minor and patch numbers, with a `v` before it and with leading zeros.
    init(tolerant text: String) throws(CELError) {
        let plain = text.hasPrefix("v") ? text.dropFirst() : text[...]
        var parts = plain.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map { part -> String in
            guard part.count > 1 else { return String(part) }
            let stripped = part.drop { $0 == "0" }
            return stripped.first.map { ("0"..."9").contains($0) } == true ? String(stripped) : "0\(stripped)"
        }
        if parts.count < 3 {
            guard let last = parts.last, !last.contains("+"), !last.contains("-") else {
                throw .evaluation("short version cannot contain PreRelease/Build meta data")
            }
            parts += Array(repeating: "0", count: 3 - parts.count)
        }
        try self.init(parts.joined(separator: "."))
    }

    private static func isIdentifier(_ part: Substring) -> Bool {
        part.unicodeScalars.allSatisfy { $0.isDigit || $0.isIdentifierStart && $0 != "_" || $0 == "-" }
    }

    /// What was built from it does not count.
    package static func == (left: CELVersion, right: CELVersion) -> Bool {
        left.numbers == right.numbers && left.prerelease == right.prerelease
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(numbers)
        hasher.combine(prerelease)
    }

    package static func < (left: CELVersion, right: CELVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (ours, theirs) in zip(left.prerelease, right.prerelease) where ours != theirs {
            switch (UInt64(ours), UInt64(theirs)) {
            case (let a?, let b?): return a < b
            case (.some, nil): return true
            case (nil, .some): return false
            case (nil, nil): return ours < theirs
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}

extension FunctionTable {
    mutating func addVersions() {
        @Sendable func version(_ arguments: Arguments) throws(CELError) -> CELVersion {
            let text = try arguments.string(0)
            let isTolerant = arguments.values.count > 1 ? try arguments.boolean(1) : false
            return isTolerant ? try CELVersion(tolerant: text) : try CELVersion(text)
        }
        for parameters in [[CELType.string], [.string, .boolean]] {
            function("semver", parameters, .version, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
                .version(try version(arguments))
            }
            function("isSemver", parameters, .boolean, cost: .traversal(factor: 0.1)) { arguments, _ in
                .boolean((try? version(arguments)) != nil)
            }
        }
        for (index, name) in ["major", "minor", "patch"].enumerated() {
            member(.version, name, [], .integer) { arguments, _ throws(CELError) in
                .integer(Int(clamping: try arguments.version(0).numbers[index]))
            }
        }
        addOrder(of: .version) { arguments throws(CELError) in
            .init(try arguments.version(0), try arguments.version(1))
        }
    }
}
