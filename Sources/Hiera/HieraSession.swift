import Diagnostics
package import PuppetTypes

/// The lookups of one compile, which have the same facts: what those decide is found out once.
///
/// Other variables may have another value at each lookup; `facts`, `trusted` and `server_facts` may not.
package final class HieraSession {
    let engine: HieraEngine
    private let convert: HieraEngine.Conversion?
    private let recorder: (any HieraRecorder)?
    private var layers: [LayerKind: HieraLayer?] = [:]
    private var options: [String: LookupOptions] = [:]

    init(engine: HieraEngine, convert: HieraEngine.Conversion?, recorder: (any HieraRecorder)?) {
        self.engine = engine
        self.convert = convert
        self.recorder = recorder
    }

    /// As `HieraEngine.lookup`.
    package func lookup(
        key: String, merge: MergeStrategy? = nil, scope: (String) throws -> Value?, module: String? = nil
    ) throws(HieraError) -> HieraAnswer? {
        try lookup(key, merge, scope, module, explainer: nil)
    }

    func lookup(
        _ key: String, _ merge: MergeStrategy?, _ scope: (String) throws -> Value?, _ module: String?,
        explainer: Explainer?
    ) throws(HieraError) -> HieraAnswer? {
        do {
            return try withoutActuallyEscaping(scope) { scope in
                let invocation = LookupInvocation(
                    session: self, scope: scope, convert: convert, recorder: recorder, explainer: explainer)
                return try engine.answer(key, merge, module, invocation)
            }
        } catch let error as HieraError {
            throw error
        } catch {
            throw HieraError(
                Diagnostic(id: HieraError.ErrorID.lookupKey.rawValue, "the lookup of '\(key)' failed"),
                underlying: error)
        }
    }

    /// A layer with its hierarchy for the variables as they are now; nil when it has no configuration.
    func layer(_ kind: LayerKind, _ invocation: LookupInvocation) throws(HieraError) -> HieraLayer? {
        let layer: HieraLayer
        if let known = layers[kind] {
            guard let known else { return nil }
            layer = known
        } else {
            if let module = kind.moduleName { recorder?.record(.module(module)) }
            guard let path = engine.configurationPath(kind) else {
                layers[kind] = .some(nil)
                return nil
            }
            recorder?.record(.configuration(path: path))
            guard let configuration = try engine.configuration(path, kind) else {
                layers[kind] = .some(nil)
                return nil
            }
            layer = HieraLayer(kind: kind, configuration: configuration)
            layers[kind] = layer
        }
        if try layer.update(engine, invocation, recorder) { options = [:] }
        return layer
    }

    /// The `lookup_options` for a module's keys, as long as no hierarchy has changed.
    func options(
        of module: String?, otherwise find: () throws(HieraError) -> LookupOptions
    ) throws(HieraError) -> LookupOptions {
        if let known = options[module ?? ""] { return known }
        let found = try find()
        options[module ?? ""] = found
        return found
    }
}
