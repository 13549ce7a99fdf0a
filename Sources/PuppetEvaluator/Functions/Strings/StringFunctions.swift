import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let strings: [BuiltinFunction] = [
        casing("upcase") { $0.uppercased() }, casing("downcase") { $0.lowercased() },
        textual("capitalize") { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() },
        textual("strip", trim: true) { RubyText.strip($0, leading: true, trailing: true) },
        textual("lstrip", trim: true) { RubyText.strip($0, leading: true, trailing: false) },
        textual("rstrip", trim: true) { RubyText.strip($0, leading: false, trailing: true) },
        textual("chomp", trim: true) { text in
            // Ruby takes one line end off, of either kind.
            if text.hasSuffix("\r\n") {
                String(text.dropLast())
            } else if let last = text.last, last == "\n" || last == "\r" {
                String(text.dropLast())
            } else {
                text
            }
        },
        textual("chop", trim: true) { String($0.dropLast()) },
        textual("camelcase") { text in
            text.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        },
        BuiltinFunction(
            "split",
            [
                Dispatch([
                    .required("str", .anyString),
                    .required("pattern", .variant([.anyString, .regexp(nil), .type(.regexp(nil))])),
                ]) {
                    call throws(Interruption) in try RubyText.split(call[0].stringContent ?? "", by: call[1])
                },
                Dispatch([
                    .required("sensitive", .sensitive(.anyString)),
                    .required("pattern", .variant([.anyString, .regexp(nil), .type(.regexp(nil))])),
                ]) { call throws(Interruption) in
                    guard case .sensitive(let inner) = call[0] else { return .undef }
                    return .sensitive(try RubyText.split(inner.stringContent ?? "", by: call[1]))
                },
            ]),
        BuiltinFunction(
            "join",
            [
                Dispatch([.required("arg", .anyArray)]) { call throws(Interruption) in try joined(call) },
                Dispatch([.required("arg", .anyArray), .required("delimiter", .anyString)]) {
                    call throws(Interruption) in try joined(call)
                },
            ]),
        BuiltinFunction("regsubst", regsubst),
        BuiltinFunction(
            "match",
            [
                Dispatch([
                    .required("string", .anyString),
                    .required("pattern", .variant([.anyString, .regexp(nil), .type(nil)])),
                ]) { call throws(Interruption) in try RubyText.match(call[0].stringContent ?? "", call[1]) },
                Dispatch([
                    .required("string", .array(.anyString, size: nil)),
                    .required("pattern", .variant([.anyString, .regexp(nil), .type(nil)])),
                ]) { call throws(Interruption) in
                    guard case .array(let texts) = call[0] else { return .undef }
                    var matches: [Value] = []
                    for text in texts { matches.append(try RubyText.match(text.stringContent ?? "", call[1])) }
                    return .array(matches)
                },
            ]),
        BuiltinFunction(
            "sprintf",
            [
                Dispatch([.required("format", .anyString), .repeated("args", .any)]) { call throws(Interruption) in
                    try RubyText.sprintf(
                        call[0].stringContent ?? "", Array(call.arguments.dropFirst()),
                        checkSize: call.evaluator.checkSize)
                }
            ]),
        BuiltinFunction(
            "versioncmp",
            [
                Dispatch([
                    .required("a", .anyString), .required("b", .anyString),
                    .optional("ignore_trailing_zeroes", .boolean(nil)),
                ]) { call in
                    .integer(
                        VersionComparison.compare(
                            call[0].stringContent ?? "", call[1].stringContent ?? "",
                            ignoresTrailingZeroes: call[2] == .boolean(true)))
                }
            ]),
        BuiltinFunction(
            "shellquote",
            [
                Dispatch([.repeated("args", .any)]) { call in
                    .string(
                        flatten(call.arguments).map { ShellText.quote(ValueFormatter.interpolated($0)) }.joined(
                            separator: " "))
                }
            ]),
    ]

    /// A function of a string that also takes arrays (and numbers) of them, as Puppet's case functions do.
    private static func textual(
        _ name: String, trim: Bool = false, _ change: @escaping @Sendable (String) -> String
    ) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.required("arg", .numeric)]) { call in call[0] },
                Dispatch([.required("arg", .anyString)]) { call in changed(call[0], change) },
                Dispatch([.required("arg", .iterable(.variant([.anyString, .numeric])))]) { call throws(Interruption) in
                    .array(try Iteration.elements(of: call[0]).map { changed($0, change) })
                },
            ])
    }

    /// `upcase` and `downcase`: of a string, and of every string in arrays and hashes.
    private static func casing(_ name: String, _ change: @escaping @Sendable (String) -> String) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.required("arg", .numeric)]) { call in call[0] },
                Dispatch([.required("arg", .anyString)]) { call in changed(call[0], change) },
                Dispatch([.required("arg", .anyArray)]) { call in changedDeeply(call[0], change, depth: 0) },
                Dispatch([.required("arg", .anyHash)]) { call in changedDeeply(call[0], change, depth: 0) },
            ])
    }

    private static func changedDeeply(_ value: Value, _ change: (String) -> String, depth: Int) -> Value {
        guard depth < 500 else { return value }
        switch value {
        case .array(let elements): return .array(elements.map { changedDeeply($0, change, depth: depth + 1) })
        case .hash(let entries):
            var result = PuppetHash()
            for (key, value) in entries {
                result[changedDeeply(key, change, depth: depth + 1)] = changedDeeply(value, change, depth: depth + 1)
            }
            return .hash(result)
        default: return changed(value, change)
        }
    }

    private static func changed(_ value: Value, _ change: (String) -> String) -> Value {
        switch value {
        case .string(let text): .string(change(text))
        case .secret(let text): .secret(change(text))
        default: value
        }
    }

    private static func joined(_ call: FunctionCall) throws(Interruption) -> Value {
        guard case .array(let elements) = call[0] else { return .undef }
        let separator = call[1].stringContent ?? ""
        let texts = flatten(elements).map(ValueFormatter.interpolated)
        let (separators, overflow) = separator.utf8.count.multipliedReportingOverflow(by: texts.count)
        try call.evaluator.checkSize(
            overflow ? .max : texts.reduce(separators) { $0.addingReportingOverflow($1.utf8.count).partialValue })
        return .string(texts.joined(separator: separator))
    }

    private static let regsubst: [Dispatch] = {
        let pattern = PuppetType.variant([.anyString, .regexp(nil), .type(.regexp(nil))])
        let replacement = PuppetType.variant([.anyString, .hash(key: .anyString, value: .anyString, size: nil)])
        let flags = PuppetType.optional(.pattern(["^[GEIM]*$"]))
        let body: Dispatch.Body = { call throws(Interruption) in
            let flags = call[3].stringContent ?? ""
            let substitution = try Substitution(pattern: call[1], replacement: call[2], flags: flags)
            var size = 0
            let substitute: (Value) throws(Interruption) -> Value = { value throws(Interruption) in
                let text = try substitution.apply(value.stringContent ?? "") { grown throws(Interruption) in
                    try call.evaluator.checkSize(size &+ grown)
                }
                size &+= text.utf8.count
                return .string(text)
            }
            switch call[0] {
            case .array(let texts): return .array(try texts.map(substitute))
            case .sensitive(let inner): return .sensitive(try substitute(inner))
            default: return try substitute(call[0])
            }
        }
        return [
            Dispatch(
                [
                    .required(
                        "target",
                        .variant([
                            .array(.variant([.anyString, .sensitive(.anyString)]), size: nil), .sensitive(.anyString),
                            .anyString,
                        ])),
                    .required("pattern", pattern), .required("replacement", replacement), .optional("flags", flags),
                    .optional("encoding", .any),
                ], body)
        ]
    }()

    /// The elements with nested arrays opened.
    static func flatten(_ values: [Value]) -> [Value] {
        values.flatMap { value in if case .array(let inner) = value { flatten(inner) } else { [value] } }
    }
}
