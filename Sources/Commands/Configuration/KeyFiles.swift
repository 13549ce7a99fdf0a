import Diagnostics
import Foundation
import Hiera

/// The eyaml keys on disk.
enum KeyFiles {
    /// The keys that the configuration grants; where there is no configuration, any key that the user can read.
    static func provider(_ configuration: Configuration) throws -> any KeyProvider {
        guard let keys = configuration.keys else { return UngrantedKeys() }
        var grants: [String: [GrantedKeys.Key]] = [:]
        for (environment, files) in keys {
            grants[environment] = try files.map { file in
                do {
                    let pair = try pair(
                        privateKey: configuration.resolve(file.privateKey),
                        publicKey: file.publicKey.map(configuration.resolve))
                    return GrantedKeys.Key(path: file.privateKey, keys: pair)
                } catch {
                    throw CommandFailure(
                        "\(error)\n  note: it is granted by keys.\(environment) of \(configuration.path ?? "the configuration")"
                    )
                }
            }
        }
        return GrantedKeys(grants)
    }

    static func pair(privateKey: String?, publicKey: String?) throws -> EYAMLKeyPair {
        let privatePEM = try privateKey.map(text)
        let publicPEM = try publicKey.flatMap { FileManager.default.fileExists(atPath: $0) ? try text($0) : nil }
        do {
            return try EYAMLKeyPair(privatePEM: privatePEM, publicPEM: publicPEM)
        } catch {
            throw CommandFailure("\(privateKey ?? publicKey ?? "key"): \(error)")
        }
    }

    static func text(_ path: String) throws -> String {
        try InputFile.text(path, "the key")
    }
}

/// The keys of a user who compiles on their own machine, without a configuration: the files that `hiera.yaml` names.
///
/// A master has a configuration, so it never comes to this.
struct UngrantedKeys: KeyProvider {
    func keyPair(
        privateKeyPath: String?, publicKeyPath: String?, environment: String
    ) throws(HieraError) -> EYAMLKeyPair {
        let path = privateKeyPath ?? "./keys/private_key.pkcs7.pem"
        do {
            return try KeyFiles.pair(privateKey: path, publicKey: publicKeyPath)
        } catch {
            throw HieraError(
                Diagnostic(
                    id: "eyaml_key", "environment '\(environment)': \(error)",
                    notes: [.init("grant the key in the configuration, under keys.\(environment)")]))
        }
    }
}
