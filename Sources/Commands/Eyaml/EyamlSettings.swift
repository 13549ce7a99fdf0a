import ArgumentParser
import Foundation
import Hiera

/// What a command of `bunraku eyaml` goes by: its flags, then the configuration files, then hiera-eyaml's defaults.
struct EyamlSettings {
    let newKeys: EYAML.NewKeys
    let privateKeyPath: String
    let publicKeyPath: String
    let configuration: EyamlConfigurationFiles
    private let privateKeyVariable: String?
    private let publicKeyVariable: String?
    private let verbosity: Int
    private let keyFiles: KeyFiles

    init(_ options: EyamlOptions, _ configuration: EyamlConfigurationFiles, _ keyFiles: KeyFiles) throws {
        self.configuration = configuration
        self.keyFiles = keyFiles
        privateKeyPath = options.privateKey ?? configuration["pkcs7_private_key"] ?? EyamlOptions.privateKeyPath
        publicKeyPath = options.publicKey ?? configuration["pkcs7_public_key"] ?? EyamlOptions.publicKeyPath
        privateKeyVariable = options.privateKeyVariable ?? configuration["pkcs7_private_key_env_var"]
        publicKeyVariable = options.publicKeyVariable ?? configuration["pkcs7_public_key_env_var"]
        var verbosity = 1
        if options.verbose || configuration.flag("verbose") { verbosity += 1 }
        if options.trace || configuration.flag("trace") { verbosity += 2 }
        if options.quiet || configuration.flag("quiet") { verbosity = 0 }
        self.verbosity = verbosity
        var newKeys = EYAML.NewKeys()
        newKeys.subject = options.subject ?? configuration["pkcs7_subject"] ?? newKeys.subject
        newKeys.digest = options.digest ?? configuration["pkcs7_digest"] ?? newKeys.digest
        if let text = configuration["pkcs7_keysize"] {
            guard let bits = Int(text) else { throw CommandFailure("pkcs7_keysize must be a number of bits") }
            newKeys.bits = bits
        }
        newKeys.bits = options.keySize ?? newKeys.bits
        self.newKeys = newKeys
        try Self.check(method: options.encryptMethod ?? configuration["encrypt_method"] ?? "pkcs7")
        for path in configuration.paths { debug("read the configuration \(path)") }
    }

    /// Only what hiera-eyaml has without plugins is there.
    static func check(method: String) throws {
        guard method.lowercased() == "pkcs7" else {
            throw CommandFailure("the encryption method '\(method)' is not supported; pkcs7 is")
        }
    }

    private var privateKeySource: Configuration.KeySource? {
        keyFiles.source(path: privateKeyPath, variable: privateKeyVariable)
    }

    private var publicKeySource: Configuration.KeySource? {
        keyFiles.source(path: publicKeyPath, variable: publicKeyVariable)
    }

    /// The private key; the public one too where it can be read.
    func pair() throws -> EYAMLKeyPair {
        debug("the private key is \(privateKeySource.map(String.init(describing:)) ?? "none")")
        return try naming(unset: privateKeyVariable) {
            try keyFiles.pair(privateKey: privateKeySource, publicKey: publicKeySource)
        }
    }

    func publicKey() throws -> EYAMLPublicKey {
        debug("the public key is \(publicKeySource.map(String.init(describing:)) ?? "none")")
        return try naming(unset: publicKeyVariable) {
            try keyFiles.publicKey(publicKeySource ?? .file(publicKeyPath))
        }
    }

    /// Both keys, which must belong together: what one encrypts the other must open.
    func matchingPair() throws -> (pair: EYAMLKeyPair, publicKey: EYAMLPublicKey) {
        let (pair, publicKey) = (try pair(), try publicKey())
        guard pair.matches else {
            throw CommandFailure(
                "the private key \(privateKeySource.map(String.init(describing:)) ?? "") does not open what the public key \(publicKeySource.map(String.init(describing:)) ?? "") encrypts"
            )
        }
        return (pair, publicKey)
    }

    /// A file that was taken because a variable is not set may surprise.
    private func naming<Key>(unset variable: String?, _ read: () throws -> Key) throws -> Key {
        do {
            return try read()
        } catch let failure as CommandFailure {
            guard let variable, !keyFiles.isThere(.variable(variable)) else { throw failure }
            throw CommandFailure("\(failure)\n  note: the environment variable \(variable) is not set")
        }
    }

    func info(_ text: String) { if verbosity > 0 { Terminal.warn(text) } }
    func debug(_ text: String) { if verbosity > 1 { Terminal.warn(text) } }
}
