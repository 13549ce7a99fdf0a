import Diagnostics
package import PuppetTypes

/// What a lookup asks of the language, beside variables.
package struct HieraCalls {
    /// Calls a backend that is a function.
    package let backend: (BackendRequest) throws -> LookupBackendOutcome
    /// Takes a warning.
    package let warn: (String) -> Void
    /// The context of the backend that makes this lookup; nil for one of a manifest.
    package let caller: BackendContext?

    package init(
        backend: @escaping (BackendRequest) throws -> LookupBackendOutcome, warn: @escaping (String) -> Void,
        caller: BackendContext? = nil
    ) {
        self.backend = backend
        self.warn = warn
        self.caller = caller
    }
}

extension Diagnostic.Message {
    static func foreignKeys(_ module: String, _ subject: String) -> Self {
        .init("Module '\(module)': \(subject) must use keys qualified with the name of the module")
    }
}
