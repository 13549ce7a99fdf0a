import Crypto
import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let digests: [BuiltinFunction] = [
        digest("sha256", sha256), digest("digest", sha256), digest("sha1") { Array(Insecure.SHA1.hash(data: $0)) },
        digest("md5") { Array(Insecure.MD5.hash(data: $0)) },
        .classic("fqdn_rand", .atLeast(1), fqdnRandom),
    ]

    private static let sha256: @Sendable ([UInt8]) -> [UInt8] = { Array(SHA256.hash(data: $0)) }

    private static func digest(_ name: String, _ hash: @escaping @Sendable ([UInt8]) -> [UInt8]) -> BuiltinFunction {
        .classic(name, .exactly(1)) { call throws(Interruption) in
            .string(Hexadecimal.text(hash(Array(try call.text(0).utf8))))
        }
    }

    /// A number below the first argument, drawn by the node's name and the second.
    private static let fqdnRandom: Dispatch.Body = { call throws(Interruption) in
        let limit = try limit(call[0])
        // Puppet takes the fact `networking.fqdn`, and nothing where there is none.
        var name = ""
        if case .hash(let networking)? = call.evaluator.input.facts["networking"], let fqdn = networking["fqdn"] {
            name = RubyText.string(fqdn, secrets: .shown)
        }
        if call.has(2), call[2] != .boolean(false) { name = name.lowercased() }
        let seed = joined([.string(name), .integer(limit), call[1]], separator: ":")
        guard limit > 0 else { throw .failure("invalid argument - \(limit)") }
        var generator = MersenneTwister(seed: Hexadecimal.text(Array(Insecure.MD5.hash(data: Array(seed.utf8)))))
        return .integer(generator.next(below: limit))
    }

    private static func limit(_ value: Value) throws(Interruption) -> Int {
        switch value {
        case .integer(let limit): return limit
        case .float(let limit):
            guard let whole = Int(exactly: limit.rounded(.towardZero)) else {
                throw .failure("fqdn_rand(): \(limit) does not fit 64 bits")
            }
            return whole
        case .string(let text), .secret(let text): return RubyNumber.leadingInteger(text)
        default: throw .failure("fqdn_rand(): the first argument must be a number, not \(value.rubyClass)")
        }
    }
}
