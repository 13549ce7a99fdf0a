import Diagnostics
import OrderedCollections
import PuppetTypes
import Synchronization

extension HieraEngine {
    /// The `lookup_options` of all layers that speak about keys of a module, or about keys without one.
    func lookupOptions(_ module: String?, _ invocation: LookupInvocation) throws(HieraError) -> LookupOptions {
        if let explainer = invocation.explainer, explainer.beginsOptions(of: module) {
            return try findOptions(module, invocation).options
        }
        return try cachedOptions(module, invocation.unexplained)
    }

    private func cachedOptions(_ module: String?, _ invocation: LookupInvocation) throws(HieraError) -> LookupOptions {
        let session = invocation.session
        let kinds = Self.layers(module)
        // Makes the session forget its options if a hierarchy has changed.
        for kind in kinds { _ = try invocation.layer(kind) }
        return try session.options(of: module) { () throws(HieraError) in
            var hierarchies: [HierarchyIdentity] = []
            for kind in kinds {
                if let layer = try invocation.layer(kind) { hierarchies.append(layer.identity) }
            }
            let identity = HieraCache.OptionsIdentity(module: module, hierarchies: hierarchies)
            if let known = cache.withLock({ $0.options[identity] }) {
                for read in known.reads { invocation.recorder?.record(read) }
                return known.options
            }
            let recorder = ReadList()
            let (options, isStatic) = try findOptions(module, invocation.recording(recorder))
            for read in recorder.reads { invocation.recorder?.record(read) }
            guard isStatic else { return options }
            cache.withLock { cache in
                if cache.options.count >= HieraCache.maximumHierarchies { cache.options = [:] }
                cache.options[identity] = (options, recorder.reads)
            }
            return options
        }
    }

    /// The layers that may answer.
    static func layers(_ module: String?) -> [LayerKind] {
        if let module { [.global, .environment, .module(module)] } else { [.global, .environment] }
    }

    private func findOptions(
        _ module: String?, _ invocation: LookupInvocation
    ) throws(HieraError) -> (options: LookupOptions, isStatic: Bool) {
        let explainer = invocation.explainer
        explainer?.push(.search("lookup_options"))
        defer { explainer?.pop() }
        let showsShared = explainer?.beginsSharedOptions() ?? false
        var merged: Found?
        for layer in Self.layers(module) {
            let isShown = layer.moduleName != nil || showsShared
            let invocation = isShown ? invocation : invocation.unexplained
            guard let found = try lookup(.lookupOptions, .hash, in: layer, invocation) else { continue }
            if let name = layer.moduleName {
                try LookupOptions.validate(found.value, module: name, place: { Self.place(of: found) })
            }
            guard let high = merged else {
                merged = found
                continue
            }
            let result = Found(
                value: try MergeStrategy.hash.merge(high.value, found.value), sources: high.sources + found.sources,
                isStatic: high.isStatic && found.isStatic)
            if let name = layer.moduleName { explainer?.reportMergedOptions(high, found, result, module: name) }
            merged = result
        }
        guard let merged else { return (.none, true) }
        return (try LookupOptions(merged.value, place: { Self.place(of: merged) }), merged.isStatic)
    }

    private static func place(of found: Found) -> HieraError.Place {
        found.sources.first?.place()
    }
}

/// Keeps what was read, to tell it again when the result is reused.
final class ReadList: HieraRecorder {
    private(set) var reads: [HieraRead] = []

    func record(_ read: HieraRead) { reads.append(read) }
}
