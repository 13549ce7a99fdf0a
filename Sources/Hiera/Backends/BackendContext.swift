import Diagnostics
import OrderedCollections
package import PuppetTypes

/// What a backend that is a function may ask of Hiera, `Puppet::LookupContext`. Valid during the function's call.
package final class BackendContext {
    package let environmentName: String
    /// The module whose data the function gives; nil outside of modules.
    package let moduleName: String?
    private let engine: HieraEngine
    private let store: BackendStore
    /// The file that the configuration gives to the function.
    private let path: String?
    private let root: String
    /// Nil once the call is over.
    private(set) var invocation: LookupInvocation?

    init(_ backend: BackendLookup, _ store: BackendStore, path: String?) {
        engine = backend.engine
        environmentName = backend.engine.environment
        moduleName = backend.layer.moduleName
        root = backend.configuration.root
        invocation = backend.invocation
        self.store = store
        self.path = path
    }

    func end() { invocation = nil }

    /// The value with its `%{…}` replaced, as those of data files are.
    package func interpolate(_ value: Value) throws(HieraError) -> Value {
        guard let invocation else { return value }
        return try Interpolator(engine: engine, invocation: invocation, allowsMethods: true).interpolate(value)
    }

    /// What the function has kept.
    package var cache: PuppetHash { store.cache }
    package func keep(_ entries: PuppetHash) { store.keep(entries) }

    package var isExplained: Bool { invocation?.explainer != nil }
    package func explain(_ text: Value) {
        invocation?.explainer?.reportText(text.holdsSecret ? Explainer.masked : RubyText.string(text))
    }

    /// The text of a file: the one that the configuration names for this call, or one of the function's own
    /// environment or module. The function is code of a branch, so that what the global configuration may read is not
    /// for it.
    package func fileText(_ path: String) throws(HieraError) -> String {
        let layer: LayerKind = moduleName.map(LayerKind.module) ?? .environment
        guard path == self.path || engine.paths.isAllowed(path, layer: layer, root: root),
            !path.split(separator: "/").contains("..")
        else {
            throw HieraError(
                .path, "the path '\(path)' leaves what environment '\(environmentName)' may read", isCallFailure: true)
        }
        guard let source = try engine.source(path) else {
            throw HieraError(.path, "No such file or directory - \(path)", isCallFailure: true)
        }
        guard let text = String(validating: source.bytes, as: UTF8.self) else {
            throw HieraError(.data, "the file '\(path)' is not UTF-8", isCallFailure: true)
        }
        return text
    }
}
