import OrderedCollections
import PuppetTypes

/// Functions of puppetlabs-stdlib, under their own names.
extension BuiltinFunctions {
    static let stdlib: [BuiltinFunction] = stdlibHashes + stdlibArrays + stdlibStrings

    private static func simple(
        _ name: String, _ parameters: [Dispatch.Parameter], _ body: @escaping Dispatch.Body
    ) -> BuiltinFunction {
        BuiltinFunction(name, [Dispatch(parameters, body)])
    }

    private static let stdlibHashes: [BuiltinFunction] = [
        simple("merge", [.repeated("hashes", .any)]) { call throws(Interruption) in try merged(call.arguments) },
        simple("stdlib::merge", [.repeated("hashes", .any)]) { call throws(Interruption) in try merged(call.arguments)
        },
        simple("deep_merge", [.repeated("hashes", .any)]) { call in
            call.arguments.dropFirst().reduce(call[0]) { deepMerge($0, $1, depth: 0) }
        },
        simple("has_key", [.required("hash", .anyHash), .required("key", .any)]) { call in
            .boolean(entries(call[0])[call[1]] != nil)
        },
        simple("delete_undef_values", [.required("data", .variant([.anyHash, .anyArray]))]) { call in
            switch call[0] {
            case .hash(let entries): .hash(entries.filter { $0.value != .undef })
            case .array(let elements): .array(elements.filter { $0 != .undef })
            default: call[0]
            }
        },
        simple("pick", [.repeated("args", .any)]) { call throws(Interruption) in
            guard let found = call.arguments.first(where: isGiven) else {
                throw .failure("pick(): must receive at least one non empty value")
            }
            return found
        },
        simple("pick_default", [.repeated("args", .any)]) { call in
            call.arguments.first(where: isGiven) ?? call.arguments.last ?? .undef
        },
        simple("fact", [.required("fact_name", .anyString)]) { call throws(Interruption) in
            try dig(.hash(call.evaluator.input.facts), segments(call[0].stringContent ?? ""))
        },
    ]

    private static let stdlibArrays: [BuiltinFunction] = [
        simple("concat", [.repeated("arrays", .any)]) { call in
            .array(
                call.arguments.flatMap { value in if case .array(let elements) = value { elements } else { [value] } })
        },
        simple("member", [.required("array", .anyArray), .required("value", .any)]) { call in
            let wanted = if case .array(let values) = call[1] { values } else { [call[1]] }
            return .boolean(wanted.allSatisfy { elements(call[0]).contains($0) })
        },
        simple("union", [.repeated("arrays", .anyArray)]) { call in
            .array(Array(OrderedSet(call.arguments.flatMap { elements($0) })))
        },
        simple("intersection", [.required("first", .anyArray), .required("second", .anyArray)]) { call in
            let second = Set(elements(call[1]))
            return .array(Array(OrderedSet(elements(call[0]).filter(second.contains))))
        },
        simple("difference", [.required("first", .anyArray), .required("second", .anyArray)]) { call in
            let second = Set(elements(call[1]))
            return .array(elements(call[0]).filter { !second.contains($0) })
        },
        simple("delete", [.required("data", .any), .required("item", .any)]) { call in
            let items = if case .array(let items) = call[1] { items } else { [call[1]] }
            switch call[0] {
            case .array(let elements): return .array(elements.filter { !items.contains($0) })
            case .hash(let entries): return .hash(entries.filter { !items.contains($0.key) })
            default:
                let text = call[0].stringContent ?? ""
                return .string(items.reduce(text) { $0.replacing($1.stringContent ?? "", with: "") })
            }
        },
        simple("prefix", [.required("data", .variant([.anyArray, .anyHash])), .optional("prefix", .anyString)]) {
            call in
            affixed(call[0]) { (call[1].stringContent ?? "") + $0 }
        },
        simple("suffix", [.required("data", .variant([.anyArray, .anyHash])), .optional("suffix", .anyString)]) {
            call in
            affixed(call[0]) { $0 + (call[1].stringContent ?? "") }
        },
        simple("range", [.required("start", .any), .required("stop", .any), .optional("step", .anyInteger)]) {
            call throws(Interruption) in
            guard let start = integer(call[0]), let stop = integer(call[1]) else {
                throw .failure("range(): only ranges of numbers are supported")
            }
            let step = integer(call[2]) ?? 1
            guard step > 0 else { throw .failure("range(): the step must be positive") }
            return .array(try Iteration.range(start, stop, step: step))
        },
        simple("count", [.required("array", .anyArray), .optional("value", .any)]) { call in
            let elements = elements(call[0])
            return .integer(
                call.has(1) ? elements.count { $0 == call[1] } : elements.count { $0 != .undef && $0 != "" })
        },
    ]

