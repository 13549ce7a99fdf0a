package import PuppetTypes

/// A function that is written in Swift.
///
/// ```swift
/// BuiltinFunction("upcase", [
///     Dispatch([.required("arg", .anyString)]) { call throws(Interruption) in .string(…) },
/// ])
/// ```
package final class BuiltinFunction: Sendable {
    /// What a call without a fitting dispatch says, after the function's name; nil for Puppet's usual words.
    package typealias Mismatch = @Sendable (_ arguments: [Value], _ hasBlock: Bool) -> String?

    package let name: String
    /// Tried in order; the first that takes the arguments is called.
    package let dispatches: [Dispatch]
    /// Whether the function itself keeps secrets secret. If not, the evaluator masks the result of a call
    /// that was given one.
    package let handlesSecrets: Bool
    package let mismatch: Mismatch?

    package init(
        _ name: String, handlesSecrets: Bool = false, mismatch: Mismatch? = nil, _ dispatches: [Dispatch]
    ) {
        self.name = name
        self.dispatches = dispatches
        self.handlesSecrets = handlesSecrets
        self.mismatch = mismatch
    }
}

/// One way to call a function: the parameters it takes, and what it does.
///
/// An object, because every call passes some by.
package final class Dispatch: Sendable {
    package typealias Body = @Sendable (FunctionCall) throws(Interruption) -> Value

    /// Required ones first, then optional ones, then at most one repeated.
    package let parameters: [Parameter]
    package let block: BlockRequirement
    package let body: Body
    let minimum: Int
    /// Nil without limit.
    let maximum: Int?
    /// What messages call the block.
    package let blockName: String
    /// Whether messages name it among what the function takes; not so where later versions of Puppet take more.
    package let isListed: Bool

    package init(
        _ parameters: [Parameter], block: BlockRequirement = .none, blockName: String = "block",
        isListed: Bool = true, _ body: @escaping Body
    ) {
        self.parameters = parameters
        self.block = block
        self.blockName = blockName
        self.isListed = isListed
        self.body = body
        minimum = parameters.count {
            switch $0.form {
            case .required, .requiredRepeated: true
            case .optional, .repeated: false
            }
        }
        maximum =
            switch parameters.last?.form {
            case .repeated, .requiredRepeated: nil
            case .required, .optional, .none: parameters.count
            }
    }

    package struct Parameter: Sendable {
        package let name: String
        package let type: PuppetType
        package let form: Form

        package enum Form: Sendable {
            case required, optional
            /// The rest of the arguments, none or more.
            case repeated
            /// The rest of the arguments, one or more.
            case requiredRepeated
        }

        package static func required(_ name: String, _ type: PuppetType) -> Parameter {
            Parameter(name: name, type: type, form: .required)
        }

        package static func optional(_ name: String, _ type: PuppetType) -> Parameter {
            Parameter(name: name, type: type, form: .optional)
        }

        package static func repeated(_ name: String, _ type: PuppetType) -> Parameter {
            Parameter(name: name, type: type, form: .repeated)
        }

        package static func requiredRepeated(_ name: String, _ type: PuppetType) -> Parameter {
            Parameter(name: name, type: type, form: .requiredRepeated)
        }
    }

    /// The block that a dispatch takes, by the number of arguments that it is called with.
    package enum BlockRequirement: Sendable {
        case none
        /// `Callable[count, count]`.
        case required(ClosedRange<Int>)
        case optional(ClosedRange<Int>)
        /// By its type, `Callable[Type, Type]`.
        case requiredType(PuppetType)
        case optionalType(PuppetType)
        /// `Callable`.
        case requiredAny
        case optionalAny

        static func optionalTyped(_ parameters: [PuppetType]) -> BlockRequirement {
            .optionalType(.callable(CallableSignature(parameters)))
        }
    }
}
