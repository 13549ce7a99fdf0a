import JSON

extension Health {
    /// A claim whose volume is made for its first consumer would hold up that consumer for ever, if that had to wait.
    static func claim(_ reader: StatusReader, bindsOnFirstUse: Bool) -> HealthStatus {
        switch reader.json[path: "status", "phase"]?.string {
        case "Bound": .current
        case "Lost": .failed("the claim has lost its volume \(reader.json[path: "spec", "volumeName"]?.string ?? "")")
        case "Pending" where bindsOnFirstUse: .current
        case let phase: .inProgress("the claim is not bound, it is \(phase ?? "unknown")")
        }
    }

    static func service(_ reader: StatusReader) -> HealthStatus {
        guard reader.json[path: "spec", "type"]?.string == "LoadBalancer" else { return .current }
        guard reader.json[path: "spec", "clusterIP"]?.string ?? "" != "" else {
            return .inProgress("the Service has no cluster address yet")
        }
        return address(reader)
    }

    /// Seconds in which a controller takes up an object that needs an address.
    private static let takeUpSeconds = 10

    /// A Service of type LoadBalancer, or an Ingress.
    ///
    /// Many clusters have nobody who writes its address, and gitops-engine's rule leaves it in progress for ever there;
    /// kstatus' rule does not wait where there is somebody. Whoever makes a balancer outside of the cluster first sets
    /// a finalizer, so as to remove it later. Thus: current with an address; in progress for a short while after its
    /// creation, and for as long as it has a finalizer; current when nobody has taken it up by then.
    static func address(_ reader: StatusReader) -> HealthStatus {
        if !(reader.json[path: "status", "loadBalancer", "ingress"]?.array ?? []).isEmpty { return .current }
        if let finalizer = reader.json[path: "metadata", "finalizers"]?.array?.first?.string {
            return .inProgress("the load balancer has no address yet; \(finalizer) says that it is being made")
        }
        guard let age = reader.age, age < takeUpSeconds else { return .current }
        return .inProgress("no controller has given it an address yet")
    }

    static func customResourceDefinition(_ reader: StatusReader) -> HealthStatus {
        if let names = reader.condition("NamesAccepted"), names.isFalse { return .failed(names.text) }
        guard let established = reader.condition("Established") else {
            return .inProgress("the definition is not established yet")
        }
        if established.isTrue { return .current }
        if established.isFalse, established.reason != "Installing" { return .failed(established.text) }
        return .inProgress("the definition is not established yet")
    }

    static func apiService(_ reader: StatusReader) -> HealthStatus {
        guard let available = reader.condition("Available") else {
            return .inProgress("the API service has not been looked at yet")
        }
        return available.isTrue ? .current : .inProgress(available.sentence)
    }
}
