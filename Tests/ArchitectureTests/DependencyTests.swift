import Foundation
import TestSupport
import Testing

/// Which module may import which, `Sources/ARCHITECTURE.md`; nothing else may.
private let allowedImports: [String: Set<String>] = [
    "Agent": [
        "AsyncHTTPClient", "Crypto", "CryptoExtras", "Darwin", "Diagnostics", "Foundation", "Glibc", "HTTPTypes",
        "Hummingbird", "JSON", "Kubernetes", "KubernetesCatalog", "KubernetesClient", "Logging", "Musl", "NIOCore",
        "NIOHTTP1", "NIOPosix", "NIOSSL", "OrderedCollections", "PKI", "Prometheus", "PuppetCatalog", "PuppetTypes",
        "ServiceLifecycle",
        "Synchronization",
    ],
    "Benchmarks": [
        "ArgumentParser", "Diagnostics", "Foundation", "Hiera", "JSON", "Kubernetes", "KubernetesClient", "Logging",
        "OrderedCollections", "PuppetCatalog", "PuppetCompiler", "PuppetEvaluator", "PuppetSyntax", "PuppetTypes",
    ],
    "CEL": ["JSON", "OrderedCollections", "Regexp", "Synchronization"],
    "Commands": [
        "Agent", "ArgumentParser", "Diagnostics", "Foundation", "Hiera", "JSON", "Kubernetes",
        "KubernetesCatalog", "KubernetesClient", "KubernetesSandbox", "Lint", "Logging", "Master",
        "OrderedCollections", "PKI", "Promotion", "PuppetCatalog", "PuppetCompiler", "PuppetEvaluator",
        "PuppetSyntax", "PuppetTypes", "ServiceLifecycle", "Subprocess", "Synchronization", "System",
        "SystemPackage", "UnixSignals", "YAML",
    ],
    "Diagnostics": ["Synchronization"],
    "Fuzz": [
        "ArgumentParser", "CEL", "Diagnostics", "Foundation", "Hiera", "JSON", "OrderedCollections", "PuppetCompiler",
        "PuppetEvaluator", "PuppetSyntax", "PuppetTypes", "Regexp", "YAML",
    ],
    "Hiera": [
        "Crypto", "CryptoExtras", "Diagnostics", "Foundation", "JSON", "OrderedCollections", "PuppetTypes",
        "Regexp", "SwiftASN1", "Synchronization", "X509", "YAML",
    ],
    "JSON": ["OrderedCollections"],
    "Kubernetes": ["Diagnostics", "JSON", "OrderedCollections", "Synchronization"],
    "KubernetesCatalog": [
        "CEL", "Crypto", "Diagnostics", "JSON", "Kubernetes", "OrderedCollections", "PuppetCatalog", "PuppetTypes",
        "YAML",
    ],
    "KubernetesClient": [
        "AsyncHTTPClient", "Diagnostics", "Foundation", "JSON", "Kubernetes", "Logging", "NIOCore",
        "NIOFoundationCompat", "NIOHTTP1", "NIOPosix", "NIOSSL", "OrderedCollections", "Subprocess",
        "Synchronization", "System", "SystemPackage", "YAML",
    ],
    "KubernetesSandbox": [
        "CEL", "Diagnostics", "Foundation", "HTTPTypes", "Hummingbird", "HummingbirdCore", "HummingbirdTLS",
        "JSON", "Kubernetes", "Logging", "NIOCore", "NIOSSL", "OrderedCollections", "ServiceLifecycle",
        "Synchronization", "YAML",
    ],
    "Lint": [
        "Diagnostics", "Foundation", "Hiera", "JSON", "Kubernetes", "KubernetesCatalog", "OrderedCollections",
        "PuppetCatalog", "PuppetCompiler", "PuppetEvaluator", "PuppetSyntax", "PuppetTypes", "YAML",
    ],
    "Master": [
        "Crypto", "Diagnostics", "Foundation", "GRDB", "HTTPTypes", "Hummingbird", "HummingbirdCore",
        "HummingbirdTLS", "JSON", "Logging", "Mustache", "NIOCore", "NIOHTTP1", "NIOSSL",
        "OrderedCollections", "PKI", "Prometheus", "Promotion", "PuppetCatalog", "PuppetCompiler", "PuppetTypes",
        "ServiceLifecycle", "Synchronization", "X509",
    ],
    "PKI": [
        "Crypto", "CryptoExtras", "Darwin", "Foundation", "Glibc", "Musl", "SwiftASN1", "Synchronization",
        "X509",
    ],
    "Prometheus": [],
    "Promotion": [
        "Crypto", "Diagnostics", "Foundation", "Hiera", "JSON", "Lint", "OrderedCollections",
        "PuppetCatalog", "PuppetCompiler", "PuppetTypes", "Subprocess",
    ],
    "PuppetCatalog": ["Crypto", "JSON", "OrderedCollections", "PuppetTypes"],
    "PuppetCompiler": [
        "Crypto", "Diagnostics", "Foundation", "Hiera", "JSON", "Kubernetes", "KubernetesCatalog",
        "OrderedCollections", "PuppetCatalog", "PuppetEvaluator", "PuppetSyntax", "PuppetTypes", "Synchronization",
        "YAML",
    ],
    "PuppetEvaluator": [
        "Crypto", "Diagnostics", "JSON", "OrderedCollections", "PuppetCatalog", "PuppetSyntax", "PuppetTypes",
        "Regexp", "Synchronization", "YAML",
    ],
    "PuppetSyntax": ["Diagnostics", "JSON", "OrderedCollections", "Regexp", "Synchronization"],
    "PuppetTypes": ["Diagnostics", "JSON", "OrderedCollections", "Regexp", "Synchronization"],
    "Regexp": ["Synchronization"],
    "YAML": ["CLibYAML", "Diagnostics", "JSON", "OrderedCollections"],
    "bunraku": ["ArgumentParser", "Commands"],
]

