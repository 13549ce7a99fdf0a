import PuppetSyntax
import PuppetTypes

/// A parsed template, as one compile knows it.
final class Template {
    let program: Program
    private var resolved: [ParameterDeclaration]?

    init(_ program: Program) { self.program = program }

    /// The parameters with their types; evaluated once.
    func declarations(_ parameters: [Parameter], _ evaluator: Evaluator) throws(Interruption) -> [ParameterDeclaration]
    {
        if let resolved { return resolved }
        let declarations = try evaluator.declarations(of: parameters)
        resolved = declarations
        return declarations
    }
}
