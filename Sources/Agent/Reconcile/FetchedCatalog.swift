import Foundation
import PuppetCatalog

/// A catalog, and how it was come by.
struct FetchedCatalog: Sendable {
    let summary: CatalogSummary
    /// Nil where it is the one that was made ready for an earlier run; a large catalog is not kept beside that.
    let catalog: Catalog?
    let source: RunResult.CatalogSource

    init(_ catalog: Catalog, source: RunResult.CatalogSource) {
        summary = CatalogSummary(catalog)
        self.catalog = catalog
        self.source = source
    }

    /// The catalog in a file.
    init(file path: String) throws {
        let catalog: Catalog
        do {
            catalog = try Catalog(bytes: Array(try Data(contentsOf: URL(filePath: path))))
        } catch let error as CocoaError {
            throw StateError(path: path, reason: StateDirectory.reason(error))
        } catch {
            throw StateError(path: path, reason: "it is not a catalog: \(error)")
        }
        guard !catalog.isMasked else {
            throw StateError(path: path, reason: "its secrets are masked: compile it with --show-secrets")
        }
        self.init(catalog, source: .given)
    }

    /// The catalog that was made ready before.
    init(prepared summary: CatalogSummary, source: RunResult.CatalogSource) {
        self.summary = summary
        catalog = nil
        self.source = source
    }
}

/// What reports say about a catalog.
struct CatalogSummary: Hashable, Sendable {
    let version: String
    let uuid: String?
    let codeID: String?
    let environment: String
    let digest: String

    init(_ catalog: Catalog) {
        version = catalog.version
        uuid = catalog.uuid
        codeID = catalog.codeID
        environment = catalog.environment
        digest = catalog.digest
    }
}
