import KubernetesSandbox

/// One fault at one step of a run.
struct FaultCase: Hashable, Sendable, CustomStringConvertible {
    let step: FaultStep
    let fault: FaultKind
    let extent: Extent

    enum Extent: String, Hashable, Sendable, CaseIterable {
        /// It happens to one request.
        case once
        /// It happens to every such request until it is lifted after the run.
        case lasting
    }

    var description: String { "\(step.name)/\(fault.rawValue)/\(extent.rawValue)" }

    /// Every case that there is.
    static let all: [FaultCase] = FaultStep.all.flatMap { step in
        Extent.allCases.flatMap { extent in
            FaultKind.allCases.filter { $0.makesSense(at: step, extent) }.map {
                FaultCase(step: step, fault: $0, extent: extent)
            }
        }
    }

    /// A number that follows from the case's name: FNV-1a.
    var seed: UInt64 {
        description.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    var rules: [FaultRule] {
        guard let effect = fault.effect else { return [] }
        return step.paths.map { path in
            FaultRule(
                path: path, verb: step.verb, isDryRun: step.isDryRun, effect: effect, after: step.after,
                count: extent == .once ? 1 : nil)
        }
    }

    var masterFaults: [MasterStub.Fault] {
        guard let endpoint = step.masterEndpoint, let effect = fault.masterEffect else { return [] }
        return [MasterStub.Fault(endpoint: endpoint, effect: effect, count: extent == .once ? 1 : nil)]
    }
}

/// What goes wrong: a column of the table.
enum FaultKind: String, Hashable, Sendable, CaseIterable {
    case tooMany = "429"
    case internalError = "500"
    case unavailable = "503"
    case forbidden = "403"
    case notFound = "404"
    case conflict = "409"
    case expired = "410"
    case invalid = "422"
    case webhookFails = "webhook"
    case webhookDenies = "denied"
    case dropped, lost, short, cut, garbage, slow, stale, refused, reset, silent

    var effect: FaultRule.Effect? {
        switch self {
        case .tooMany: .status(429, retryAfter: 1)
        case .internalError, .unavailable, .forbidden, .notFound, .conflict, .expired, .invalid:
            .status(Int(rawValue) ?? 500)
        case .webhookFails: .failingWebhook("guard.example.org")
        case .webhookDenies: .denyingWebhook("guard.example.org", "not today")
        case .dropped: .drop
        case .lost: .loseAnswer
        case .short: .truncate(.length)
        case .cut: .truncate(.chunked)
        case .garbage: .garbage
        case .slow: .latency(.seconds(3))
        case .stale: .stale(versions: 12)
        case .refused: .refuseConnections(.milliseconds(1500))
        case .reset: .resetWatch(afterEvents: 0)
        case .silent: .silenceWatch(afterEvents: 0)
        }
    }

    var masterEffect: MasterStub.Fault.Effect? {
        switch self {
        case .tooMany, .internalError, .unavailable, .forbidden, .notFound: .status(Int(rawValue) ?? 500)
        case .dropped: .drop
        case .lost: .loseAnswer
        case .short: .promiseMore
        case .cut: .cutInHalf
        case .garbage: .garbage
        default: nil
        }
    }

    func makesSense(at step: FaultStep, _ extent: FaultCase.Extent) -> Bool {
        if step.masterEndpoint != nil { return masterEffect != nil }
        let isWatch = step.verb == .watch
        switch self {
        case .stale: return (step.verb == .get || step.verb == .list) && extent == .lasting
        case .refused, .slow: return extent == .once
        case .reset, .silent: return isWatch
        case .lost, .short, .cut: return !isWatch
        case .webhookFails, .webhookDenies: return step.verb?.isWrite == true && extent == .lasting
        case .expired: return step.verb == .list || isWatch
        case .invalid: return step.verb?.isWrite == true
        case .conflict: return step.verb?.isWrite == true
        default: return true
        }
    }
}

/// A step of a run: a row of the table.
struct FaultStep: Hashable, Sendable {
    let name: String
    var paths: [String] = []
    var verb: Verb?
    var isDryRun: Bool?
    /// How many such requests are let through.
    var after = 0
    /// Whether it is a step of the very first run.
    var isFirst = false
    /// Of the master's API.
    var masterEndpoint: String?
    /// The titles of what may fail by it, next to what depends on them.
    var objects: Set<String> = []

