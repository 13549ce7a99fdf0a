import PuppetSyntax
import PuppetTypes

extension Dispatch {
    /// Whether the arguments and the block fit.
    func accepts(_ arguments: [Value], _ block: Block?) throws(Interruption) -> Bool {
        guard arguments.count >= minimum, maximum.map({ arguments.count <= $0 }) ?? true else { return false }
        guard acceptsBlock(block) else { return false }
        for position in arguments.indices {
            // A repeated parameter is the last.
            guard parameters[min(position, parameters.count - 1)].type.accepts(arguments[position]) else {
                return false
            }
        }
        return true
    }

    private func acceptsBlock(_ given: Block?) -> Bool {
        switch block {
        case .none: given == nil
        case .required(let counts): given.map { fits($0, counts) } ?? false
        case .optional(let counts): given.map { fits($0, counts) } ?? true
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
            names: parameters.map(\.name))
    }

    private var blockType: PuppetType? {
        switch block {
        case .none: nil
        case .required(let counts): .callable(Self.callable(counts))
        case .optional(let counts): .optional(.callable(Self.callable(counts)))
        }
    }

    private static func callable(_ counts: ClosedRange<Int>) -> CallableSignature {
        CallableSignature(
            parameters: counts.upperBound == 0 ? [] : [.unit], minimum: counts.lowerBound, maximum: counts.upperBound)
    }
}
