import Diagnostics
package import PuppetTypes
import Synchronization

/// The lookups of one compile, which have the same facts: what those decide is found out once.
///
/// Other variables may have another value at each lookup; `facts`, `trusted` and `server_facts` may not. What a recorder
/// is told at the first lookup that depends on it, it is not told again.
package final class HieraSession: Sendable {
    package let engine: HieraEngine
    private let state = Mutex(State())

    private struct State {
        /// Nil inside for a layer that has no configuration.
        var global: HieraLayer??
        var environment: HieraLayer??
        var modules: [String: HieraLayer?] = [:]
        /// By module; empty for keys without one.
        var options: [String: LookupOptions] = [:]
        /// What backends that are functions have left behind.
        var stores: [StoreIdentity: BackendStore] = [:]

        subscript(kind: LayerKind) -> HieraLayer?? {
            get {
                switch kind {
                case .global: global
                case .environment: environment
                case .module(let name): modules[name]
                }
            }
            set {
                switch kind {
                case .global: global = newValue
                case .environment: environment = newValue
                case .module(let name): modules[name] = newValue
                }
            }
        }
    }

    /// One level of a resolved hierarchy, for one location.
    private struct StoreIdentity: Hashable {
        let entry: ResolvedEntry
        let path: String?

        static func == (left: StoreIdentity, right: StoreIdentity) -> Bool {
            left.entry === right.entry && left.path == right.path
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ObjectIdentifier(entry))
            hasher.combine(path)
        }
    }

    /// What a backend has left behind for one of its locations.
    func store(of entry: ResolvedEntry, _ location: ResolvedLocation?) -> BackendStore {
        let identity = StoreIdentity(entry: entry, path: location?.path)
        return state.withLock { state in
            if let known = state.stores[identity] { return known }
            let store = BackendStore()
            state.stores[identity] = store
            return store
        }
    }

    init(engine: HieraEngine) { self.engine = engine }

    /// As `HieraEngine.lookup`.
    package func lookup(
        key: String, merge: MergeStrategy? = nil, scope: (String) throws -> Value?, module: String? = nil,
        convert: HieraEngine.Conversion? = nil, calls: HieraCalls? = nil, recorder: (any HieraRecorder)? = nil,
        explainer: Explainer? = nil
    ) throws(HieraError) -> HieraAnswer? {
        try with(scope, convert, recorder, calls: calls, explainer: explainer) { invocation throws(HieraError) in
            try engine.answer(key, merge, module, invocation)
        }
    }

    /// Runs something that looks keys up.
    func with<Result>(
        _ scope: (String) throws -> Value?, _ convert: HieraEngine.Conversion? = nil,
        _ recorder: (any HieraRecorder)? = nil, calls: HieraCalls? = nil, explainer: Explainer? = nil,
        _ body: (LookupInvocation) throws(HieraError) -> Result
    ) throws(HieraError) -> Result {
        do {
            return try withoutActuallyEscaping(scope) { scope in
                try body(
                    LookupInvocation(
                        session: self, scope: scope, convert: convert, recorder: recorder, calls: calls,
                        explainer: explainer))
            }
        } catch let error as HieraError {
            throw error
        } catch {
            throw HieraError(
                Diagnostic(id: HieraError.ErrorID.lookupKey.rawValue, "the lookup failed"), underlying: error)
        }
    }

    /// A layer with its hierarchy for the variables as they are now; nil when it has no configuration.
    func layer(_ kind: LayerKind, _ invocation: LookupInvocation) throws(HieraError) -> HieraLayer? {
        let known = state.withLock { $0[kind] }
        let layer: HieraLayer
        if let known {
            guard let known else { return nil }
            layer = try known.updated(engine, invocation)
            if layer === known { return known }
        } else {
            guard let configuration = try configuration(kind, invocation.recorder) else {
                state.withLock { $0[kind] = .some(nil) }
                return nil
            }
            layer = try HieraLayer.resolved(kind, configuration, engine, invocation)
        }
        for warning in layer.resolved.warnings { invocation.warn(warning) }
        state.withLock { state in
            state[kind] = layer
            state.options = [:]
        }
        return layer
    }

    private func configuration(
        _ kind: LayerKind, _ recorder: (any HieraRecorder)?
    ) throws(HieraError) -> HieraConfiguration? {
        if let module = kind.moduleName { recorder?.record(.module(module)) }
        guard let path = engine.configurationPath(kind) else { return nil }
        recorder?.record(.configuration(path: path))
        return try engine.configuration(path, kind)
    }

    /// The `lookup_options` for a module's keys, as long as no hierarchy has changed.
    func options(
        of module: String?, otherwise find: () throws(HieraError) -> LookupOptions
    ) throws(HieraError) -> LookupOptions {
        let name = module ?? ""
        if let known = state.withLock({ $0.options[name] }) { return known }
        let found = try find()
        state.withLock { $0.options[name] = found }
        return found
    }
}
