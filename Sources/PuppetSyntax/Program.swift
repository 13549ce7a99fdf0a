package import Diagnostics

/// A parsed manifest or template.
package struct Program: Sendable {
    package let file: SourceFile
    /// The whole file: a block, a single expression, or a nop when empty. A template is a lambda.
    package let body: Expression
    /// Every class, defined type, node, function and type of the file, also those inside classes, in the
    /// order in which they end, with fully qualified names.
    package let definitions: [Expression]

    package init(file: SourceFile, body: Expression, definitions: [Expression]) {
        self.file = file
        self.body = body
        self.definitions = definitions
    }
}
