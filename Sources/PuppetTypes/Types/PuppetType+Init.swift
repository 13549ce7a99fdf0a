extension PuppetType {
    /// Whether `Init[inner]` admits the type: what `inner` holds, or what one argument of its `new` can be.
    static func initType(
        _ inner: PuppetType?, _ arguments: [Value], admits other: PuppetType, _ guardian: inout AssignabilityGuard
    ) -> Bool {
        if case .initType(let otherInner, _) = other {
            guard let inner else { return true }
            return otherInner.map { inner.isAssignable(from: $0, &guardian) } ?? false
        }
        guard let inner else { return PuppetType.richData.isAssignable(from: other, &guardian) }
        if inner.isAssignable(from: other, &guardian) { return true }
        let signatures = TypeConversion.signatures(of: inner)
        if !arguments.isEmpty {
            return signatures.contains { signature in
                signature.accepts(arguments, after: 1)
                    && signature.parameters.first?.isAssignable(from: other, &guardian) ?? false
            }
        }
        return signatures.contains { signature in
            let single = signature.minimum <= 1 && (signature.maximum ?? 1) >= 1
            return single && (signature.parameters.first?.isAssignable(from: other, &guardian) ?? false)
                || signature.argumentTuple.isAssignable(from: other, &guardian)
        }
    }

    static func initType(_ inner: PuppetType?, _ arguments: [Value], accepts value: Value) -> Bool {
        guard let inner else { return isRichData(value) }
        if inner.accepts(value) { return true }
        let count = 1 + arguments.count
        return TypeConversion.signatures(of: inner).contains { signature in
            if arguments.isEmpty, case .array(let elements) = value, signature.accepts(elements) { return true }
            return signature.admits(count: count) && signature.accepts([value] + arguments)
        }
    }
}

extension CallableSignature {
    func admits(count: Int) -> Bool { count >= minimum && (maximum.map { count <= $0 } ?? true) }

    /// Whether the arguments fit, without regard to a block.
    package func accepts(_ arguments: [Value]) -> Bool { accepts(arguments, after: 0) }

    /// Whether the arguments fit after so many others, whatever those are.
    func accepts(_ arguments: [Value], after offset: Int) -> Bool {
        guard admits(count: offset + arguments.count) else { return false }
        guard let last = parameters.last else { return true }
        return arguments.enumerated().allSatisfy { index, argument in
            (offset + index < parameters.count ? parameters[offset + index] : last).accepts(argument)
        }
    }
}
