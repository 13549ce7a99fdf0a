/// Says why no signature of a function takes the arguments of a call.
struct CallDescriber {
    private let label: String
    private let signatures: [CallableSignature]
    private let arguments: [PuppetType]
    private let block: CallableSignature?
    private let describer = MismatchDescriber()

    init(function: String, signatures: [CallableSignature], arguments: [Value], block: CallableSignature?) {
        label = function == "lambda" ? "block" : "'\(function)'"
        self.signatures = signatures
        self.arguments = arguments.map(TypeInference.infer)
        self.block = block
    }

    var text: String {
        var faults = signatures.enumerated().map { index, signature in
            argumentFaults(signature, [.signature(index)])
        }
        if faults.contains(where: \.isEmpty) {
            let blockFaults = signatures.enumerated().map { index, signature in
                self.blockFaults(signature, [.signature(index)])
            }
            let count = blockFaults.count { !$0.isEmpty }
            if count == blockFaults.count {
                faults = blockFaults
            } else if count > 0 {
                faults = zip(faults, blockFaults).map { $0.isEmpty ? $1 : $0 }
            }
        }
        let merged = Self.merge(faults)
        if merged.count == 1 { return label + merged[0].text }
        if signatures.count == 1 {
            let rejections = faults[0].map { "  rejected:\($0.chopped(at: 0).text)" }
            return (["\(label) expects (\(signatures[0].parameterText))"] + rejections).joined(separator: "\n")
        }
        var lines = ["The function \(label) was called with arguments it does not accept. It expects one of:"]
        for (signature, found) in zip(signatures, faults) {
            lines.append("  (\(signature.parameterText))")
            lines += found.map { "    rejected:\($0.chopped(at: 0).text)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func merge(_ faults: [[Mismatch]]) -> [Mismatch] { MismatchDescriber.merge(faults, position: 0) }

    private func argumentFaults(_ signature: CallableSignature, _ path: MismatchDescriber.Path) -> [Mismatch] {
        guard signature.admits(count: arguments.count) else {
            return [
                Mismatch(
                    path,
                    .count(
                        expected: Size(signature.minimum, signature.maximum),
                        actual: Size(arguments.count, arguments.count)))
            ]
        }
        guard let last = signature.parameters.last else { return [] }
        for (index, argument) in arguments.enumerated() {
            let place = min(index, signature.parameters.count - 1)
            let expected = index < signature.parameters.count ? signature.parameters[index] : last
            if expected.isAssignable(from: argument) { continue }
            let name = place < signature.names.count ? signature.names[place] : ""
            let found = describer.describe(expected, argument, path + [.parameter(name)])
            if !found.isEmpty { return found }
        }
        return []
    }

    private func blockFaults(_ signature: CallableSignature, _ path: MismatchDescriber.Path) -> [Mismatch] {
        guard let block else {
            guard let expected = signature.block, !expected.isAssignable(from: .undef) else { return [] }
            return [Mismatch(path, .missingBlock)]
        }
        guard let expected = signature.block else { return [Mismatch(path, .unexpectedBlock)] }
        return describer.describe(expected, .callable(block), path + [.block])
    }
}

extension CallableSignature {
    /// The parameters as messages list them: `Integer from, Boolean abs?`.
    fileprivate var parameterText: String {
        guard !(minimum == 0 && maximum == 0), let last = parameters.last else { return blockText.map { $0 } ?? "" }
        let names = names.isEmpty ? Array(repeating: "", count: parameters.count) : names
        var parts = names.enumerated().map { index, name in
            var type = index < parameters.count ? parameters[index] : last
            var indicator = ""
            if maximum == nil, index == names.count - 1 {
                indicator = minimum == names.count ? "+" : "*"
            } else if index + 1 > minimum {
                indicator = "?"
                if case .optional(let inner?) = type { type = inner }
            }
            return "\(type) \(name)\(indicator)"
        }
        if let blockText { parts.append(blockText) }
        return parts.joined(separator: ", ")
    }

    private var blockText: String? {
        // As in Puppet, an alias of a required block is not shown.
        switch block {
        case .optional(let inner?): "\(inner) \(blockName)?"
        case .callable?: "\(block ?? .callable(nil)) \(blockName)"
        default: nil
        }
    }
}
