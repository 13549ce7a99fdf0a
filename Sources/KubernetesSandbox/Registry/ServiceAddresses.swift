import JSON
import OrderedCollections

/// The cluster addresses and node ports of services.
enum ServiceAddresses {
    /// What an update that does not mention them keeps.
    static func carryOver(_ spec: inout JSONObject, from old: JSON?) {
        guard let old, spec["type"] != "ExternalName" else { return }
        for name in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec[name] == nil {
            spec[name] = old[name]
        }
        if spec["type"] == "LoadBalancer", spec["externalTrafficPolicy"] == "Local", spec["healthCheckNodePort"] == nil
        {
            spec["healthCheckNodePort"] = old["healthCheckNodePort"]
        }
        guard usesNodePorts(spec) else { return }
        let oldPorts = old["ports"]?.array ?? []
        spec.editEach("ports") { port in
            guard port["nodePort"] == nil else { return }
            let same = oldPorts.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
            port["nodePort"] = same?["nodePort"]
        }
    }

    static func usesNodePorts(_ spec: JSONObject) -> Bool {
        spec["type"] == "NodePort"
            || (spec["type"] == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] != false)
    }

    /// Gives a service what it needs and does not have.
    static func allocate(_ spec: inout JSONObject, from pool: inout AddressPool) {
        guard spec["type"] != "ExternalName" else { return }
        switch spec["clusterIP"]?.string {
        case nil, ""?: spec["clusterIP"] = .string(pool.takeAddress())
        case "None"?: break
        case .some(let address): _ = pool.reserve(address)
        }
        if let address = spec["clusterIP"] { spec.setDefault("clusterIPs", [address]) }
        spec.setDefault("ipFamilies", ["IPv4"])
        spec.setDefault("ipFamilyPolicy", "SingleStack")
        guard usesNodePorts(spec) else { return }
        spec.editEach("ports") { port in
            if let number = port["nodePort"]?.integer {
                _ = pool.reserve(port: number)
            } else {
                port["nodePort"] = .integer(pool.takePort())
            }
        }
    }

    static func release(_ spec: JSON?, to pool: inout AddressPool) {
        if let address = spec?["clusterIP"]?.string, address != "None" { pool.release(address) }
        for port in spec?["ports"]?.array ?? [] {
            if let number = port["nodePort"]?.integer { pool.release(port: number) }
        }
    }
}
