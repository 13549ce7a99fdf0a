/// A network, `192.168.0.0/16`: an address and the number of its leading bits that count.
package struct CELNetwork: Hashable, Sendable {
    let address: CELAddress
    let prefixLength: Int

    private init(address: CELAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    private static let misparsed = "network address parse error during conversion from string: "

    init(_ text: String) throws(CELError) {
        func misparsed(_ reason: String) -> CELError {
            .evaluation(
                "\(Self.misparsed)\(Self.misparsed)netip.ParsePrefix(\"\(text)\"): \(reason)")
        }
        guard let slash = text.lastIndex(of: "/") else { throw misparsed("no '/'") }
        let address: CELAddress
        do { address = try CELAddress(String(text[..<slash])) } catch {
            if error.message.hasPrefix("IPv4-mapped") {
                throw .evaluation("\(Self.misparsed)IPv4-mapped IPv6 address \"\(text)\" is not allowed")
            }
            throw misparsed("ParseAddr(\"\(text[..<slash])\"): unable to parse IP")
        }
        let digits = text[text.index(after: slash)...]
        guard digits.unicodeScalars.allSatisfy(\.isDigit), digits == "0" || !digits.hasPrefix("0"),
            let length = Int(digits)
        else { throw misparsed("bad bits after slash: \"\(digits)\"") }
        guard length <= address.bytes.count * 8 else { throw misparsed("prefix length out of range") }
        self.init(address: address, prefixLength: length)
    }

    var text: String { "\(address.text)/\(prefixLength)" }

    /// The network with the bits that do not count at zero.
    var masked: CELNetwork {
        let bytes = address.bytes.enumerated().map { index, byte -> UInt8 in
            let bits = min(max(prefixLength - index * 8, 0), 8)
            return bits == 0 ? 0 : byte & (0xFF << UInt8(8 - bits))
        }
        return CELNetwork(address: CELAddress(bytes: bytes), prefixLength: prefixLength)
    }

    func contains(_ other: CELAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let candidate = CELNetwork(address: other, prefixLength: prefixLength)
        return candidate.masked.address == masked.address
    }

    func contains(_ other: CELNetwork) -> Bool { prefixLength <= other.prefixLength && contains(other.address) }
}

extension FunctionTable {
    mutating func addAddresses() {
        function("ip", [.string], .address, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            .address(try CELAddress(arguments.string(0)))
        }
        function("isIP", [.string], .boolean, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            let text = try arguments.string(0)
            return .boolean((try? CELAddress(text)) != nil)
        }
        function("ip.isCanonical", [.string], .boolean, cost: .traversal(factor: 0.2)) {
            arguments, _ throws(CELError) in
            let text = try arguments.string(0)
            return .boolean(try CELAddress(text).text == text)
        }
        member(.address, "family", [], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.address(0).family)
        }
        let tests: [(String, @Sendable (CELAddress) -> Bool)] = [
            ("isUnspecified", { $0.isUnspecified }), ("isLoopback", { $0.isLoopback }),
            ("isLinkLocalMulticast", { $0.isLinkLocalMulticast }), ("isLinkLocalUnicast", { $0.isLinkLocalUnicast }),
            ("isGlobalUnicast", { $0.isGlobalUnicast }),
        ]
        for (name, test) in tests {
            member(.address, name, [], .boolean) { arguments, _ throws(CELError) in
                .boolean(test(try arguments.address(0)))
            }
        }
        addNetworks()
    }

    private mutating func addNetworks() {
        function("cidr", [.string], .network, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            .network(try CELNetwork(arguments.string(0)))
        }
        function("isCIDR", [.string], .boolean, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            let text = try arguments.string(0)
            return .boolean((try? CELNetwork(text)) != nil)
        }
        member(.network, "containsIP", [.address], .boolean) { arguments, _ throws(CELError) in
            .boolean(try arguments.network(0).contains(arguments.address(1)))
        }
        member(.network, "containsIP", [.string], .boolean) { arguments, _ throws(CELError) in
            .boolean(try arguments.network(0).contains(CELAddress(arguments.string(1))))
        }
        member(.network, "containsCIDR", [.network], .boolean) { arguments, _ throws(CELError) in
            .boolean(try arguments.network(0).contains(arguments.network(1)))
        }
        member(.network, "containsCIDR", [.string], .boolean) { arguments, _ throws(CELError) in
            .boolean(try arguments.network(0).contains(CELNetwork(arguments.string(1))))
        }
        member(.network, "ip", [], .address) { arguments, _ throws(CELError) in
            .address(try arguments.network(0).address)
        }
        member(.network, "masked", [], .network) { arguments, _ throws(CELError) in
            .network(try arguments.network(0).masked)
        }
        member(.network, "prefixLength", [], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.network(0).prefixLength)
        }
    }
}
