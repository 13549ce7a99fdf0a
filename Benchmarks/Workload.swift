import Foundation

/// The reference workload: applications of seven Kubernetes objects each, from manifests, a template and Hiera.
struct Workload {
    /// The folder that holds the codedir; `chart` in it is the same for helm.
    let codedir: String

    static let node = "bench"
    static let facts = package + "/Tests/Fixtures/bench/facts.yaml"

    /// The same facts for Puppet's facter.
    static let factVariables = ["FACTER_clustername=bench", "FACTER_role=web", "FACTER_region=eastus"]

    /// This package's folder.
    static var package: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    }

    /// Writes the workload into a temporary folder, runs the body, and takes the folder away.
    static func with<Result>(applications: Int, _ body: (Workload) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bunraku-bench-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try ChildProcess.check([
            "python3", package + "/Tests/Fixtures/bench/generate.py", folder, "--apps", String(applications), "--stubs",
            "--helm",
        ])
        return try await body(Workload(codedir: folder))
    }
}
