import Diagnostics
import PuppetTypes

/// A layer as one session sees it: its configuration, and its hierarchy for the current variables.
struct HieraLayer: Sendable {
    let kind: LayerKind
    let configuration: HieraConfiguration
    private(set) var resolved = ResolvedHierarchy.empty
    private var signature: [Value?] = []
    private var isResolved = false

    init(kind: LayerKind, configuration: HieraConfiguration) {
        self.kind = kind
        self.configuration = configuration
    }

    /// What the hierarchy was resolved for.
    var identity: HierarchyIdentity { HierarchyIdentity(path: configuration.source.path, signature: signature) }

    /// Resolves the hierarchy again if a variable has changed; whether one has.
    mutating func update(_ engine: HieraEngine, _ invocation: LookupInvocation) throws(HieraError) -> Bool {
        if isResolved, !configuration.hasChangingVariables { return false }
        let quiet = invocation.unexplained
        let interpolator = Interpolator(engine: engine, invocation: quiet, allowsMethods: false)
        var values: [Value?] = []
        values.reserveCapacity(configuration.variables.count)
        for (index, variable) in configuration.variables.enumerated() {
            if isResolved, variable.isConstant {
                values.append(signature[index])
                continue
            }
            do throws(HieraError) {
                values.append(try interpolator.variable(variable.key))
            } catch {
                throw error.placed(at: variable.place)
            }
        }
        if isResolved, values == signature { return false }
        resolved = try engine.hierarchy(
            configuration, kind, HierarchyIdentity(path: configuration.source.path, signature: values), quiet)
        signature = values
        isResolved = true
        for read in resolved.reads { invocation.recorder?.record(read) }
        return true
    }

    /// A module's `default_hierarchy`; nil where there is none.
    func defaultHierarchy(
        _ engine: HieraEngine, _ invocation: LookupInvocation
    ) throws(HieraError) -> ResolvedHierarchy? {
        guard configuration.defaultHierarchy != nil else { return nil }
        let hierarchy = try engine.defaultHierarchy(configuration, kind, identity, invocation.unexplained)
        for read in hierarchy.reads { invocation.recorder?.record(read) }
        return hierarchy
    }
}