    private static let stdlibStrings: [BuiltinFunction] = [
        simple(
            "bool2str",
            [
                .required("value", .boolean(nil)), .optional("true_string", .anyString),
                .optional("false_string", .anyString),
            ]
        ) { call in
            call[0] == .boolean(true) ? (call.has(1) ? call[1] : "true") : (call.has(2) ? call[2] : "false")
        },
        simple("str2bool", [.required("value", .any)]) { call throws(Interruption) in
            switch call[0].stringContent?.lowercased() {
            case "1", "t", "y", "true", "yes": return true
            case "0", "f", "n", "false", "no", "", "undef", "undefined": return false
            default:
                if case .boolean = call[0] { return call[0] }
                throw .failure("str2bool(): Unknown type of boolean given")
            }
        },
        simple("bool2num", [.required("value", .boolean(nil))]) { call in call[0] == .boolean(true) ? 1 : 0 },
        simple("dirname", [.required("path", .anyString)]) { call in
            .string(PathText.directory(call[0].stringContent ?? ""))
        },
        simple("basename", [.required("path", .anyString), .optional("extension", .anyString)]) { call in
            .string(PathText.name(call[0].stringContent ?? "", without: call[1].stringContent))
        },
        affixTest("stdlib::start_with") { $0.hasPrefix($1) }, affixTest("stdlib::end_with") { $0.hasSuffix($1) },
        simple("stdlib::ensure", [.required("ensure", .any), .optional("resource", .anyString)]) { call in
            let isPresent = call[0] == .boolean(true) || call[0].stringContent == "present"
            switch call[1].stringContent {
            case "directory", "link", "file": return isPresent ? call[1] : "absent"
            case "service": return isPresent ? "running" : "stopped"
            case "package": return isPresent ? "installed" : "absent"
            default: return isPresent ? "present" : "absent"
            }
        },
        simple("regexpescape", [.required("text", .anyString)]) { call in
            .string(
                (call[0].stringContent ?? "").map { "[]{}()*+-.?\\^$|# ".contains($0) ? "\\\($0)" : String($0) }
                    .joined())
        },
    ]

    private static func affixTest(_ name: String, _ test: @escaping @Sendable (String, String) -> Bool)
        -> BuiltinFunction
    {
        simple(name, [.required("text", .anyString), .required("affix", .variant([.anyString, .anyArray]))]) { call in
            let affixes = if case .array(let values) = call[1] { values } else { [call[1]] }
            return .boolean(affixes.contains { test(call[0].stringContent ?? "", $0.stringContent ?? "") })
        }
    }

    /// An empty string or undef was not given.
    private static func isGiven(_ value: Value) -> Bool { value != .undef && value != "" }

    private static func integer(_ value: Value) -> Int? {
        if case .integer(let number) = value { return number }
        return value.stringContent.flatMap { Int($0) }
    }

    private static func merged(_ values: [Value]) throws(Interruption) -> Value {
        var result = PuppetHash()
        for value in values where value != .undef && value != "" {
            guard case .hash(let entries) = value else {
                throw .failure(
                    "merge: unexpected argument type \(TypeInference.infer(value)), only expects hash arguments")
            }
            result.merge(entries) { _, new in new }
        }
        return .hash(result)
    }

    private static func deepMerge(_ left: Value, _ right: Value, depth: Int) -> Value {
        guard depth < 500, case .hash(var result) = left, case .hash(let entries) = right else { return right }
        for (key, value) in entries {
            result[key] = result[key].map { deepMerge($0, value, depth: depth + 1) } ?? value
        }
        return .hash(result)
    }

    private static func affixed(_ value: Value, _ change: (String) -> String) -> Value {
        switch value {
        case .array(let elements): .array(elements.map { .string(change(ValueFormatter.interpolated($0))) })
        case .hash(let entries):
            .hash(
                PuppetHash(
                    entries.map { (.string(change(ValueFormatter.interpolated($0.key))), $0.value) },
                    uniquingKeysWith: { _, last in last }))
        default: value
        }
    }
}

/// Paths as Ruby's `File` has them.
enum PathText {
    static func directory(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        let head = path[..<slash]
        return head.isEmpty ? "/" : String(head)
    }

    static func name(_ path: String, without suffix: String?) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let suffix, name != suffix, name.hasSuffix(suffix) else { return name }
        return String(name.dropLast(suffix.count))
    }
}
