/// Says which keys an environment may use; that is decided outside of the environment.
package protocol KeyProvider: Sendable {
    /// The keys that a `hiera.yaml` names, or an error for what is not granted.
    func keyPair(_ names: KeyNames, environment: String) throws(HieraError) -> EYAMLKeyPair
}

/// How a level of a hierarchy names its keys, in hiera-eyaml's options; each may be missing.
package struct KeyNames: Hashable, Sendable {
    /// `pkcs7_private_key`, a path.
    package let privateKey: String?
    /// `pkcs7_public_key`.
    package let publicKey: String?
    /// `pkcs7_private_key_env_var`, the name of an environment variable, which comes before the path.
    package let privateKeyVariable: String?
    /// `pkcs7_public_key_env_var`.
    package let publicKeyVariable: String?

    package init(
        privateKey: String?, publicKey: String? = nil, privateKeyVariable: String? = nil,
        publicKeyVariable: String? = nil
    ) {
        self.privateKey = privateKey
        self.publicKey = publicKey
        self.privateKeyVariable = privateKeyVariable
        self.publicKeyVariable = publicKeyVariable
    }
}
