import Crypto
import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibRandom: [BuiltinFunction] = [
        BuiltinFunction(
            "stdlib::seeded_rand",
            [
                Dispatch([.required("max", .integer(lower: 1, upper: nil)), .required("seed", .anyString)]) { call in
                    guard case .integer(let limit) = call[0] else { return .undef }
                    return .integer(number(below: limit, seed: call[1].stringContent ?? ""))
                }
            ]),
        .forwarding("seeded_rand", to: "stdlib::seeded_rand"),
        BuiltinFunction(
            "stdlib::seeded_rand_string",
            [
                Dispatch([
                    .required("length", .integer(lower: 1, upper: nil)), .required("seed", .anyString),
                    .optional("charset", .string(.size(Size(2, nil)))),
                ]) { call throws(Interruption) in
                    let characters = Array(
                        (call[2].stringContent ?? "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
                            .unicodeScalars)
                    let digest = Hexadecimal.text(Array(SHA256.hash(data: Array((call[1].stringContent ?? "").utf8))))
                    var generator = MersenneTwister(seed: digest)
                    var text = String.UnicodeScalarView()
                    for _ in 0..<(try length(call)) { text.append(characters[generator.next(below: characters.count)]) }
                    return .string(String(text))
                }
            ]),
        .forwarding("seeded_rand_string", to: "stdlib::seeded_rand_string"),
        BuiltinFunction(
            "stdlib::fqdn_rand_string",
            [
                Dispatch([
                    .required("length", .integer(lower: 1, upper: nil)), .optional("charset", .optional(.anyString)),
                    .repeated("seed", .any),
                ]) { call throws(Interruption) in try fqdnString(call) }
            ]),
        .forwarding("fqdn_rand_string", to: "stdlib::fqdn_rand_string"),
        BuiltinFunction(
            "stdlib::fqdn_rotate",
            [
                Dispatch([.required("input", .anyString), .repeated("seeds", seedType)]) { call in
                    let scalars = Array((call[0].stringContent ?? "").unicodeScalars)
                    return .string(String(String.UnicodeScalarView(rotated(scalars, call))))
                },
                Dispatch([.required("input", .anyArray), .repeated("seeds", seedType)]) { call in
                    .array(rotated(elements(call[0]), call))
                },
            ]),
        .forwarding("fqdn_rotate", to: "stdlib::fqdn_rotate"),
    ]

    private static let seedType = PuppetType.variant([.anyInteger, .anyString])
    private static let longest = 1_000_000

    private static func length(_ call: FunctionCall) throws(Interruption) -> Int {
        guard case .integer(let length) = call[0], length <= longest else {
            throw .failure("\(call.name)(): a text of more than \(longest) characters")
        }
        return length
    }

    private static func number(below limit: Int, seed: String) -> Int {
        var generator = MersenneTwister(seed: Hexadecimal.text(Array(Insecure.MD5.hash(data: Array(seed.utf8)))))
        return generator.next(below: limit)
    }

    private static func fqdnString(_ call: FunctionCall) throws(Interruption) -> Value {
        let charset = call[1].stringContent ?? ""
        let characters = Array(
            (charset.isEmpty ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" : charset)
                .unicodeScalars)
        let seeds = call.arguments.dropFirst(2)
        var text = String.UnicodeScalarView()
        for position in 0..<(try length(call)) {
            let seed = joined(seeds + [.integer(position + 1)])
            let drawn = try call.evaluator.call(
                "fqdn_rand", [.integer(characters.count), .string(seed)], nil, call.scope, at: call.place)
            guard case .integer(let index) = drawn, characters.indices.contains(index) else { continue }
            text.append(characters[index])
        }
        return .string(String(text))
    }

    /// Ruby's `join(':')`, which opens arrays.
    private static func joined(_ values: some Sequence<Value>) -> String {
        values.map { value in
            if case .array(let inner) = value { joined(inner) } else { RubyValue.string(value) }
        }.joined(separator: ":")
    }

    private static func rotated<Element>(_ elements: [Element], _ call: FunctionCall) -> [Element] {
        guard elements.count > 1 else { return elements }
        let seeds = Value.array(Array(call.arguments.dropFirst()))
        let seed = joined([call.evaluator.fact("networking", "fqdn"), seeds])
        let offset = number(below: elements.count, seed: seed)
        return Array(elements[offset...] + elements[..<offset])
    }
}

extension Evaluator {
    /// A fact by its path; `undef` where there is none.
    func fact(_ path: String...) -> Value {
        var value = Value.hash(input.facts)
        for step in path {
            guard case .hash(let entries) = value else { return .undef }
            value = entries[.string(step)] ?? .undef
        }
        return value
    }
}
