import Diagnostics
import PuppetTypes

/// A layer as one session sees it: its configuration, and its hierarchy for the variables of some moment.
final class HieraLayer: Sendable {
    let kind: LayerKind
    let configuration: HieraConfiguration
    let resolved: ResolvedHierarchy
    /// The values of the configuration's variables.
    private let signature: [Value?]

    private init(
        _ kind: LayerKind, _ configuration: HieraConfiguration, _ signature: [Value?], _ engine: HieraEngine,
        _ invocation: LookupInvocation
    ) throws(HieraError) {
        self.kind = kind
        self.configuration = configuration
        self.signature = signature
        let identity = HierarchyIdentity(path: configuration.source.path, signature: signature)
        resolved = try engine.hierarchy(configuration, kind, identity, invocation.unexplained)
        for read in resolved.reads { invocation.recorder?.record(read) }
    }

    /// Resolves the hierarchy for the variables as they are now.
    static func resolved(
        _ kind: LayerKind, _ configuration: HieraConfiguration, _ engine: HieraEngine, _ invocation: LookupInvocation
    ) throws(HieraError) -> HieraLayer {
        var signature: [Value?] = []
        signature.reserveCapacity(configuration.variables.count)
        for variable in configuration.variables { signature.append(try value(of: variable, engine, invocation)) }
        return try HieraLayer(kind, configuration, signature, engine, invocation)
    }

    /// What the hierarchy was resolved for.
    var identity: HierarchyIdentity { HierarchyIdentity(path: configuration.source.path, signature: signature) }

    /// The layer with its hierarchy resolved again if a variable has changed; the same one if none has.
    func updated(_ engine: HieraEngine, _ invocation: LookupInvocation) throws(HieraError) -> HieraLayer {
        var changed: [Value?]?
        for index in configuration.changingVariables {
            let value = try Self.value(of: configuration.variables[index], engine, invocation)
            if value != signature[index] { changed = changed ?? signature }
            changed?[index] = value
        }
        guard let changed else { return self }
        return try HieraLayer(kind, configuration, changed, engine, invocation)
    }

    private static func value(
        of variable: HieraVariable, _ engine: HieraEngine, _ invocation: LookupInvocation
    ) throws(HieraError) -> Value? {
        let interpolator = Interpolator(engine: engine, invocation: invocation.unexplained, allowsMethods: false)
        do throws(HieraError) {
            return try interpolator.variable(variable.key)
        } catch {
            throw error.placed(at: variable.place)
        }
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
