package import Diagnostics
package import PuppetCompiler

/// A check of the files of an environment, one by one.
package protocol SourceCheck: Sendable {
    /// Whether the check looks at a file of this path.
    func reads(_ path: String) -> Bool
    func findings(in snapshot: EnvironmentSnapshot) -> [Diagnostic]
}

package enum SourceChecks {
    package static let all: [any SourceCheck] = [SyntaxCheck(), DataFileCheck(), EnvironmentConfCheck()]
}

/// A check of a compiled catalog.
package protocol CatalogCheck: Sendable {
    func findings(in compiled: CompiledCatalog, of snapshot: EnvironmentSnapshot) -> [Diagnostic]
}

package enum CatalogChecks {
    package static let all: [any CatalogCheck] = [DanglingReferenceCheck(), HostResourceCheck()]
}