    private static func apply(_ name: String, _ path: String, _ title: String, isFirst: Bool = false) -> FaultStep {
        FaultStep(name: name, paths: [path], verb: .apply, isDryRun: false, isFirst: isFirst, objects: [title])
    }

    static let all: [FaultStep] = [
        FaultStep(name: "version", paths: ["/version"]),
        FaultStep(name: "groups", paths: ["/apis"]),
        FaultStep(name: "nodes", paths: ["/api/v1/nodes"], verb: .list),
        FaultStep(name: "catalog", masterEndpoint: "catalog"),
        FaultStep(name: "core discovery", paths: ["/api/v1"]),
        FaultStep(name: "apps discovery", paths: ["/apis/apps/v1"], objects: ["shop/web"]),
        FaultStep(name: "widgets discovery", paths: ["/apis/example.org/v1"], objects: ["shop/one"]),
        FaultStep(
            name: "former group discovery",
            paths: ["/apis/rbac.authorization.k8s.io", "/apis/rbac.authorization.k8s.io/v1"]),
        FaultStep(name: "read parent", paths: ["*/configmaps/\(FaultScenario.parentName)"], verb: .get),
        FaultStep(name: "list namespaces", paths: ["/api/v1/namespaces"], verb: .list),
        FaultStep(name: "list ConfigMaps", paths: ["/api/v1/configmaps"], verb: .list),
        FaultStep(name: "list Widgets", paths: ["*/widgets"], verb: .list, objects: ["shop/one"]),
        FaultStep(name: "list former Roles", paths: ["*/roles"], verb: .list),
        FaultStep(
            name: "dry-run ConfigMap", paths: ["*/configmaps/settings"], verb: .apply, isDryRun: true,
            objects: ["shop/settings"]),
        FaultStep(
            name: "dry-run Deployment", paths: ["*/deployments/web"], verb: .apply, isDryRun: true,
            objects: ["shop/web"]),
        FaultStep(
            name: "grow parent", paths: ["*/configmaps/\(FaultScenario.parentName)"], verb: .apply, isDryRun: false),
        FaultStep(
            name: "make parent's namespace", paths: ["*/namespaces/bunraku-system"], verb: .apply, isDryRun: false,
            isFirst: true),
        FaultStep(
            name: "make parent", paths: ["*/namespaces/bunraku-system/configmaps"], verb: .create, isFirst: true),
        apply("apply Namespace", "*/namespaces/shop", "shop", isFirst: true),
        apply("apply CRD", "*/customresourcedefinitions/*", "widgets.example.org", isFirst: true),
        apply("create ConfigMap", "*/configmaps/settings", "shop/settings", isFirst: true),
        apply("create Job", "*/jobs/migrate", "shop/migrate", isFirst: true),
        apply("apply custom resource", "*/widgets/one", "shop/one"),
        apply("apply ConfigMap", "*/configmaps/settings", "shop/settings"),
        apply("apply Secret", "*/secrets/key", "shop/key"),
        apply("apply Deployment", "*/deployments/web", "shop/web"),
        apply("create ServiceAccount", "*/serviceaccounts/robot", "shop/robot"),
        FaultStep(name: "watch health", paths: ["/apis/apps/v1/deployments"], verb: .watch, objects: ["shop/web"]),
        FaultStep(
            name: "replace: try creation", paths: ["*/configmaps"], verb: .create, isDryRun: true,
            objects: ["shop/fixed"]),
        FaultStep(
            name: "replace: delete", paths: ["*/configmaps/fixed"], verb: .delete, isDryRun: false,
            objects: ["shop/fixed"]),
        FaultStep(name: "replace: is it gone", paths: ["*/configmaps/fixed"], verb: .get, objects: ["shop/fixed"]),
        apply("replace: create", "*/configmaps/fixed", "shop/fixed"),
        FaultStep(
            name: "prune removed", paths: ["*/configmaps/old"], verb: .delete, isDryRun: false, objects: ["shop/old"]),
        FaultStep(
            name: "prune renamed", paths: ["*/configmaps/name-a"], verb: .delete, isDryRun: false,
            objects: ["shop/name-a"]),
        FaultStep(
            name: "prune former kind", paths: ["*/roles/only"], verb: .delete, isDryRun: false, objects: ["shop/only"]),
        FaultStep(
            name: "shrink parent", paths: ["*/configmaps/\(FaultScenario.parentName)"], verb: .apply, isDryRun: false,
            after: 1),
        FaultStep(name: "report", masterEndpoint: "report"),
    ]
}
