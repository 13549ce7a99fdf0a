package import OrderedCollections
package import PuppetTypes

/// Everything that a compile depends on.
package struct CompileInput: Sendable {
    /// The certname, which node definitions match on.
    package var nodeName: String
    package var environment: String
    /// The facts, `$facts` and top-scope variables.
    package var facts: PuppetHash
    package var trusted: PuppetHash
    package var serverFacts: PuppetHash
    /// Top-scope variables that a node classifier sets beside the facts.
    package var parameters: PuppetHash
    /// Classes that a node classifier assigns, with parameters where it gives any.
    package var classes: OrderedDictionary<String, PuppetHash>
    /// The variables of the `settings` class.
    package var settings: PuppetHash
    package var loader: any CodeLoader
    package var data: any DataProvider
    package var resourceTypes: any ResourceTypes
    package var formats: any DataFormats
    package var limits: EvaluationLimits
    /// Goes into the catalog: seconds since 1970 as text, or the output of `config_version`.
    package var version: String
    package var codeID: String?
    package var uuid: String?
    /// Seconds since 1970, for functions that ask for the time; the evaluator reads no clock.
    package var now: Double
    /// Whether to keep where every parameter and template line came from.
    package var isTracing: Bool
    /// Whether to remember what values were made from, for `OriginExplorer`; implies nothing else.
    package var tracesOrigins = false
    /// Whether to go on after an error, to find all that are independent; for `Compiler.diagnose`.
    var collectsErrors = false
    /// Asked now and then; what it answers ends the compile.
    package var stop: @Sendable () -> CompileStop?

    package init(
        nodeName: String, environment: String, facts: PuppetHash = [:], trusted: PuppetHash = [:],
        serverFacts: PuppetHash = [:], parameters: PuppetHash = [:],
        classes: OrderedDictionary<String, PuppetHash> = [:], settings: PuppetHash = [:], loader: any CodeLoader,
        data: any DataProvider, resourceTypes: any ResourceTypes, formats: (any DataFormats)? = nil,
        limits: EvaluationLimits = EvaluationLimits(),
        version: String = "0", codeID: String? = nil, uuid: String? = nil, now: Double = 0, isTracing: Bool = false,
        stop: @escaping @Sendable () -> CompileStop? = { nil }
    ) {
        self.nodeName = nodeName
        self.environment = environment
        self.facts = facts
        self.trusted = trusted
        self.serverFacts = serverFacts
        self.parameters = parameters
        self.classes = classes
        self.settings = settings
        self.loader = loader
        self.data = data
        self.resourceTypes = resourceTypes
        self.formats = formats ?? NoDataFormats()
        self.limits = limits
        self.version = version
        self.codeID = codeID
        self.uuid = uuid
        self.now = now
        self.isTracing = isTracing
        self.stop = stop
    }
}
