import Diagnostics

/// The keys that the master's configuration grants, by environment.
package struct GrantedKeys: KeyProvider {
    /// One granted key, under the path by which `hiera.yaml` files name it.
    package struct Key: Sendable {
        /// The path of the private key as `pkcs7_private_key` has it.
        package let path: String
        package let keys: EYAMLKeyPair

        package init(path: String, keys: EYAMLKeyPair) {
            self.path = path
            self.keys = keys
        }

        package init(path: String, privatePEM: String, publicPEM: String? = nil) throws(EYAMLError) {
            self.init(path: path, keys: try EYAMLKeyPair(privatePEM: privatePEM, publicPEM: publicPEM))
        }
    }

    private let grants: [String: [Key]]

    package init(_ grants: [String: [Key]]) { self.grants = grants }

    /// Nothing is granted to anyone.
    package static let none = GrantedKeys([:])

    /// A `hiera.yaml` that names no private key gets the environment's only one.
    package func keyPair(
        privateKeyPath: String?, publicKeyPath: String?, environment: String
    ) throws(HieraError) -> EYAMLKeyPair {
        let granted = grants[environment] ?? []
        guard let path = privateKeyPath else {
            guard granted.count == 1 else {
                throw .noKeyNamed(environment: environment, granted: granted.map(\.path))
            }
            return granted[0].keys
        }
        guard let key = granted.first(where: { Self.normalized($0.path) == Self.normalized(path) }) else {
            throw .notGranted(path, environment: environment)
        }
        return key.keys
    }

    /// Without `.` and doubled slashes; `..` stays, so that it matches nothing by accident.
    private static func normalized(_ path: String) -> String {
        (path.hasPrefix("/") ? "/" : "")
            + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}

extension HieraError {
    fileprivate static func notGranted(_ path: String, environment: String) -> HieraError {
        HieraError(
            .keyNotGranted, "environment '\(environment)' is not granted the private key '\(path)'",
            notes: [Diagnostic.Note(.grantHint(environment))])
    }

    fileprivate static func noKeyNamed(environment: String, granted: [String]) -> HieraError {
        let problem =
            granted.isEmpty
            ? "environment '\(environment)' is not granted any private key"
            : "hiera.yaml names no 'pkcs7_private_key', and environment '\(environment)' is granted several"
        return HieraError(
            .keyNotGranted, Diagnostic.Message(problem), notes: [Diagnostic.Note(.grantHint(environment))])
    }
}

extension Diagnostic.Message {
    fileprivate static func grantHint(_ environment: String) -> Self {
        .init("keys are granted to an environment in the master's configuration, under the keys of '\(environment)'")
    }
}
