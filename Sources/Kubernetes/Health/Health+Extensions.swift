import JSON

/// Custom resources that are in so many clusters that their own ways are worth knowing.
extension Health {
    /// cert-manager keeps the old certificate ready while it issues a new one.
    static func certificate(_ reader: StatusReader) -> HealthStatus {
        let current = reader.ofThisGeneration
        if let issuing = current.condition("Issuing") {
            if issuing.isTrue { return .inProgress(issuing.text) }
            if issuing.isFalse, issuing.reason == "Failed" { return .failed(issuing.sentence) }
        }
        guard let ready = current.condition("Ready") else { return .inProgress("the certificate is not issued yet") }
        return ready.isTrue ? .current : .inProgress(ready.sentence)
    }

    static func externalSecret(_ reader: StatusReader) -> HealthStatus {
        guard let ready = reader.condition("Ready") else { return .inProgress("the secret is not synced yet") }
        if ready.isTrue { return .current }
        return ready.isFalse ? reader.failure(ready) : .inProgress(ready.sentence)
    }

    static func gateway(_ reader: StatusReader) -> HealthStatus {
        let current = reader.ofThisGeneration
        for type in ["Accepted", "Programmed"] {
            if let condition = current.condition(type), condition.isFalse { return reader.failure(condition) }
        }
        let milestone = reader.object.kind == "GatewayClass" ? "Accepted" : "Programmed"
        guard current.condition(milestone)?.isTrue == true else {
            return .inProgress("no controller has made it \(milestone.lowercased()) yet")
        }
        return .current
    }

    /// Every parent that a route names says by itself whether it takes it.
    static func route(_ reader: StatusReader) -> HealthStatus {
        let wanted = reader.json[path: "spec", "parentRefs"]?.array?.count ?? 0
        var accepted = 0
        for parent in reader.json[path: "status", "parents"]?.array ?? [] {
            let current = reader.with(conditions: parent["conditions"]?.array ?? []).ofThisGeneration
            let name = parent[path: "parentRef", "name"]?.string ?? "?"
            for type in ["Accepted", "ResolvedRefs"] {
                guard let condition = current.condition(type), condition.isFalse else { continue }
                switch reader.failure(condition) {
                case .failed(let reason): return .failed("\(name): \(reason)")
                case let other: return .inProgress("\(name): \(other.reason)")
                }
            }
            if current.condition("Accepted")?.isTrue == true { accepted += 1 }
        }
        return accepted >= wanted ? .current : .inProgress("accepted by \(accepted) of \(wanted) parents")
    }
}
