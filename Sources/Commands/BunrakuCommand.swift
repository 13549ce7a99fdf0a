package import ArgumentParser

/// `bunraku`: every verb of the product.
package struct BunrakuCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "bunraku", abstract: "Puppet for Kubernetes.", version: ProductVersion.text,
        subcommands: [
            AgentCommand.self, AuthorityCommand.self, CatalogCommand.self, DemoCommand.self, EnvironmentCommand.self,
            EvaluateCommand.self, EyamlCommand.self, EppCommand.self, LintCommand.self, LookupCommand.self,
            MasterCommand.self, ParserCommand.self, PromoteCommand.self, ReportCommand.self, RollbackCommand.self,
            SandboxCommand.self,
        ])

    package init() {}
}

package enum ProductVersion {
    package static let text = "0.1.0"
}
