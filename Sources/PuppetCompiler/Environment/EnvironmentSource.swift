/// Where environments come from: folders of a codedir, or branches of a git repository.
package protocol EnvironmentSource: Sendable {
    /// Sorted.
    func names() async throws -> [String]

    /// The environment as it is now, or nil where there is none of that name. The same object for as long as
    /// nothing in it changes.
    func snapshot(_ name: String) async throws -> EnvironmentSnapshot?
}

/// An environment's name: letters, digits and underscores, as Puppet has it.
package enum EnvironmentName {
    package static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
    }

    /// The environment that a branch becomes, as r10k's `correct_and_warn`: what is not `\w` is an underscore.
    package static func ofBranch(_ branch: String) -> String {
        String(branch.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
