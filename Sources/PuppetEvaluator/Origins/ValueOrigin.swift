import Diagnostics
import PuppetSyntax
import PuppetTypes

/// What a value of the language was made from.
indirect enum ValueOrigin {
    /// What an expression gave in a file and a scope.
    case expression(Expression, SourceFile, Scope)
    /// A part of what another origin gave.
    case part(ValueOrigin, ValueStep)
    /// A parameter of a class or a defined type.
    case parameter(CatalogResource, String)
    /// What the data had for a key.
    case data(key: String, LookupAnswer, Scope)
    /// A parameter of a lambda, by its position.
    case blockArgument(CallSite, position: Int, arguments: [Value])
}

/// A call as it is written.
final class CallSite {
    let function: String
    /// What is called on, if anything, comes first.
    let arguments: [Expression]
    let lambda: LambdaExpression?
    let file: SourceFile
    let range: SourceRange
    let scope: Scope

    init(
        function: String, arguments: [Expression], lambda: LambdaExpression?, file: SourceFile, range: SourceRange,
        scope: Scope
    ) {
        self.function = function.hasPrefix("::") ? String(function.dropFirst(2)) : function
        self.arguments = arguments
        self.lambda = lambda
        self.file = file
        self.range = range
        self.scope = scope
    }

    var key: Key { Key(path: file.path, range: range, scope: ObjectIdentifier(scope)) }

    /// The same call, in the same scope.
    struct Key: Hashable {
        let path: String
        let range: SourceRange
        let scope: ObjectIdentifier
    }

    /// An argument as an origin, where the arguments stand one by one.
    func origin(ofArgument position: Int) -> ValueOrigin? {
        guard arguments.indices.contains(position),
            !arguments.prefix(position + 1).contains(where: { $0.withoutParentheses.isUnfold })
        else { return nil }
        return .expression(arguments[position], file, scope)
    }
}

extension Expression {
    var isUnfold: Bool { if case .unfold = self { true } else { false } }
}
