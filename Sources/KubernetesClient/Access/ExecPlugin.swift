import Foundation
package import JSON
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program that hands out credentials, `user.exec` of a kubeconfig.
package struct ExecPlugin: Hashable, Sendable {
    package let apiVersion: String
    package let command: String
    package let arguments: [String]
    package let environment: [String: String]
    package let installHint: String?
    /// `spec.cluster` of the request, where the plugin asked for it.
    package let cluster: JSON?

    /// What a plugin gave.
    struct Answer: Sendable {
        let token: String?
        let certificate: ClusterAccess.ClientCertificate?
        let expiration: Date?
    }

    static let timeout: Duration = .seconds(60)

    func run() async throws(KubernetesError) -> Answer {
        do {
            let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
                group.addTask { try await execute() }
                group.addTask {
                    try await Task.sleep(for: Self.timeout)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let outcome else { throw KubernetesError.credentials("\(command) did not answer in \(Self.timeout)") }
            guard outcome.isSuccess else {
                throw KubernetesError.credentials("\(command) failed: \(LocalFile.trimmed(outcome.errorText))")
            }
            return try parse(outcome.output)
        } catch let error as KubernetesError {
            throw error
        } catch {
            let hint = installHint.map { ": \($0)" } ?? ""
            throw .credentials("cannot run the credential plugin \(command): \(error)\(hint)")
        }
    }

    private struct Outcome: Sendable {
        let isSuccess: Bool
        let output: String
        let errorText: String
    }

    private func execute() async throws -> Outcome {
        var variables: [Environment.Key: String?] = [:]
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        variables["KUBERNETES_EXEC_INFO"] = JSONWriter.text(request)
        let result = try await Subprocess.run(
            command.contains("/") ? .path(FilePath(command)) : .name(command), arguments: Arguments(arguments),
            environment: .inherit.updating(variables), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        return Outcome(
            isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
            errorText: result.standardError)
    }

    private var request: JSON {
        var spec: JSON = ["interactive": false]
        if let cluster { spec["cluster"] = cluster }
        return ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": spec]
    }

    func parse(_ output: String) throws(KubernetesError) -> Answer {
        guard let json = try? JSONParser.parse(output), json["kind"]?.string == "ExecCredential",
            let status = json["status"]
        else { throw .credentials("\(command) did not print an ExecCredential") }
        guard json["apiVersion"]?.string == apiVersion else {
            throw .credentials(
                "\(command) answered in \(json["apiVersion"]?.string ?? "no version"), not in \(apiVersion)")
        }
        var certificate: ClusterAccess.ClientCertificate?
        if let chain = status["clientCertificateData"]?.string, let key = status["clientKeyData"]?.string {
            certificate = .init(chain: chain, key: key)
        }
        let token = status["token"]?.string
        guard token != nil || certificate != nil else {
            throw .credentials("\(command) gave neither a token nor a certificate")
        }
        let expiration = status["expirationTimestamp"]?.string.flatMap { try? Date($0, strategy: .iso8601) }
        return Answer(token: token, certificate: certificate, expiration: expiration)
    }
}
