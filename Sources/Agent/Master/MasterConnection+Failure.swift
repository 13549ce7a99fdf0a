import JSON
import NIOHTTP1

extension MasterConnection {
    /// The error in an answer: Puppet's `{message, issue_kind}`, or whatever text there is.
    static func failure(_ answer: Answer) -> MasterError {
        let json = try? JSONParser.parse(answer.body)
        let text = answer.text.prefix(500).split(whereSeparator: \.isNewline).joined(separator: " ")
        return .status(
            code: answer.status, message: json?["message"]?.string ?? (text.isEmpty ? "no message" : text),
            issueKind: json?["issue_kind"]?.string,
            retryAfter: answer.headers.first(name: "retry-after").flatMap { Int($0) }.map { .seconds(max($0, 0)) })
    }
}
