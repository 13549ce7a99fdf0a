/// Says which keys an environment may use; that is decided outside of the environment.
package protocol KeyProvider: Sendable {
    /// The keys for the paths that a `hiera.yaml` names, or an error for what is not granted.
    func keyPair(
        privateKeyPath: String?, publicKeyPath: String?, environment: String
    ) throws(HieraError) -> EYAMLKeyPair
}
