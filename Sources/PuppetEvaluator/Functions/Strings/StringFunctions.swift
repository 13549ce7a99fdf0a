import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let strings: [BuiltinFunction] =
        [
            casing("upcase") { $0.uppercased() }, casing("downcase") { $0.lowercased() },
            textual("capitalize", RubyString.capitalize), textual("camelcase", RubyString.camelCase),
            textual("strip") { RubyString.strip($0, leading: true, trailing: true) },
            textual("lstrip") { RubyString.strip($0, leading: true, trailing: false) },
            textual("rstrip") { RubyString.strip($0, leading: false, trailing: true) },
            textual("chomp", RubyString.chomp), textual("chop", RubyString.chop),
            BuiltinFunction(
                "join",
                [
                    Dispatch([.required("arg", .anyArray), .optional("delimiter", .anyString)]) {
                        call throws(Interruption) in
                        let separator = call[1].stringContent ?? ""
                        let count = flatten(elements(call[0])).count
                        try call.evaluator.checkSize(
                            separator.utf8.count.multipliedReportingOverflow(by: count).partialValue)
                        let text = joined(elements(call[0]), separator: separator)
                        try call.evaluator.checkSize(text.utf8.count)
                        return .string(text)
                    }
                ]),
            .classic("sprintf", .atLeast(1), sprintf),
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
            .classic("shellquote", .atLeast(0)) { call throws(Interruption) in
                var words: [String] = []
                for word in flatten(call.arguments) {
                    guard let text = word.stringContent else {
                        throw .failure("shellquote(): \(word.rubyClass) is not a String")
                    }
                    words.append(ShellText.quote(text))
                }
                return .string(words.joined(separator: " "))
            },
            BuiltinFunction("scanf", scanf),
        ] + matching

    private static let sprintf: Dispatch.Body = { call throws(Interruption) in
        do throws(Interruption) {
            return .string(
                try RubyFormat.text(
                    call.text(0), Array(call.arguments.dropFirst()), checkSize: call.evaluator.checkSize))
        } catch {
            // The message may quote a part of the format.
            throw call[0].holdsSecret && call[0].stringContent != nil
                ? .failure("sprintf(): the secret format does not fit its arguments") : error
        }
    }

    /// A function of a string that also takes arrays (and numbers) of them, as Puppet's case functions do.
    private static func textual(
        _ name: String, _ change: @escaping @Sendable (String) -> String
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

    /// What `upcase` and `downcase` take: strings and numbers, nested.
    private static let stringData: PuppetType = {
        let alias = TypeAlias(name: "StringData")
        let data = PuppetType.alias(alias)
        alias.resolve(
            to: .variant([
                .anyString, .numeric, .array(data, size: nil), .hash(key: data, value: data, size: nil),
            ]))
        return data
    }()

    /// `upcase` and `downcase`: of a string, and of every string in arrays and hashes.
    private static func casing(_ name: String, _ change: @escaping @Sendable (String) -> String) -> BuiltinFunction {
        let deep: Dispatch.Body = { call in changedDeeply(call[0], change, depth: 0) }
        return BuiltinFunction(
            name,
            [
                Dispatch([.required("arg", .numeric)]) { call in call[0] },
                Dispatch([.required("arg", .anyString)]) { call in changed(call[0], change) },
                Dispatch([.required("arg", .array(stringData, size: nil))], deep),
                Dispatch([.required("arg", .hash(key: stringData, value: stringData, size: nil))], deep),
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

    /// Arrays in arrays are joined by the same separator; everything else is Ruby's text of it.
    static func joined(_ values: [Value], separator: String) -> String {
        values.map { value in
            if case .array(let inner) = value { return joined(inner, separator: separator) }
            return RubyText.string(value, secrets: .shown)
        }.joined(separator: separator)
    }
}
