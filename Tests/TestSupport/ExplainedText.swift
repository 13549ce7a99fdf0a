/// Takes out of the text of `lookup --explain` what Puppet does not tell.
package enum ExplainedText {
    /// The members that the JSON of an explanation has beside Puppet's.
    package static let ownMembers: Set<String> = [
        "file", "line", "skipped", "failure", "origins", "messages", "module_name",
    ]

    package static func asPuppet(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("Not asked: ") }
            .map { String(withoutNote($0)) }.joined(separator: "\n")
    }

    /// Without ` (line 12)`, ` (data/common.yaml:12)` or ` (no path: …)` at the end; a comma may follow.
    private static func withoutNote(_ line: Substring) -> Substring {
        guard line.hasSuffix(")") || line.hasSuffix("),") else { return line }
        return line.replacing(#/[ ]\((?:line \d+|(?:[\w:]+ at )?[^()" ]+:\d+|no path: .*)\)(,?)$/#) { $0.1 }[...]
    }
}
