import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibFacts: [BuiltinFunction] = [
        BuiltinFunction(
            "fact",
            [
                Dispatch([.required("fact_name", .anyString)]) { call in
                    var value = Value.hash(call.evaluator.input.facts)
                    for step in steps(call[0].stringContent ?? "") {
                        switch value {
                        case .hash(let entries): value = entries[.string(step)] ?? .undef
                        case .array(let elements):
                            guard let index = NumericText.integer(step, radix: nil) else { return .undef }
                            let position = index < 0 ? elements.count &+ index : index
                            value = elements.indices.contains(position) ? elements[position] : .undef
                        default: return .undef
                        }
                    }
                    return value
                }
            ]),
        BuiltinFunction(
            "stdlib::os_version_gte",
            [
                Dispatch([
                    .required("os", .string(.size(Size(1, nil)))), .required("version", .string(.size(Size(1, nil)))),
                ]) { call throws(Interruption) in
                    guard call.evaluator.fact("os", "name") == call[0] else { return false }
                    guard let major = call.evaluator.fact("os", "release", "major").stringContent else {
                        throw .failure("stdlib::os_version_gte(): there is no fact os.release.major")
                    }
                    let order = VersionComparison.compare(
                        major, call[1].stringContent ?? "", ignoresTrailingZeroes: false)
                    return .boolean(order >= 0)
                }
            ]),
        .forwarding("os_version_gte", to: "stdlib::os_version_gte"),
        BuiltinFunction(
            "stdlib::time",
            [
                Dispatch([.optional("_timezone", .optional(.anyString))]) { call in
                    .integer(Int(exactly: call.evaluator.input.now.rounded(.down)) ?? 0)
                }
            ]),
        .forwarding("time", to: "stdlib::time"),
    ]

    /// The segments of `os.release."x.y"`: points separate, quotes hold them together.
    private static func steps(_ path: String) -> [String] {
        var steps: [String] = []
        var rest = path[...]
        while let first = rest.first {
            if first == "\"" {
                let body = rest.dropFirst()
                if let end = body.firstIndex(of: "\""), end > body.startIndex {
                    steps.append(String(body[..<end]))
                    rest = body[body.index(after: end)...]
                } else {
                    rest = body
                }
            } else if first == "." {
                rest = rest.dropFirst()
            } else {
                let step = rest.prefix { $0 != "." && $0 != "\"" }
                steps.append(String(step))
                rest = rest[step.endIndex...]
            }
        }
        return steps
    }
}
