// swift-tools-version: 6.2
import PackageDescription

// One section for each target and its test target. Sections and array elements are sorted.
// What may import what is stated here, and held against the sources by `ArchitectureTests`.

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")

/// A library target of the layout `Sources/<name>`, and its tests `Tests/<name>Tests`.
func module(
    _ name: String, _ dependencies: [Target.Dependency], testing: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies),
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies + testing + ["TestSupport"]),
    ]
}

let package = Package(
    name: "bunraku",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "bunraku", targets: ["bunraku"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        [
            .systemLibrary(
                name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
            .executableTarget(
                name: "Benchmarks",
                dependencies: [
                    "Diagnostics", "Hiera", "JSON", "Kubernetes", "KubernetesClient", "PuppetCatalog", "PuppetCompiler",
                    "PuppetEvaluator", "PuppetSyntax", "PuppetTypes", argumentParser, collections, logging,
                ], path: "Benchmarks", exclude: ["puppet.rb"]),
            .executableTarget(
                name: "Fuzz",
                dependencies: [
                    "CEL", "Diagnostics", "Hiera", "JSON", "PuppetCompiler", "PuppetEvaluator", "PuppetSyntax",
                    "PuppetTypes",
                    "Regexp", "YAML", argumentParser, collections,
                ], path: "Fuzz"),
            .executableTarget(name: "bunraku", dependencies: ["Commands", argumentParser]),
            .target(name: "TestSupport", dependencies: ["JSON"], path: "Tests/TestSupport"),
            .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"]),
        ],
        module(
            "Agent",
            [
                "Diagnostics", "JSON", "Kubernetes", "KubernetesCatalog", "KubernetesClient", "PKI", "PuppetCatalog",
                "Prometheus", "PuppetTypes",
                asyncHTTPClient, collections, crypto, cryptoExtras, httpTypes, hummingbird, logging, nio, nioHTTP1,
                nioPosix, nioSSL, serviceLifecycle,
            ],
            testing: ["KubernetesSandbox"]),
        module("CEL", ["JSON", "Regexp", collections]),
        module(
            "Commands",
            [
                "Agent", "Diagnostics", "Hiera", "JSON", "Kubernetes", "KubernetesCatalog", "KubernetesClient",
                "KubernetesSandbox", "Lint", "Master", "PKI", "Promotion", "PuppetCatalog", "PuppetCompiler",
                "PuppetEvaluator", "PuppetSyntax", "PuppetTypes", "YAML", argumentParser, collections, logging,
                serviceLifecycle, subprocess, unixSignals,
            ]),
        module("Diagnostics", []),
        module(
            "Hiera",
            ["Diagnostics", "JSON", "PuppetTypes", "Regexp", "YAML", asn1, collections, crypto, cryptoExtras, x509]),
        module("JSON", [collections]),
        module("Kubernetes", ["Diagnostics", "JSON", collections]),
        module(
            "KubernetesCatalog",
            ["CEL", "Diagnostics", "JSON", "Kubernetes", "PuppetCatalog", "PuppetTypes", "YAML", collections, crypto]),
        module(
            "KubernetesClient",
            [
                "Diagnostics", "JSON", "Kubernetes", "YAML", asyncHTTPClient, collections, logging, nio, nioHTTP1,
                nioPosix,
                nioSSL, subprocess,
            ],
            testing: ["KubernetesSandbox"]),
        module(
            "KubernetesSandbox",
            [
                "CEL", "JSON", "Kubernetes", "YAML", collections, httpTypes, hummingbird, hummingbirdTLS, logging, nio,
                nioSSL,
                serviceLifecycle,
            ],
            testing: [hummingbirdTesting, nioPosix]),
        module(
            "Lint",
            [
                "Diagnostics", "Hiera", "JSON", "Kubernetes", "KubernetesCatalog", "PuppetCatalog",
                "PuppetCompiler", "PuppetSyntax", "PuppetTypes", "YAML", collections,
            ]),
        module(
            "Master",
            [
                "JSON", "PKI", "Prometheus", "PuppetCatalog", "PuppetCompiler", collections, crypto, grdb, httpTypes,
                hummingbird,
                hummingbirdCore, hummingbirdTLS, logging, mustache, nio, nioSSL, serviceLifecycle,
            ],
            testing: [asyncHTTPClient, hummingbirdTesting, nioHTTP1]),
        module("PKI", [asn1, crypto, cryptoExtras, x509]),
        module("Prometheus", []),
        module(
            "Promotion",
            [
                "Diagnostics", "Hiera", "JSON", "Lint", "PuppetCatalog", "PuppetCompiler", "PuppetTypes", collections,
                crypto,
                subprocess,
            ]),
        module("PuppetCatalog", ["JSON", "PuppetTypes", collections, crypto]),
        module(
            "PuppetCompiler",
            [
                "Diagnostics", "Hiera", "JSON", "Kubernetes", "KubernetesCatalog", "PuppetCatalog", "PuppetEvaluator",
                "PuppetSyntax", "PuppetTypes", "YAML", collections, crypto,
            ]),
        module(
            "PuppetEvaluator",
            [
                "Diagnostics", "JSON", "PuppetCatalog", "PuppetSyntax", "PuppetTypes", "Regexp", "YAML", collections,
                crypto,
            ]),
        module("PuppetSyntax", ["Diagnostics", "JSON", "Regexp", collections]),
        module("PuppetTypes", ["Diagnostics", "JSON", "Regexp", collections]),
        module("Regexp", [], testing: ["JSON", collections]),
        module("YAML", ["CLibYAML", "Diagnostics", "JSON", collections]),
    ].flatMap(\.self)
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
    ]
}
