package import PuppetTypes

/// A call of a function that `hiera.yaml` names as a backend.
package struct BackendCall {
    package let kind: LookupBackendKind
    package let function: String
    /// Those before the `Puppet::LookupContext`.
    package let arguments: [Value]
    package let host: any BackendHost

    package init(kind: LookupBackendKind, function: String, arguments: [Value], host: any BackendHost) {
        self.kind = kind
        self.function = function
        self.arguments = arguments
        self.host = host
    }
}

/// The data's side of a `Puppet::LookupContext`, valid during the call that it is given to.
package protocol BackendHost: AnyObject {
    var environmentName: String { get }
    /// The module whose data the backend gives; nil outside of modules.
    var moduleName: String? { get }
    /// What the backend keeps between its calls for one level and location.
    var cache: PuppetHash { get }
    func keep(_ entries: PuppetHash)
    /// Whether anyone will read what `explain` is given.
    var isExplained: Bool { get }
    func explain(_ text: Value)
    /// The value with its `%{…}` replaced.
    func interpolate(_ value: Value) throws(Interruption) -> Value
    /// The text of a file that the backend may read.
    func fileText(_ path: String) throws(Interruption) -> String
}
