import OrderedCollections

/// Says in Puppet's words why a value is not what a type demands.
package enum TypeMismatch {
    /// `parameter 'port' expects an Integer[1, 65535] value, got String`. Several faults are several lines, as Puppet
    /// has them; empty when there is none.
    package static func describe(subject: String, expected: PuppetType, actual: Value) -> String {
        describe(subject: subject, expected: expected, actualType: TypeInference.infer(actual))
    }

    package static func describe(subject: String, expected: PuppetType, actualType: PuppetType) -> String {
        let mismatches = MismatchDescriber().describe(expected, actualType, [.subject(subject)])
        guard mismatches.count > 1 else { return mismatches.first.map { $0.text.trimmed } ?? "" }
        return mismatches.map(\.text).joined(separator: "\n ")
    }

    /// Why no signature takes the arguments: `'each' expects 1 argument, got 2`.
    ///
    /// - Parameter block: The signature of the block that the call has, if it has one.
    package static func describeCall(
        function: String, signatures: [CallableSignature], arguments: [Value], block: CallableSignature?
    ) -> String {
        CallDescriber(function: function, signatures: signatures, arguments: arguments, block: block).text
    }

    /// The faults in the parameters of a class, a defined type or a template: `has no parameter named 'x'`,
    /// `expects a value for parameter 'y'`, `parameter 'z' expects …`. The caller puts them after its own name.
    package static func describeParameters(
        owner: String, parameters: [ParameterDeclaration], values: PuppetHash, missingAllowed: Bool = false
    ) -> [String] {
        let known = Set(parameters.map(\.name))
        var mismatches: [Mismatch] = []
        for key in values.keys {
            guard let name = key.stringContent, !known.contains(name) else { continue }
            mismatches.append(Mismatch([], .invalidParameter(key.holdsSecretText ? ValueFormatter.redacted : name)))
        }
        for parameter in parameters {
            guard let value = values[.string(parameter.name)] else {
                if !missingAllowed && !parameter.hasDefault {
                    mismatches.append(Mismatch([], .missingParameter(parameter.name)))
                }
                continue
            }
            if case .deferred = value { continue }
            if parameter.type.accepts(value) { continue }
            mismatches += MismatchDescriber().describe(
                parameter.type, TypeInference.infer(value), [.parameter(parameter.name)])
        }
        return mismatches.map { $0.text.trimmed }
    }
}

/// A parameter of a class, a defined type or a template.
package struct ParameterDeclaration: Hashable, Sendable {
    package let name: String
    package let type: PuppetType
    package let hasDefault: Bool

    package init(name: String, type: PuppetType, hasDefault: Bool) {
        self.name = name
        self.type = type
        self.hasDefault = hasDefault
    }
}

extension String {
    /// Without blanks and newlines at either end.
    var trimmed: String {
        let isBlank: (Character) -> Bool = \.isWhitespace
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