/// What stands beside `Sources`: programs for those who work on this one.
private let toolFolders: Set<String> = ["Benchmarks", "Fuzz"]

/// The sources of one module.
private struct ModuleSources: CustomTestStringConvertible {
    let name: String

    var testDescription: String { name }

    func files() throws -> [URL] {
        let isTool = toolFolders.contains(name)
        let home = isTool ? Fixtures.packageRoot : Fixtures.packageRoot.appending(path: "Sources")
        let folder = home.appending(path: name)
        let enumerator = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return enumerator.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    static let all = allowedImports.keys.sorted().map(ModuleSources.init)
}

struct DependencyTests {
    @Test func everyModuleIsListed() throws {
        let sources = Fixtures.packageRoot.appending(path: "Sources")
        let folders = try FileManager.default.contentsOfDirectory(
            at: sources, includingPropertiesForKeys: [.isDirectoryKey]
        )
        .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
        .map(\.lastPathComponent)
        #expect(Set(folders).subtracting(["CLibYAML"]).union(toolFolders) == Set(allowedImports.keys))
    }

    @Test(arguments: ModuleSources.all)
    private func importsOnlyWhatItMay(module: ModuleSources) throws {
        let allowed = try #require(allowedImports[module.name])
        let files = try module.files()
        #expect(!files.isEmpty)
        for file in files {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                guard let imported = Self.importedModule(line) else { continue }
                #expect(allowed.contains(imported), "\(module.name) imports \(imported) in \(file.lastPathComponent)")
            }
        }
    }

    /// What would trap, hide a race or widen the API, and files that grew a second subject.
    @Test(arguments: ModuleSources.all)
    private func keepsTheHouseRules(module: ModuleSources) throws {
        let forbidden = [
            "try!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)", "Task.detached", "DispatchQueue",
            "public func ", "public struct ", "public var ", "public let ", "public enum ", "open class ",
        ]
        for file in try module.files() {
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in forbidden {
                #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
            }
            let isTable = text.contains("// Generated table.")
            #expect(isTable || text.count { $0 == "\n" } <= 500, "\(file.lastPathComponent) is longer than 500 lines")
        }
    }

    private static func importedModule(_ line: Substring) -> String? {
        let words = line.split(separator: " ")
        guard let position = words.firstIndex(of: "import"), position <= 1, words.count > position + 1 else {
            return nil
        }
        guard position == 0 || ["package", "internal", "private", "public", "@preconcurrency"].contains(words[0]) else {
            return nil
        }
        let isSingleDeclaration = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
            .contains(words[position + 1])
        let name = isSingleDeclaration && words.count > position + 2 ? words[position + 2] : words[position + 1]
        return String(name.split(separator: ".")[0])
    }
}
