import Diagnostics
import OrderedCollections
import PuppetTypes

/// Replaces the `%{…}` of values.
struct Interpolator {
    let engine: HieraEngine
    let invocation: LookupInvocation
    /// Whether `lookup('…')` and the like may be used: in data they may, in `hiera.yaml` not.
    let allowsMethods: Bool
    /// The expressions of texts that were taken apart before.
    var known = InterpolationTable()

    func interpolate(_ value: Value) throws(HieraError) -> Value {
        switch value {
        case .string(let text): return try interpolate(text, isSecret: false)
        case .secret(let text): return try interpolate(text, isSecret: true)
        case .array(let elements):
            return try invocation.nested { () throws(HieraError) in .array(try interpolate(elements)) }
        case .hash(let entries):
            return try invocation.nested { () throws(HieraError) in .hash(try interpolate(entries)) }
        default: return value
        }
    }

    private func interpolate(_ elements: [Value]) throws(HieraError) -> [Value] {
        var result: [Value] = []
        result.reserveCapacity(elements.count)
        for element in elements { result.append(try interpolate(element)) }
        return result
    }

    private func interpolate(_ entries: PuppetHash) throws(HieraError) -> PuppetHash {
        guard entries.keys.contains(where: \.mayHoldExpression) else {
            var result = entries
            for position in entries.values.indices where entries.values[position].mayHoldExpression {
                result.values[position] = try interpolate(entries.values[position])
            }
            return result
        }
        var result: PuppetHash = [:]
        for (key, value) in entries { result[try interpolate(key)] = try interpolate(value) }
        return result
    }

    /// A text of `hiera.yaml`, which stays text.
    func text(_ subject: String) throws(HieraError) -> String {
        try interpolate(subject, isSecret: false).stringContent ?? ""
    }

    private func interpolate(_ subject: String, isSecret: Bool) throws(HieraError) -> Value {
        let expressions = known.expressions(in: subject)
        guard !expressions.isEmpty else { return isSecret ? .secret(subject) : .string(subject) }
        invocation.explainer?.push(.interpolate(isSecret ? Explainer.masked : subject))
        defer { invocation.explainer?.pop() }
        guard isSecret else { return try replace(expressions, in: subject, isSecret: false) }
        // Neither the explanation nor an error may show a part of the secret.
        let quiet = Interpolator(engine: engine, invocation: invocation.unexplained, allowsMethods: allowsMethods)
        do throws(HieraError) {
            return try quiet.replace(expressions, in: subject, isSecret: true)
        } catch {
            throw .interpolationOfSecret
        }
    }

    private func replace(
        _ expressions: [InterpolationExpression], in subject: String, isSecret: Bool
    ) throws(HieraError) -> Value {
        var text = ""
        var isSecret = isSecret
        var position = subject.startIndex
        for expression in expressions {
            text += subject[position..<expression.range.lowerBound]
            position = expression.range.upperBound
            if case .call("alias", let key) = expression.content {
                return try alias(key, expression, in: subject, isSecret: isSecret)
            }
            guard let value = try value(of: expression, in: subject), value != .undef else { continue }
            let replacement = RubyText.string(value, secrets: .shown)
            try invocation.spend(bytes: replacement.utf8.count)
            text += replacement
            isSecret = isSecret || value.holdsSecret
        }
        text += subject[position...]
        return isSecret ? .secret(text) : .string(text)
    }

    private func alias(
        _ key: String, _ expression: InterpolationExpression, in subject: String, isSecret: Bool
    ) throws(HieraError) -> Value {
        guard allowsMethods else { throw .methodNotAllowed }
        guard expression.range == subject.startIndex..<subject.endIndex else { throw .aliasNotEntire }
        try invocation.spend(bytes: 0)
        let value = try engine.interpolatedLookup(key, invocation) ?? .string("")
        return isSecret ? value.taintingStrings() : value
    }

    /// The value that an expression stands for, itself interpolated; nil for nothing.
    private func value(of expression: InterpolationExpression, in subject: String) throws(HieraError) -> Value? {
        try invocation.spend(bytes: 0)
        switch expression.content {
        case .empty: return nil
        case .variable(let name): return try again("scope:\(name)", try variable(name, in: subject))
        case .call(let method, let argument):
            guard allowsMethods else { throw .methodNotAllowed }
            switch method {
            case "lookup", "hiera": return try again(argument, try engine.interpolatedLookup(argument, invocation))
            case "scope": return try again("scope:\(argument)", try variable(argument, in: subject))
            case "literal": return try again(argument, .string(argument))
            default: throw HieraError(.interpolation, "Unknown interpolation method '\(method)'")
            }
        }
    }

    private func again(_ name: String, _ value: Value?) throws(HieraError) -> Value? {
        guard let value else { return nil }
        return try invocation.check(name) { () throws(HieraError) -> Value in try interpolate(value) }
    }

    /// A variable with its sub-keys; nil when there is nothing under them.
    func variable(_ expression: String, in subject: String? = nil) throws(HieraError) -> Value? {
        try variable(try LookupKey(expression, in: subject ?? expression))
    }

    func variable(_ key: LookupKey) throws(HieraError) -> Value? {
        guard let root = try rootVariable(key.root.text) else {
            // A match variable that is not set is nothing, as in the language.
            guard engine.isStrict, !key.root.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            throw HieraError(.unknownVariable, "Undefined variable '\(key.root.text)'", isCallFailure: allowsMethods)
        }
        return try key.dig(root, explainer: invocation.explainer)
    }

    private func rootVariable(_ name: String) throws(HieraError) -> Value? {
        invocation.explainer?.push(.scope("Global Scope"))
        defer { invocation.explainer?.pop() }
        guard let value = try invocation.variable(name) else { return nil }
        invocation.explainer?.reportFound(name, value)
        return value
    }
}

extension Value {
    /// Whether there may be something to interpolate in it.
    fileprivate var mayHoldExpression: Bool {
        switch self {
        case .string(let text), .secret(let text): text.utf8.contains(UInt8(ascii: "%"))
        case .array, .hash: true
        default: false
        }
    }
}

extension HieraError {
    fileprivate static var aliasNotEntire: HieraError {
        HieraError(
            .interpolation, "'alias' interpolation is only permitted if the expression is equal to the entire string")
    }
    fileprivate static var interpolationOfSecret: HieraError {
        HieraError(
            .interpolation,
            "an encrypted value holds a '%{…}' that cannot be interpolated; write its '%' as %{literal('%')}")
    }
    fileprivate static var methodNotAllowed: HieraError {
        HieraError(.interpolation, "Interpolation using method syntax is not allowed in this context")
    }
}
