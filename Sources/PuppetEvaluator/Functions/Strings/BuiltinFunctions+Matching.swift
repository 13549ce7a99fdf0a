import OrderedCollections
import PuppetTypes
import Regexp

extension BuiltinFunctions {
    static let matching: [BuiltinFunction] = [
        BuiltinFunction("split", split), BuiltinFunction("regsubst", regsubst), BuiltinFunction("match", match),
    ]

    private static let split: [Dispatch] = {
        let body: Dispatch.Body = { call throws(Interruption) in
            .array(try RubyString.split(call[0].stringContent ?? "", by: RubyString.compile(call[1])))
        }
        return [
            Dispatch([.required("str", .anyString), .required("pattern", .anyString)], body),
            Dispatch([.required("str", .anyString), .required("pattern", .regexp(nil))], body),
            Dispatch([.required("str", .anyString), .required("pattern", .type(.regexp(nil)))], body),
            Dispatch(
                [
                    .required("sensitive", .sensitive(.anyString)),
                    .required("pattern", .variant([.anyString, .regexp(nil), .type(.regexp(nil))])),
                ], isListed: false, splitSecret),
        ]
    }()

    private static let splitSecret: Dispatch.Body = { call throws(Interruption) in
        guard case .sensitive(let inner) = call[0] else { return .undef }
        return .sensitive(.array(try RubyString.split(inner.stringContent ?? "", by: RubyString.compile(call[1]))))
    }

    private static let regsubst: [Dispatch] = {
        let target = Dispatch.Parameter.required(
            "target", .variant([.array(.anyString, size: nil), .anyString]))
        let secretTarget = Dispatch.Parameter.required(
            "target",
            .variant([.sensitive(.anyString), .array(.variant([.anyString, .sensitive(.anyString)]), size: nil)]))
        let replacement = Dispatch.Parameter.required(
            "replacement", .variant([.anyString, .hash(key: .anyString, value: .anyString, size: nil)]))
        return [
            Dispatch(
                [
                    target, .required("pattern", .anyString), replacement,
                    .optional("flags", .optional(.pattern(["^[GEIM]*$"]))),
                    .optional("encoding", .enumeration(["E", "N", "S", "U"], caseInsensitive: false)),
                ], substitute),
            Dispatch(
                [
                    target, .required("pattern", .variant([.regexp(nil), .type(.regexp(nil))])), replacement,
                    .optional("flags", .pattern(["^G?$"])),
                ], substitute),
            Dispatch(
                [
                    secretTarget, .required("pattern", .variant([.anyString, .regexp(nil), .type(.regexp(nil))])),
                    replacement, .optional("flags", .optional(.pattern(["^[GEIM]*$"]))), .optional("encoding", .any),
                ], isListed: false, substitute),
        ]
    }()

    private static let substitute: Dispatch.Body = { call throws(Interruption) in
        let flags = call[3].stringContent ?? ""
        let regexp: PuppetRegexp =
            if case .type(.regexp(let source)) = call[1] {
                try RubyString.compile(.string(source ?? ""))
            } else {
                try RubyString.compile(call[1], flags: flags)
            }
        let substitution = Substitution(regexp, replacement: call[2], isGlobal: flags.contains("G"))
        var size = 0
        return try substituted(call[0], substitution, &size, call)
    }

    private static func substituted(
        _ target: Value, _ substitution: Substitution, _ size: inout Int, _ call: FunctionCall
    ) throws(Interruption) -> Value {
        switch target {
        case .array(let texts):
            var results: [Value] = []
            for text in texts { results.append(try substituted(text, substitution, &size, call)) }
            return .array(results)
        case .sensitive(let inner): return .sensitive(try substituted(inner, substitution, &size, call))
        default:
            let before = size
            let text = try substitution.apply(target.stringContent ?? "") { grown throws(Interruption) in
                try call.evaluator.checkSize(before &+ grown)
            }
            size &+= text.utf8.count
            return .string(text)
        }
    }

    private static let match: [Dispatch] = {
        let pattern = Dispatch.Parameter.required("pattern", .variant([.any, .type(nil)]))
        return [
            Dispatch([.required("string", .anyString), pattern]) { call throws(Interruption) in
                try match(call[0].stringContent ?? "", call[1], depth: 0)
            },
            Dispatch([.required("string", .array(.anyString, size: nil)), pattern]) { call throws(Interruption) in
                var matches: [Value] = []
                for text in elements(call[0]) {
                    matches.append(try match(text.stringContent ?? "", call[1], depth: 0))
                }
                return .array(matches)
            },
        ]
    }()

    /// The match and its groups, or undef. Of several patterns the first that is found counts.
    private static func match(_ text: String, _ pattern: Value, depth: Int) throws(Interruption) -> Value {
        switch pattern {
        case .string, .secret, .regexp: return try match(text, by: RubyString.compile(pattern))
        case .type(.regexp(let source)):
            guard let source else { throw .failure("Given Regexp Type has no regular expression") }
            return try match(text, by: RubyString.compile(.regexp(source)))
        case .type(.pattern(let sources)): return try firstMatch(text, sources.map(Value.regexp), depth: depth)
        case .type(.variant(let types)): return try firstMatch(text, types.map(Value.type), depth: depth)
        case .type(.alias(let alias)):
            return try firstMatch(text, [alias.resolved.map(Value.type) ?? .undef], depth: depth)
        case .array(let patterns): return try firstMatch(text, flatten(patterns), depth: depth)
        default:
            throw .failure(
                "match() expects pattern of T, where T is String, Regexp, Regexp[r], Pattern[p], or Array[T]. Got \(pattern.rubyClass)"
            )
        }
    }

    private static func firstMatch(_ text: String, _ patterns: [Value], depth: Int) throws(Interruption) -> Value {
        guard depth < 100 else { throw .failure("the pattern is nested too deeply") }
        for pattern in patterns {
            let found = try match(text, pattern, depth: depth + 1)
            if found != .undef { return found }
        }
        return .undef
    }

    private static func match(_ text: String, by regexp: PuppetRegexp) throws(Interruption) -> Value {
        guard let match = try RubyString.firstMatch(of: regexp, in: text) else { return .undef }
        return .array(match.captures.map { $0.map { .string(String($0)) } ?? .undef })
    }
}
