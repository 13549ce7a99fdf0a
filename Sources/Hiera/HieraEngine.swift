package import PuppetTypes
import Synchronization

/// Hiera for one environment of one snapshot: everything that it reads is parsed and decrypted once.
///
/// Lookups are synchronous, may run at the same time, and share what was parsed.
package final class HieraEngine: Sendable {
    /// Applies `convert_to`: the value, then the type and the arguments.
    package typealias Conversion = (Value, [Value]) throws -> Value

    let environment: String
    let environmentRoot: String
    let modules: [String: String]
    let globalConfiguration: String?
    let files: any HieraFiles
    let keys: any KeyProvider
    let paths: DataPaths
    let isStrict: Bool
    private let environmentConfiguration: String
    private let moduleConfigurations: [String: String]
    let cache = Mutex(HieraCache())

    /// - Parameters:
    ///   - environment: The environment's name.
    ///   - environmentRoot: The directory of its `hiera.yaml`, relative to the codedir.
    ///   - modules: The root of each module by its name.
    ///   - globalConfiguration: The path of the global `hiera.yaml`, if there is one.
    ///   - sharedRoots: Directories that the configurations of every environment may read.
    ///   - isStrict: Whether an unknown variable is an error, or empty text.
    package init(
        environment: String, environmentRoot: String, modules: [String: String], globalConfiguration: String?,
        files: any HieraFiles, keys: any KeyProvider, sharedRoots: [String] = ["hieradata"], isStrict: Bool = true
    ) {
        self.environment = environment
        self.environmentRoot = environmentRoot
        self.modules = modules
        self.globalConfiguration = globalConfiguration
        self.files = files
        self.keys = keys
        self.isStrict = isStrict
        environmentConfiguration = environmentRoot.isEmpty ? "hiera.yaml" : environmentRoot + "/hiera.yaml"
        moduleConfigurations = modules.mapValues { $0 + "/hiera.yaml" }
        paths = DataPaths(environment: environment, environmentRoot: environmentRoot, sharedRoots: sharedRoots)
    }

    /// Whether a value was decrypted since the snapshot was made.
    package var hasDecrypted: Bool { cache.withLock { !$0.decrypted.isEmpty } }

    /// Lookups with the same facts, cheaper than each by itself.
    package func session() -> HieraSession { HieraSession(engine: self) }

    /// The path of a layer's `hiera.yaml`; nil for a layer that cannot have one.
    func configurationPath(_ layer: LayerKind) -> String? {
        switch layer {
        case .global: globalConfiguration
        case .environment: environmentConfiguration
        case .module(let name): moduleConfigurations[name]
        }
    }

    /// Looks a key up in the global, the environment's and the module's data.
    ///
    /// - Parameters:
    ///   - key: The key, with sub-keys after dots: `profile::hosts.0`.
    ///   - merge: The strategy; nil for what `lookup_options` says.
    ///   - scope: A variable by its name, which may begin with `::`; nil for an unknown one.
    ///   - module: The module to ask, where the key does not say it.
    ///   - convert: Applies `convert_to`. Without it the answer says what is left to apply, and values that data
    ///     interpolates with `%{lookup('…')}` are taken as they are.
    ///   - calls: Calls the backends that are functions; without it they are an error.
    ///   - recorder: Told what was read.
    /// - Returns: Nil where no layer has the key.
    package func lookup(
        key: String, merge: MergeStrategy? = nil, scope: (String) throws -> Value?, module: String? = nil,
        convert: Conversion? = nil, calls: HieraCalls? = nil, recorder: (any HieraRecorder)? = nil
    ) throws(HieraError) -> HieraAnswer? {
        try session().lookup(
            key: key, merge: merge, scope: scope, module: module, convert: convert, calls: calls, recorder: recorder)
    }

    /// Looks a key up and tells how it came about. A failure is in the tree as text.
    package func explain(
        key: String, merge: MergeStrategy? = nil, scope: (String) throws -> Value?, module: String? = nil,
        convert: Conversion? = nil, calls: HieraCalls? = nil
    ) -> ExplainNode {
        let explainer = Explainer()
        do {
            _ = try session().lookup(
                key: key, merge: merge, scope: scope, module: module, convert: convert, calls: calls,
                explainer: explainer)
        } catch {
            explainer.reportFailure(error)
        }
        return explainer.tree
    }
}
