package import Diagnostics

/// What is wrong with a tree although it could be parsed, as Puppet's validator has it.
package enum Validator {
    /// The problems of a whole file, in the order of the tree.
    package static func validate(_ program: Program) -> [Diagnostic] {
        validate(program, nesting: 0)
    }

    /// Validates a program that is itself text inside so many programs.
    static func validate(_ program: Program, nesting: Int) -> [Diagnostic] {
        var checker = Checker(file: program.file, nesting: nesting)
        checker.visit(program.body)
        return checker.diagnostics
    }
}

/// Walks a tree and checks each node, without its children.
struct Checker {
    /// What a node may stand in, as far as that matters to it.
    enum Container {
        case hostClass, block, lambda(LambdaExpression), collect, override, other(label: String)
    }

    let file: SourceFile
    let nesting: Int
    var diagnostics: [Diagnostic] = []
    /// The nodes around the one that is visited, outermost first.
    var path: [Container] = []

    init(file: SourceFile, nesting: Int) {
        self.file = file
        self.nesting = nesting
    }

    mutating func report(
        _ id: String, _ message: Diagnostic.Message, at range: SourceRange, severity: Diagnostic.Severity = .error
    ) {
        diagnostics.append(Diagnostic(id: id, severity: severity, message, at: SourcePlace(file: file, range: range)))
    }

    mutating func visit(_ expression: Expression) {
        check(expression)
        path.append(Self.container(expression))
        visitChildren(expression)
        path.removeLast()
    }

    private static func container(_ expression: Expression) -> Container {
        switch expression {
        case .hostClassDefinition: .hostClass
        case .block: .block
        case .lambda(let node): .lambda(node)
        case .collect: .collect
        case .resourceOverride: .override
        default: .other(label: expression.label)
        }
    }

    /// Visits what is inside a node that is no expression.
    mutating func inside(_ label: String, _ body: (inout Checker) -> Void) {
        path.append(.other(label: label))
        body(&self)
        path.removeLast()
    }

    mutating func visit(_ expressions: [Expression]) {
        for expression in expressions { visit(expression) }
    }
}
