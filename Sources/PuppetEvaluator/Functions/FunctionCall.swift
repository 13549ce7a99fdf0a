package import Diagnostics
package import PuppetTypes

/// A call of a built-in function, as its body sees it.
package struct FunctionCall {
    package let name: String
    /// Checked against the dispatch's parameters.
    package let arguments: [Value]
    package let block: Block?
    package let evaluator: Evaluator
    /// The scope of the call.
    package let scope: Scope
    /// The place of the call.
    package let place: SourcePlace

    /// An argument, or `undef` past the last.
    package subscript(_ index: Int) -> Value {
        arguments.indices.contains(index) ? arguments[index] : .undef
    }

    /// Whether an argument was given at this position.
    package func has(_ index: Int) -> Bool { arguments.indices.contains(index) }
}
