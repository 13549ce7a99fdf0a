import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibNetwork: [BuiltinFunction] = [
        .legacy("enclose_ipv6") { call throws(Interruption) in
            guard call.count == 1 else { throw call.fails("Wrong number of arguments given \(call.count) for 1") }
            switch call[0] {
            case .string, .secret, .array: break
            default:
                throw call.fails(
                    "Wrong argument type given \(RubyValue.className(call[0])) expected String or Array")
            }
            var result = OrderedSet<Value>()
            for value in flatten([call[0]]) where value != .undef {
                if value == "*" {
                    result.append(value)
                    continue
                }
                guard let text = value.stringContent, let address = try? IPAddress(text) else {
                    throw call.fails("Wrong argument given \(RubyValue.shown(value)) is not an ip address.")
                }
                result.append(address.isV6 ? .string("[\(address.description)]") : value)
            }
            return .array(Array(result))
        },
        BuiltinFunction(
            "stdlib::ip_in_range",
            [
                Dispatch([
                    .required("ipaddress", .anyString), .required("range", .variant([.anyString, .anyArray])),
                ]) { call throws(Interruption) in
                    let address = try parsedAddress(call[0])
                    var networks: [IPAddress] = []
                    for range in RubyValue.list(call[1]) { networks.append(try parsedAddress(range)) }
                    return .boolean(networks.contains { $0.contains(address) })
                }
            ]),
        BuiltinFunction(
            "stdlib::has_interface_with",
            [
                Dispatch([.required("interface", .string(.size(Size(1, nil))))]) { call throws(Interruption) in
                    .boolean(try interfaces(call)[call[0]] != nil)
                },
                Dispatch([
                    .required(
                        "kind",
                        .enumeration(
                            ["ip", "ipaddress", "mac", "macaddress", "netmask", "network"], caseInsensitive: false)),
                    .required("value", .string(.size(Size(1, nil)))),
                ]) { call throws(Interruption) in
                    let names = ["ipaddress": "ip", "macaddress": "mac"]
                    let kind = call[0].stringContent ?? ""
                    let key = Value.string(names[kind] ?? kind)
                    return .boolean(try interfaces(call).values.contains { entries($0)[key] == call[1] })
                },
            ]),
        .forwarding("has_interface_with", to: "stdlib::has_interface_with"),
        hasAddress("has_ip_address", fact: "ipaddress"), hasAddress("has_ip_network", fact: "network"),
    ]

    private static func parsedAddress(_ value: Value) throws(Interruption) -> IPAddress {
        guard let text = value.stringContent else { throw .failure("address family must be specified") }
        do throws(IPAddress.Failure) {
            return try IPAddress(text)
        } catch {
            throw .failure(
                value.holdsSecret ? "stdlib::ip_in_range(): a secret is no address" : error.message)
        }
    }

    private static func interfaces(_ call: FunctionCall) throws(Interruption) -> PuppetHash {
        guard case .hash(let interfaces) = call.evaluator.fact("networking", "interfaces") else {
            throw .failure("\(call.name)(): there is no fact networking.interfaces")
        }
        return interfaces
    }

    /// The facts of old, `ipaddress` and `ipaddress_eth0`.
    private static func hasAddress(_ name: String, fact: String) -> BuiltinFunction {
        .legacy(name) { call throws(Interruption) in
            guard call.count == 1 else { throw call.wrongCount("1") }
            let evaluator = call.call.evaluator
            guard let interfaces = evaluator.fact("interfaces").stringContent else { return false }
            if evaluator.fact(fact) == call[0] { return true }
            return .boolean(
                interfaces.split(separator: ",").contains { evaluator.fact("\(fact)_\($0.lowercased())") == call[0] })
        }
    }
}
