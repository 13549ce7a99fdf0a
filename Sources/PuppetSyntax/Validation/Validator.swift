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
    let file: SourceFile
    let nesting: Int
    var diagnostics: [Diagnostic] = []
    /// What is around the node that is visited.
    private(set) var surroundings = Surroundings.nothing

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
        guard !expression.isLeaf else { return }
        let outer = surroundings
        surroundings = outer.inside(expression)
        visitChildren(expression)
        surroundings = outer
    }

    /// Visits what is inside a part of a node, which is no expression itself.
    mutating func visit(_ expression: Expression, inside part: Surroundings) {
        let outer = surroundings
        surroundings = part
        visit(expression)
        surroundings = outer
    }
}
