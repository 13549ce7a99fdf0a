package import ArgumentParser

/// `bunraku`: every verb of the product.
package struct BunrakuCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "bunraku", abstract: "Puppet for Kubernetes.",
        discussion: """
            Flags beat BUNRAKU_CODEDIR, BUNRAKU_CONFIG and BUNRAKU_ENVIRONMENT, which beat bunraku.yaml.

            Exit codes: 0 fine, 1 error, 2 differences or changes, 4 failures, 6 both, 64 a wrong command line.
            """, version: ProductVersion.text,
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
