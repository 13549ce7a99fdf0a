import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    /// A dotted path with quoted segments, `a.b.'c.d'.0`, as `get` and `getvar` take it.
    static func segments(_ path: String) throws(Interruption) -> [Value] {
        var segments: [Value] = []
        var rest = path[...]
        while !rest.isEmpty {
            if let quote = rest.first, quote == "'" || quote == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: quote) else {
                    throw .failure("Syntax error in dotted-navigation string")
                }
                segments.append(.string(String(rest[rest.index(after: rest.startIndex)..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                let segment = rest.prefix { $0 != "." }
                segments.append(Int(segment).map(Value.integer) ?? .string(String(segment)))
                rest = rest[segment.endIndex...]
            }
            if rest.first == "." {
                rest.removeFirst()
                if rest.isEmpty { throw .failure("Syntax error in dotted-navigation string") }
            }
        }
        return segments
    }

    static let get: [Dispatch] = [
        Dispatch(
            [.required("value", .any), .optional("dotted_string", .anyString), .optional("default", .any)],
            block: .optional(1...1)
        ) {
            call throws(Interruption) in
            let path = try segments(call[1].stringContent ?? "")
            do throws(Interruption) {
                let value = try dig(call[0], path)
                return value == .undef ? call[2] : value
            } catch .failure(let message, _) {
                guard let block = call.block else { throw .failure(message) }
                return try block([.string(message)])
            }
        }
    ]

    static let getvar: [Dispatch] = [
        Dispatch([.required("get_string", .anyString), .optional("default", .any)]) { call throws(Interruption) in
            let text = call[0].stringContent ?? ""
            let name = text.prefix { $0 != "." }
            guard let value = try call.evaluator.lookup(variable: String(name), in: call.scope) else { return call[1] }
            let rest = text.dropFirst(name.count + 1)
            let found = try dig(value, segments(String(rest)))
            return found == .undef ? call[1] : found
        }
    ]
}
