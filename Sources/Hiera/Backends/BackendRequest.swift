package import PuppetTypes

/// A call of a backend that is a function, which the caller of a lookup makes.
package struct BackendRequest {
    package let kind: LookupBackendKind
    /// Its name as `hiera.yaml` has it.
    package let function: String
    /// Those before the context.
    package let arguments: [Value]
    package let context: BackendContext
}
