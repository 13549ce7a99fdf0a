/// Puppet's rule for environment names, and r10k's for the environment of a branch.
package enum EnvironmentName {
    /// Letters, digits and `_`, as Puppet's `\w+`.
    package static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 255 && name.utf8.allSatisfy(isWord)
    }

    /// The branch with every other character made `_`.
    package static func of(branch: String) -> String {
        String(decoding: branch.utf8.map { isWord($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
