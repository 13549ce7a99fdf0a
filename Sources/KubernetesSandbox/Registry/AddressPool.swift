/// Cluster addresses and node ports, given out once.
struct AddressPool {
    private var usedAddresses: Set<String> = ["10.96.0.1", "10.96.0.10"]
    private var usedPorts: Set<Int> = []
    private var next = 100

    /// An address of 10.96.0.0/12 that is not in use.
    mutating func takeAddress() -> String {
        for _ in 0..<1_000_000 {
            let number = next
            next = next >= 1_000_000 ? 100 : next + 1
            let address = "10.\(96 + number / 65536).\(number / 256 % 256).\(number % 256)"
            if number % 256 != 0, number % 256 != 255, usedAddresses.insert(address).inserted { return address }
        }
        return "10.111.255.254"
    }

    /// Reserves a given address; false where it is taken.
    mutating func reserve(_ address: String) -> Bool { usedAddresses.insert(address).inserted }

    mutating func release(_ address: String) { usedAddresses.remove(address) }

    mutating func takePort() -> Int {
        let port = (30000...32767).first { !usedPorts.contains($0) } ?? 32767
        usedPorts.insert(port)
        return port
    }

    mutating func reserve(port: Int) -> Bool { usedPorts.insert(port).inserted }
    mutating func release(port: Int) { usedPorts.remove(port) }
}
