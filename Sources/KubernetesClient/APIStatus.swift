import JSON

/// A `Status` of kind `Failure`, as the API server answers it.
package struct APIStatus: Hashable, Sendable {
    package let code: Int
    /// `NotFound`, `Conflict`, `Invalid`, …; empty where the answer was not a `Status`.
    package let reason: String
    package let message: String
    package let causes: [Cause]
    package let retryAfter: Duration?
    /// What the request was about, where the server says so.
    package let details: Details?

    package struct Details: Hashable, Sendable {
        /// The resource, `deployments`; of an invalid object the kind.
        package let kind: String
        package let group: String
        package let name: String

        package init(kind: String, group: String, name: String) {
            self.kind = kind
            self.group = group
            self.name = name
        }
    }

    package struct Cause: Hashable, Sendable {
        package let reason: String
        package let message: String
        package let field: String

        package init(reason: String, message: String, field: String) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    package init(
        code: Int, reason: String, message: String, causes: [Cause] = [], retryAfter: Duration? = nil,
        details: Details? = nil
    ) {
        self.details = details
        self.code = code
        self.reason = reason
        self.message = message
        self.causes = causes
        self.retryAfter = retryAfter
    }

    /// From an answer's status code and body, whatever the body is.
    package init(code: Int, body: [UInt8], retryAfterHeader: String?) {
        let json = try? JSONParser.parse(body)
        let details = json?["details"]
        var seconds = details?["retryAfterSeconds"]?.integer
        if let header = retryAfterHeader.flatMap({ Int($0) }) { seconds = max(seconds ?? 0, header) }
        self.init(
            code: code, reason: json?["reason"]?.string ?? "",
            message: json?["message"]?.string ?? Self.text(of: body, code: code),
            causes: (details?["causes"]?.array ?? []).map { cause in
                Cause(
                    reason: cause["reason"]?.string ?? "", message: cause["message"]?.string ?? "",
                    field: cause["field"]?.string ?? "")
            },
            retryAfter: seconds.flatMap { $0 >= 0 ? .seconds($0) : nil },
            details: details.flatMap { details in
                guard let kind = details["kind"]?.string else { return nil }
                return Details(
                    kind: kind, group: details["group"]?.string ?? "", name: details["name"]?.string ?? "")
            })
    }

    /// From the object of a watch event of type `ERROR`.
    init(watchError json: JSON) {
        self.init(
            code: json["code"]?.integer ?? 500, reason: json["reason"]?.string ?? "",
            message: json["message"]?.string ?? "the watch failed")
    }

    private static func text(of body: [UInt8], code: Int) -> String {
        let text = String(decoding: body.prefix(200), as: UTF8.self).split(whereSeparator: \.isNewline).joined(
            separator: " ")
        return text.isEmpty ? "HTTP status \(code)" : "HTTP status \(code): \(text)"
    }

    package var retry: Retry {
        switch code {
        case 429, 500, 502, 503, 504: retryAfter.map { .after($0) } ?? .backoff
        case 408: .backoff
        default: .never
        }
    }
}
