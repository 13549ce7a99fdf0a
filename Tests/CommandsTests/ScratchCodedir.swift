import ArgumentParser
import Commands
import Foundation

/// A codedir in a folder of its own, which is removed at the end; one class with one parameter from the data.
struct ScratchCodedir {
    let path: String

    static func with(_ body: (ScratchCodedir) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "commands-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let codedir = ScratchCodedir(path: path)
        for (file, text) in standard { try codedir.write(file, text) }
        try await body(codedir)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(filePath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    /// Runs a command line on this codedir, and gives what it said when it failed and its exit code; `("", 0)` where
    /// it did not fail.
    func run(_ arguments: [String]) async -> (message: String, code: Int32) {
        await CommandLineRun.run(arguments + ["--codedir", path, "--config", file("bunraku.yaml")])
    }

    private static let standard = [
        "bunraku.yaml": "codedir: .\n",
        "environments/production/hiera.yaml": """
        version: 5
        hierarchy:
          - name: Common
            path: common.yaml
        """,
        "environments/production/data/common.yaml": "app::replicas: 3\n",
        "environments/production/manifests/site.pp": "node default { include app }\n",
        "environments/production/modules/app/manifests/init.pp": """
        class app (Integer $replicas) {
          k8s::deployment { 'shop/app':
            spec => {
              'replicas' => $replicas,
              'selector' => { 'matchLabels' => { 'app' => 'app' } },
              'template' => {
                'metadata' => { 'labels' => { 'app' => 'app' } },
                'spec'     => { 'containers' => [{ 'name' => 'app', 'image' => 'app:1' }] },
              },
            },
          }
        }
        """,
    ]
}

enum CommandLineRun {
    static func run(_ arguments: [String]) async -> (message: String, code: Int32) {
        do {
            let command = try BunrakuCommand.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
            return ("", 0)
        } catch {
            return (BunrakuCommand.message(for: error), BunrakuCommand.exitCode(for: error).rawValue)
        }
    }
}
