import Diagnostics

/// The keys that the master's configuration grants, by environment.
package struct GrantedKeys: KeyProvider {
    /// One granted key, under the name by which `hiera.yaml` files name it.
    package struct Key: Sendable {
        package let name: Name
        package let keys: EYAMLKeyPair

        package enum Name: Hashable, Sendable {
            /// As `pkcs7_private_key` has it.
            case path(String)
            /// As `pkcs7_private_key_env_var` has it.
            case variable(String)
        }

        package init(_ name: Name, keys: EYAMLKeyPair) {
            self.name = name
            self.keys = keys
        }

        package init(path: String, privatePEM: String, publicPEM: String? = nil) throws(EYAMLError) {
            self.init(.path(path), keys: try EYAMLKeyPair(privatePEM: privatePEM, publicPEM: publicPEM))
        }
    }

    private let grants: [String: [Key]]

    package init(_ grants: [String: [Key]]) { self.grants = grants }

    /// Nothing is granted to anyone.
    package static let none = GrantedKeys([:])

    /// A `hiera.yaml` that names no private key gets the environment's only one.
    package func keyPair(_ names: KeyNames, environment: String) throws(HieraError) -> EYAMLKeyPair {
        let granted = grants[environment] ?? []
        guard names.privateKey != nil || names.privateKeyVariable != nil else {
            guard granted.count == 1 else {
                throw .noKeyNamed(environment: environment, hasSeveral: !granted.isEmpty)
            }
            return granted[0].keys
        }
        if let name = names.privateKeyVariable,
            let key = granted.first(where: { $0.name == .variable(name) })
        {
            return key.keys
        }
        if let path = names.privateKey, let key = granted.first(where: { Self.isPath($0.name, path) }) {
            return key.keys
        }
        throw .notGranted(names, environment: environment)
    }

    private static func isPath(_ name: Key.Name, _ path: String) -> Bool {
        if case .path(let granted) = name { normalized(granted) == normalized(path) } else { false }
    }

    /// Without `.` and doubled slashes; `..` stays, so that it matches nothing by accident.
    private static func normalized(_ path: String) -> String {
        (path.hasPrefix("/") ? "/" : "")
            + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}

extension HieraError {
    fileprivate static func notGranted(_ names: KeyNames, environment: String) -> HieraError {
        let key =
            names.privateKeyVariable.map { "in the environment variable '\($0)'" } ?? "'\(names.privateKey ?? "")'"
        return HieraError(
            .keyNotGranted, "environment '\(environment)' is not granted the private key \(key)",
            notes: [Diagnostic.Note(.grantHint(environment))])
    }

    fileprivate static func noKeyNamed(environment: String, hasSeveral: Bool) -> HieraError {
        let problem =
            hasSeveral
            ? "hiera.yaml names no 'pkcs7_private_key', and environment '\(environment)' is granted several"
            : "environment '\(environment)' is not granted any private key"
        return HieraError(
            .keyNotGranted, Diagnostic.Message(problem), notes: [Diagnostic.Note(.grantHint(environment))])
    }
}

extension Diagnostic.Message {
    fileprivate static func grantHint(_ environment: String) -> Self {
        .init("keys are granted to an environment in the master's configuration, under the keys of '\(environment)'")
    }
}
