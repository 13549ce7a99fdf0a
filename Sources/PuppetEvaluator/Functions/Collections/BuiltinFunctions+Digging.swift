import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let dig: [Dispatch] = [
        Dispatch([.required("data", .optional(.collection(nil))), .repeated("arg", .any)]) {
            call throws(Interruption) in
            try dig(call[0], call.arguments.dropFirst())
        }
    ]

    /// What `dig` met that it cannot go into.
    private struct DigError: Error {
        let message: String
        let issueCode: String
        let details: PuppetHash

        /// The `Error` that the block of `get` is given.
        var value: Value {
            .object(
                ObjectValue(
                    typeName: "Error",
                    attributes: [
                        "msg": .string(message), "kind": "SLICE_ERROR", "details": .hash(details),
                        "issue_code": .string(issueCode),
                    ]))
        }
    }

    /// Digs through hashes and arrays, as the method `dig` and `lookup` keys do.
    static func dig(_ start: Value, _ path: some Sequence<Value>) throws(Interruption) -> Value {
        do throws(DigError) {
            return try walk(start, path)
        } catch {
            throw .failure(error.message)
        }
    }

    private static func walk(_ start: Value, _ path: some Sequence<Value>) throws(DigError) -> Value {
        var value = start
        var walked: [Value] = []
        for step in path {
            if value == .undef || step == .undef { return .undef }
            guard PuppetType.collection(nil).accepts(value) else {
                let type = TypeInference.inferReduced(value)
                throw DigError(
                    message:
                        "The given data does not contain a Collection at \(RubyText.inspect(.array(walked))), got '\(type)'",
                    issueCode: "EXPECTED_COLLECTION",
                    details: ["walked_path": .array(walked), "value_type": .type(type)])
            }
            walked.append(step)
            if case .hash(let entries) = value {
                value = entries[step] ?? .undef
                continue
            }
            guard case .integer(let index) = step else {
                let type = TypeInference.inferReduced(step)
                throw DigError(
                    message:
                        "The given data requires an Integer index at \(RubyText.inspect(.array(walked))), got '\(type)'",
                    issueCode: "EXPECTED_INTEGER_INDEX",
                    details: ["walked_path": .array(walked), "index_type": .type(type)])
            }
            let elements = elements(value)
            let position = index < 0 ? elements.count &+ index : index
            value = elements.indices.contains(position) ? elements[position] : .undef
        }
        return value
    }

    static let get: [Dispatch] = [
        Dispatch(
            [.required("value", .any), .required("dotted_string", .anyString), .optional("default_value", .any)],
            block: .optional(1...1)
        ) { call throws(Interruption) in
            try get(call[0], call[1], fallback: call[2], call)
        }
    ]

    private static func get(
        _ value: Value, _ path: Value, fallback: Value, _ call: FunctionCall
    ) throws(Interruption) -> Value {
        if value == .undef { return fallback }
        if path == "" { return value }
        let segments = try segments(path.stringContent ?? "")
        let path = path.holdsSecret ? segments.map { $0.taintingStrings() } : segments
        guard PuppetType.collection(nil).accepts(value) else {
            return try call.calling("dig", [value] + path)
        }
        do throws(DigError) {
            let found = try walk(value, path)
            return found == .undef ? fallback : found
        } catch {
            guard let block = call.block else { throw .failure(error.message) }
            return try block([error.value])
        }
    }

    /// A dotted path with quoted segments, `a.b.'c.d'.0`.
    static func segments(_ path: String) throws(Interruption) -> [Value] {
        guard let path = DottedPath(path) else { throw .failure("Syntax error in dotted-navigation string") }
        return path.segments
    }

    private static let variableName = PuppetType.pattern(["\\A(?:::)?(?:[a-z]\\w*::)*[a-z_]\\w*(?:\\.|\\Z)"])

    static let getvar: [Dispatch] = [
        Dispatch(
            [.required("get_string", variableName), .optional("default_value", .any)], block: .optional(1...1)
        ) { call throws(Interruption) in
            let text = call[0].stringContent ?? ""
            let name = text.prefix { $0 != "." && $0 != "\n" }
            guard let value = try call.evaluator.lookup(variable: String(name), in: call.scope) else { return call[1] }
            let path = String(text.dropFirst(name.count + 1))
            return try get(value, call[0].holdsSecret ? .secret(path) : .string(path), fallback: call[1], call)
        }
    ]

    static let invalidVariable: BuiltinFunction.Mismatch = { arguments, _ in
        guard (1...2).contains(arguments.count), arguments[0].stringContent != nil else { return nil }
        return "The given string does not start with a valid variable name"
    }
}

/// The segments of a dotted path.
private struct DottedPath {
    private(set) var segments: [Value] = []

    /// Nil where a segment is missing or a quote is not closed.
    init?(_ text: String) {
        var rest = text.unicodeScalars[...]
        while true {
            guard let segment = Self.segment(&rest) else { return nil }
            segments.append(segment)
            if rest.isEmpty { return }
            guard rest.removeFirst() == ".", !rest.isEmpty else { return nil }
        }
    }

    private static func segment(_ rest: inout Substring.UnicodeScalarView) -> Value? {
        let blanks = rest.prefix { $0.properties.isWhitespace }
        let start = rest[blanks.endIndex...]
        if let quote = start.first, quote == "'" || quote == "\"" {
            let body = start.dropFirst()
            guard let end = body.firstIndex(of: quote), end != body.startIndex else { return nil }
            rest = body[body.index(after: end)...].drop { $0.properties.isWhitespace }
            return .string(String(String.UnicodeScalarView(body[..<end])))
        }
        let segment = rest.prefix { !"'\".".unicodeScalars.contains($0) }
        guard !segment.isEmpty else { return nil }
        rest = rest[segment.endIndex...]
        let text = RubyString.strip(String(String.UnicodeScalarView(segment)), leading: true, trailing: true)
        return Int(text).map(Value.integer) ?? .string(text)
    }
}
