import PuppetTypes
import Synchronization

extension HieraEngine {
    /// A configuration's hierarchy for the values of its variables.
    func hierarchy(
        _ configuration: HieraConfiguration, _ layer: LayerKind, _ identity: HierarchyIdentity,
        _ invocation: LookupInvocation
    ) throws(HieraError) -> ResolvedHierarchy {
        let identity = HieraCache.ResolvedIdentity(hierarchy: identity, isDefault: false)
        return try resolved(configuration.hierarchy, identity, configuration, layer, invocation)
    }

    func defaultHierarchy(
        _ configuration: HieraConfiguration, _ layer: LayerKind, _ identity: HierarchyIdentity,
        _ invocation: LookupInvocation
    ) throws(HieraError) -> ResolvedHierarchy {
        let identity = HieraCache.ResolvedIdentity(hierarchy: identity, isDefault: true)
        return try resolved(configuration.defaultHierarchy ?? [], identity, configuration, layer, invocation)
    }

    private func resolved(
        _ entries: [HierarchyEntry], _ identity: HieraCache.ResolvedIdentity, _ configuration: HieraConfiguration,
        _ layer: LayerKind, _ invocation: LookupInvocation
    ) throws(HieraError) -> ResolvedHierarchy {
        if let cached = cache.withLock({ $0.hierarchies[identity] }) { return cached }
        var resolver = HierarchyResolver(
            engine: self, configuration: configuration, layer: layer, invocation: invocation)
        let resolved = try resolver.resolve(entries)
        cache.withLock { cache in
            if cache.hierarchies.count >= HieraCache.maximumHierarchies { cache.hierarchies = [:] }
            cache.hierarchies[identity] = resolved
        }
        return resolved
    }
}
