import PuppetSyntax
import PuppetTypes

extension Dispatch {
    /// Whether the arguments and the block fit.
    func accepts(_ arguments: [Value], _ block: Block?) throws(Interruption) -> Bool {
        guard arguments.count >= minimum, maximum.map({ arguments.count <= $0 }) ?? true else { return false }
        guard try acceptsBlock(block) else { return false }
        for position in arguments.indices {
            // A repeated parameter is the last.
            guard parameters[min(position, parameters.count - 1)].type.accepts(arguments[position]) else {
                return false
            }
        }
        return true
    }

    private func acceptsBlock(_ given: Block?) throws(Interruption) -> Bool {
        guard let given else {
            switch block {
            case .none, .optional, .optionalType, .optionalAny: return true
            case .required, .requiredType, .requiredAny: return false
            }
        }
        switch block {
        case .none: return false
        case .requiredAny, .optionalAny: return true
        case .required(let counts), .optional(let counts): return fits(given, counts)
        case .requiredType(let type), .optionalType(let type):
            return type.isAssignable(from: .callable(try given.signature()))
        }
    }

    /// Whether a block can be called with one of the numbers of arguments.
    private func fits(_ block: Block, _ counts: ClosedRange<Int>) -> Bool {
        if block.lambda.shape.requiredCount > counts.upperBound { return false }
        return block.capturesRest || block.parameterCount >= counts.lowerBound
    }

    /// The signature as messages about mismatches need it.
    var signature: CallableSignature {
        CallableSignature(
            parameters: parameters.map(\.type), minimum: minimum, maximum: maximum, block: blockType,
            names: parameters.map(\.name), blockName: blockName)
    }

    private var blockType: PuppetType? {
        switch block {
        case .none: nil
        case .required(let counts): .callable(Self.callable(counts))
        case .optional(let counts): .optional(.callable(Self.callable(counts)))
        case .requiredType(let type): type
        case .optionalType(let type): .optional(type)
        case .requiredAny: .callable(nil)
        case .optionalAny: .optional(.callable(nil))
        }
    }

    /// `Callable[1, 2]`.
    private static func callable(_ counts: ClosedRange<Int>) -> CallableSignature {
        CallableSignature(
            parameters: counts.upperBound == 0 ? [] : [.unit], minimum: counts.lowerBound, maximum: counts.upperBound)
    }
}
