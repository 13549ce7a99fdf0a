import JSON

/// A format that Kubernetes has a name for, `format.dns1123Label()`.
package enum CELFormat: String, CaseIterable, Sendable {
    case dns1123Label, dns1123Subdomain, dns1035Label, qualifiedName, dns1123LabelPrefix, dns1123SubdomainPrefix
    case dns1035LabelPrefix, labelValue, uri, uuid, byte, date, datetime

    var name: String { rawValue }

    /// How long the expression is taken to be that the format costs like.
    var patternSize: Int {
        switch self {
        case .dns1123Label, .dns1035Label, .dns1123LabelPrefix, .dns1035LabelPrefix: 30
        case .dns1123Subdomain, .qualifiedName, .dns1123SubdomainPrefix: 60
        case .labelValue: 40
        case .uri: 200
        case .uuid, .byte, .date, .datetime: 128
        }
    }

    /// What is wrong with a text, in the words of Kubernetes; nothing where it is of the format.
    func problems(in text: String) -> [String] {
        switch self {
        case .dns1123Label: NameFormat.label.problems(in: text)
        case .dns1123Subdomain: NameFormat.subdomain.problems(in: text)
        case .dns1035Label: NameFormat.label1035.problems(in: text)
        case .dns1123LabelPrefix: NameFormat.label.problems(in: Self.completed(text))
        case .dns1123SubdomainPrefix: NameFormat.subdomain.problems(in: Self.completed(text))
        case .dns1035LabelPrefix: NameFormat.label1035.problems(in: Self.completed(text))
        case .labelValue: NameFormat.labelValue.problems(in: text)
        case .qualifiedName: Self.qualifiedNameProblems(text)
        case .uri: CELURL(text) == nil ? ["parse \"\(text)\": invalid URI for request"] : []
        case .uuid: Self.isUUID(text) ? [] : ["does not match the UUID format"]
        case .byte: Base64.decode(text, .multiline) == nil || text.isEmpty ? ["invalid base64"] : []
        case .date: CELTimestamp(date: text) == nil ? ["invalid date"] : []
        case .datetime: CELTimestamp(rfc3339: text) == nil ? ["invalid datetime"] : []
        }
    }

    /// The start of a name as a name: what a generated one ends with is put after a dash.
    private static func completed(_ prefix: String) -> String {
        prefix.hasSuffix("-") && prefix.utf8.count > 1 ? prefix.dropLast() + "a" : prefix
    }

    private static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        let digits = groups.joined()
        guard digits.unicodeScalars.allSatisfy(\.isHexDigit), digits.count == 32 else { return false }
        return groups.map(\.count) == [8, 4, 4, 4, 12] || groups.count == 1
    }

    private static func qualifiedNameProblems(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            return [
                "a valid label key \(NameFormat.name.explanation) with an optional DNS subdomain prefix and '/' "
                    + "(e.g. 'example.com/MyName')"
            ]
        }
        var problems: [String] = []
        if parts.count == 2 {
            let prefix = String(parts[0])
            if prefix.isEmpty {
                problems.append("prefix part must be non-empty")
            } else {
                problems += NameFormat.subdomain.problems(in: prefix).map { "prefix part \($0)" }
            }
        }
        let name = String(parts.last ?? "")
        if name.isEmpty {
            return problems + ["name part must be non-empty"]
                + NameFormat.name.problems(in: name).map { "name part \($0)" }
        }
        return problems + NameFormat.name.problems(in: name).map { "name part \($0)" }
    }
}

/// How names are made up.
private struct NameFormat {
    let what: String
    let rule: String
    let examples: String
    let pattern: String
    let limit: Int
    let isEmptyAllowed: Bool
    let isValid: @Sendable (String) -> Bool

    func problems(in text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > limit { problems.append("must be no more than \(limit) bytes") }
        if !(text.isEmpty && isEmptyAllowed), !isValid(text) {
            problems.append("\(what.isEmpty ? "" : "\(what) ")\(explanation)")
        }
        return problems
    }

    var explanation: String { "\(rule) (\(examples)regex used for validation is '\(pattern)')" }

    private static func isLower(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) }

    private static func isLabel(_ text: Substring, startsWithLetter: Bool) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        return text.unicodeScalars.allSatisfy { isLower($0) || $0.isDigit || $0 == "-" } && first != "-"
            && last != "-" && (!startsWithLetter || isLower(first))
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        func isInner(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isDigit || scalar.isIdentifierStart || scalar == "-" || scalar == "."
        }
        func isOuter(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isDigit || scalar.isIdentifierStart && scalar != "_"
        }
        return text.unicodeScalars.allSatisfy(isInner) && isOuter(first) && isOuter(last)
    }

    static let label = NameFormat(
        what: "a lowercase RFC 1123 label",
        rule: "must consist of lower case alphanumeric characters or '-', and must start and end with an "
            + "alphanumeric character",
        examples: "e.g. 'my-name',  or '123-abc', ", pattern: "[a-z0-9]([-a-z0-9]*[a-z0-9])?", limit: 63,
        isEmptyAllowed: false, isValid: { isLabel($0[...], startsWithLetter: false) })

    static let label1035 = NameFormat(
        what: "a DNS-1035 label",
        rule: "must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and "
            + "end with an alphanumeric character",
        examples: "e.g. 'my-name',  or 'abc-123', ", pattern: "[a-z]([-a-z0-9]*[a-z0-9])?", limit: 63,
        isEmptyAllowed: false, isValid: { isLabel($0[...], startsWithLetter: true) })

    static let subdomain = NameFormat(
        what: "a lowercase RFC 1123 subdomain",
        rule: "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
            + "alphanumeric character",
        examples: "e.g. 'example.com', ",
        pattern: "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", limit: 253,
        isEmptyAllowed: false,
        isValid: {
            $0.split(separator: ".", omittingEmptySubsequences: false)
                .allSatisfy { isLabel($0, startsWithLetter: false) }
        })

    static let name = NameFormat(
        what: "",
        rule: "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
            + "alphanumeric character",
        examples: "e.g. 'MyName',  or 'my.name',  or '123-abc', ",
        pattern: "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", limit: 63, isEmptyAllowed: false, isValid: isName)

    static let labelValue = NameFormat(
        what: "a valid label",
        rule: "must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
            + "end with an alphanumeric character",
        examples: "e.g. 'MyValue',  or 'my_value',  or '12345', ",
        pattern: "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", limit: 63, isEmptyAllowed: true, isValid: isName)
}

extension FunctionTable {
    mutating func addFormats() {
        for format in CELFormat.allCases {
            function("format.\(format.name)", [], .format) { _, _ in .format(format) }
        }
        function("format.named", [.string], .optional(.format)) { arguments, _ throws(CELError) in
            .optional(CELFormat(rawValue: try arguments.string(0)).map { .format($0) })
        }
        member(.format, "validate", [.string], .optional(.list(.string)), cost: .own) {
            arguments, context throws(CELError) in
            let format = try arguments.format(0)
            try context.spend(EvaluationContext.patternCost(text: arguments[1], pattern: format.patternSize))
            let problems = format.problems(in: try arguments.string(1))
            return .optional(problems.isEmpty ? nil : .list(problems.map { .string($0) }))
        }
    }
}
