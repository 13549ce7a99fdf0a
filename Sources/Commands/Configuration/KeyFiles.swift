import Diagnostics
import Foundation
import Hiera

/// The eyaml keys in files and environment variables.
struct KeyFiles {
    private let environment: [String: String]

    init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

    /// The keys that the configuration grants; where there is no configuration, any key that the user can read.
    func provider(_ configuration: Configuration) throws -> any KeyProvider {
        guard let keys = configuration.keys else { return UngrantedKeys(files: self) }
        var grants: [String: [GrantedKeys.Key]] = [:]
        for (environment, granted) in keys {
            grants[environment] = try granted.map { key in
                do {
                    return try self.key(key, configuration)
                } catch {
                    throw CommandFailure(
                        "\(error)\n  note: it is granted by keys.\(environment) of \(configuration.path ?? "the configuration")"
                    )
                }
            }
        }
        return GrantedKeys(grants)
    }

    /// A granted key with its path as it is written, by which `hiera.yaml` names it.
    private func key(_ key: Configuration.Key, _ configuration: Configuration) throws -> GrantedKeys.Key {
        func resolved(_ source: Configuration.KeySource) -> Configuration.KeySource {
            if case .file(let path) = source { .file(configuration.resolve(path)) } else { source }
        }
        let pair = try pair(privateKey: resolved(key.privateKey), publicKey: key.publicKey.map(resolved))
        switch key.privateKey {
        case .file(let path): return GrantedKeys.Key(.path(path), keys: pair)
        case .variable(let name): return GrantedKeys.Key(.variable(name), keys: pair)
        }
    }

    /// Where the names that a `hiera.yaml` or a command line gives lead: an environment variable that is set comes
    /// before a file, as in hiera-eyaml.
    func source(path: String?, variable: String?) -> Configuration.KeySource? {
        if let variable, environment[variable] != nil { return .variable(variable) }
        return path.map { .file($0) } ?? variable.map { .variable($0) }
    }

    /// A public key whose file is not there does not matter: values are opened without it.
    func pair(
        privateKey: Configuration.KeySource?, publicKey: Configuration.KeySource?
    ) throws -> EYAMLKeyPair {
        let privatePEM = try privateKey.map { try text($0) }
        var publicPEM: String?
        if let publicKey, isThere(publicKey) { publicPEM = try text(publicKey) }
        if let publicKey, let publicPEM {
            // Said of the public key, not of the pair.
            _ = try Self.naming(publicKey) { try EYAMLPublicKey(pem: publicPEM) }
        }
        return try Self.naming(privateKey ?? publicKey ?? .file("key")) {
            try EYAMLKeyPair(privatePEM: privatePEM, publicPEM: publicPEM)
        }
    }

    func publicKey(_ source: Configuration.KeySource) throws -> EYAMLPublicKey {
        let pem = try text(source)
        return try Self.naming(source) { try EYAMLPublicKey(pem: pem) }
    }

    func isThere(_ source: Configuration.KeySource) -> Bool {
        switch source {
        case .file(let path): FileManager.default.fileExists(atPath: path)
        case .variable(let name): environment[name] != nil
        }
    }

    func text(_ source: Configuration.KeySource) throws -> String {
        switch source {
        case .file(let path): return try InputFile.text(path, "the key")
        case .variable(let name):
            guard let text = environment[name] else {
                throw CommandFailure("cannot read the key: the environment variable \(name) is not set")
            }
            return text
        }
    }

    private static func naming<Key>(_ source: Configuration.KeySource, _ read: () throws -> Key) throws -> Key {
        do {
            return try read()
        } catch {
            throw CommandFailure("\(source): \(error)")
        }
    }
}

extension Configuration.KeySource: CustomStringConvertible {
    var description: String {
        switch self {
        case .file(let path): path
        case .variable(let name): "the environment variable \(name)"
        }
    }
}

/// The keys of a user who compiles on their own machine, without a configuration: those that `hiera.yaml` names.
///
/// A master has a configuration, so it never comes to this.
struct UngrantedKeys: KeyProvider {
    let files: KeyFiles

    func keyPair(_ names: KeyNames, environment: String) throws(HieraError) -> EYAMLKeyPair {
        let path = names.privateKey ?? (names.privateKeyVariable == nil ? EyamlOptions.privateKeyPath : nil)
        do {
            return try files.pair(
                privateKey: files.source(path: path, variable: names.privateKeyVariable),
                publicKey: files.source(path: names.publicKey, variable: names.publicKeyVariable))
        } catch {
            throw HieraError(
                Diagnostic(
                    id: "eyaml_key", "environment '\(environment)': \(error)",
                    notes: [.init("grant the key in the configuration, under keys.\(environment)")]))
        }
    }
}
