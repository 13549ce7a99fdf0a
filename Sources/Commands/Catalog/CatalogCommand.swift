import ArgumentParser

/// `bunraku catalog`: compile catalogs, compare them, and ask where their fields come from.
struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Compile, compare and explain catalogs.",
        subcommands: [
            CatalogCompileCommand.self, CatalogDiffCommand.self, CatalogExplainCommand.self, CatalogPlanCommand.self,
        ])
}
