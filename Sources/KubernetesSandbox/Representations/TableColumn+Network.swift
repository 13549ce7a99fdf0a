import JSON
import OrderedCollections

/// What leads to pods.
extension TableColumn {
    static let network: [String: [TableColumn]] = [
        "Service": service,
        "Endpoints": [name, TableColumn("Endpoints") { object, _ in .string(endpoints(object)) }, age],
        "EndpointSlice.discovery.k8s.io": [
            name, text("AddressType", "addressType"),
            TableColumn("Ports") { object, _ in
                let ports = (object["ports"]?.array ?? []).map { port in
                    port["port"]?.integer.map(String.init) ?? port["name"]?.string ?? "*"
                }
                return .string(some(ports, or: "<unset>"))
            },
            TableColumn("Endpoints") { object, _ in
                let addresses = (object["endpoints"]?.array ?? []).flatMap { $0["addresses"]?.array ?? [] }
                return .string(some(addresses.compactMap(\.string), or: "<unset>"))
            },
            age,
        ],
        "Ingress.networking.k8s.io": ingress,
        "IngressClass.networking.k8s.io": [
            TableColumn(name.name, format: name.format, name.description) { object, _ in
                let mark = object[path: "metadata", "annotations", "ingressclass.kubernetes.io/is-default-class"]
                return .string(object.name + (mark == "true" ? " (default)" : ""))
            },
            text("Controller", "spec", "controller"),
            TableColumn("Parameters") { object, _ in
                guard let parameters = object[path: "spec", "parameters"] else { return "<none>" }
                let group = parameters["apiGroup"]?.string.map { ".\($0)" } ?? ""
                return .string("\(parameters["kind"]?.string ?? "")\(group)/\(parameters["name"]?.string ?? "")")
            },
            age,
        ],
        "NetworkPolicy.networking.k8s.io": [
            name, TableColumn("Pod-Selector") { object, _ in selector(object[path: "spec", "podSelector"]) }, age,
        ],
        "ServiceCIDR.networking.k8s.io": [
            name,
            TableColumn("CIDRs") { object, _ in
                .string((object[path: "spec", "cidrs"]?.array ?? []).compactMap(\.string).joined(separator: ","))
            },
            age,
        ],
        "IPAddress.networking.k8s.io": [
            name,
            TableColumn("ParentRef") { object, _ in
                let parent = object[path: "spec", "parentRef"]
                let resource = [parent?["resource"]?.string, parent?["group"]?.string].compactMap { $0 }
                    .filter { !$0.isEmpty }.joined(separator: ".")
                let place = [parent?["namespace"]?.string, parent?["name"]?.string].compactMap { $0 }
                return .string("\(resource)/\(place.joined(separator: "/"))")
            },
        ],
    ]

    private static let service: [TableColumn] = [
        name, text("Type", "spec", "type"),
        TableColumn("Cluster-IP") { object, _ in scalar(object[path: "spec", "clusterIP"], or: "<none>") },
        TableColumn("External-IP") { object, _ in .string(externalAddress(object)) },
        TableColumn("Port(s)") { object, _ in
            let ports = (object[path: "spec", "ports"]?.array ?? []).map { port in
                let node = port["nodePort"]?.integer.map { ":\($0)" } ?? ""
                return "\(port["port"]?.integer ?? 0)\(node)/\(port["protocol"]?.string ?? "TCP")"
            }
            return .string(ports.isEmpty ? "<none>" : ports.joined(separator: ","))
        },
        age, TableColumn("Selector", priority: 1) { object, _ in pairs(object[path: "spec", "selector"]) },
    ]

    private static func balancerAddresses(_ object: JSON) -> [String] {
        (object[path: "status", "loadBalancer", "ingress"]?.array ?? []).compactMap {
            $0["ip"]?.string ?? $0["hostname"]?.string
        }
    }

    private static func externalAddress(_ service: JSON) -> String {
        let type = service[path: "spec", "type"]?.string
        if type == "ExternalName" { return service[path: "spec", "externalName"]?.string ?? "" }
        let given = (service[path: "spec", "externalIPs"]?.array ?? []).compactMap(\.string)
        let all = (type == "LoadBalancer" ? balancerAddresses(service) : []) + given
        return all.isEmpty ? (type == "LoadBalancer" ? "<pending>" : "<none>") : all.joined(separator: ",")
    }

    private static func endpoints(_ object: JSON) -> String {
        var all: [String] = []
        for subset in object["subsets"]?.array ?? [] {
            let addresses = (subset["addresses"]?.array ?? []).compactMap { $0["ip"]?.string }
            let ports = (subset["ports"]?.array ?? []).compactMap { $0["port"]?.integer }
            all += ports.isEmpty ? addresses : ports.flatMap { port in addresses.map { "\($0):\(port)" } }
        }
        return some(all)
    }

    private static let ingress: [TableColumn] = [
        name,
        TableColumn(
            "Class", "The name of the IngressClass resource that should be used for additional configuration"
        ) { object, _ in scalar(object[path: "spec", "ingressClassName"], or: "<none>") },
        TableColumn("Hosts", "Hosts that incoming requests are matched against before the ingress rule") { object, _ in
            let rules = object[path: "spec", "rules"]?.array ?? []
            return .string(some(rules.compactMap { $0["host"]?.string }, or: "*"))
        },
        TableColumn("Address", "Address is a list containing ingress points for the load-balancer") { object, _ in
            .string(balancerAddresses(object).joined(separator: ","))
        },
        TableColumn("Ports", "Ports of TLS configurations that open") { object, _ in
            .string((object[path: "spec", "tls"]?.array ?? []).isEmpty ? "80" : "80, 443")
        },
        age,
    ]
}
