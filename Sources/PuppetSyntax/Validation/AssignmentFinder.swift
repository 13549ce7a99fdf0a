import Diagnostics

/// Finds the assignments in the default of a parameter, where none may be. A lambda may have its own.
struct AssignmentFinder {
    private(set) var ranges: [SourceRange] = []

    mutating func find(in expression: Expression) {
        switch expression {
        case .assignment(let node): ranges.append(node.range)
        case .lambda: break
        default: for child in expression.children { find(in: child) }
        }
    }
}
