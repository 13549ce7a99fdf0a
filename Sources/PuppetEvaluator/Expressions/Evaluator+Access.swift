import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    func evaluateAccess(_ node: AccessExpression, _ scope: Scope) throws(Interruption) -> Value {
        let left = try evaluate(node.leftExpr, scope)
        var keys: [Value] = []
        keys.reserveCapacity(node.keys.count)
        for key in node.keys { keys.append(try evaluateKey(key, of: left, scope)) }
        switch left {
        case .string(let text): return .string(try substring(text, keys, node))
        case .secret(let text): return .secret(try substring(text, keys, node))
        case .array(let elements): return try element(elements, keys, node)
        case .hash(let entries): return try entry(entries, keys, node)
        case .type(let type):
            // A type is no data: it shows in messages, and nothing marks it.
            if keys.contains(where: \.holdsSecret) {
                throw fail("secret_in_type", "Cannot use a secret as a parameter of a type", node.range)
            }
            return try access(type, keys, node, scope)
        case .binary(let bytes): return .binary(try slice(bytes, keys, node))
        default:
            throw fail(
                "operator_not_applicable", "Operator '[]' is not applicable to \(Label.article(left)).",
                node.leftExpr.range)
        }
    }

    /// A name inside `Class[…]` may be that of a class.
    private func evaluateKey(_ key: Expression, of left: Value, _ scope: Scope) throws(Interruption) -> Value {
        if case .type(.classType) = left, case .qualifiedReference(let reference) = key {
            return .type(try type(named: reference.casedValue, scope) ?? .typeReference(reference.casedValue))
        }
        return try evaluate(key, scope)
    }

    /// A position and a length, or nil for a position alone.
    private func window(
        _ keys: [Value], count: Int, _ node: AccessExpression, index: (Value, Int) throws(Interruption) -> Int,
        arity: String
    ) throws(Interruption) -> (start: Int, length: Int?) {
        let keys = Self.flattened(keys)
        switch keys.count {
        case 1:
            let start = try index(keys[0], 0)
            return (start < 0 ? count &+ start : start, nil)
        case 2:
            var start = try index(keys[0], 0)
            var length = try index(keys[1], 1)
            if start < 0 { start = count &+ start }
            if length < 0 { length = (count &- start) &+ length &+ 1 }
            if start < 0 {
                length = length &+ start
                start = 0
            }
            return (start, length)
        default:
            throw fail(
                "bad_slice_arity", "\(arity) supports [] with one or two arguments. Got \(keys.count)",
                node.leftExpr.range)
        }
    }

    private func substring(_ text: String, _ keys: [Value], _ node: AccessExpression) throws(Interruption) -> String {
        let scalars = Array(text.unicodeScalars)
        let (start, length) = try window(
            keys, count: scalars.count, node,
            index: { value, position throws(Interruption) in
                try self.characterIndex(value, self.range(of: position, node))
            }, arity: "String")
        let count = length ?? 1
        guard start >= 0, start < scalars.count, count > 0 else { return "" }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars[start..<min(scalars.count, start &+ min(count, scalars.count))])
        return String(result)
    }

    private func characterIndex(_ value: Value, _ range: SourceRange) throws(Interruption) -> Int {
        switch value {
        case .integer(let index): return index
        case .string(let text):
            if case .integer(let index) = NumericString.parse(text) { return index }
        default: break
        }
        let type = Self.typeName(value)
        throw fail(
            "bad_string_index",
            "A substring operation does not accept \(Label.article(type)) as a character index. Expected an Integer",
            range)
    }

    private func slice(_ bytes: [UInt8], _ keys: [Value], _ node: AccessExpression) throws(Interruption) -> [UInt8] {
        let (start, length) = try window(
            keys, count: bytes.count, node,
            index: { value, position throws(Interruption) in
                try self.characterIndex(value, self.range(of: position, node))
            }, arity: "String")
        let count = length ?? 1
        guard start >= 0, start < bytes.count, count > 0 else { return [] }
        return Array(bytes[start..<min(bytes.count, start &+ min(count, bytes.count))])
    }

    private func element(_ elements: [Value], _ keys: [Value], _ node: AccessExpression) throws(Interruption) -> Value {
        // The common case first.
        if keys.count == 1, case .integer(let index) = keys[0] {
            let position = index < 0 ? elements.count &+ index : index
            return elements.indices.contains(position) ? elements[position] : .undef
        }
        let (start, length) = try window(
            keys, count: elements.count, node,
            index: { value, position throws(Interruption) in
                try self.elementIndex(value, of: elements, self.range(of: position, node))
            }, arity: "Array")
        guard let length else { return elements.indices.contains(start) ? elements[start] : .undef }
        guard start >= 0, start < elements.count, length > 0 else { return .array([]) }
        return .array(Array(elements[start..<min(elements.count, start &+ min(length, elements.count))]))
    }

    private func elementIndex(_ value: Value, of elements: [Value], _ range: SourceRange) throws(Interruption) -> Int {
        if case .integer(let index) = try numeric(value, range) { return index }
        throw fail("bad_index", "An Array[] cannot use \(Self.typeName(value)) where Integer is expected", range)
    }

    private func entry(_ entries: PuppetHash, _ keys: [Value], _ node: AccessExpression) throws(Interruption) -> Value {
        switch keys.count {
        case 0:
            throw fail("bad_slice_arity", "Hash supports [] with one or more arguments. Got 0", node.leftExpr.range)
        case 1: return entries[keys[0]] ?? .undef
        default: return .array(keys.compactMap { entries[$0] }.filter { $0 != .undef })
        }
    }

    /// The place of a key, or of the whole expression where a list gave several keys.
    func range(of position: Int, _ node: AccessExpression) -> SourceRange {
        node.keys.indices.contains(position) ? node.keys[position].range : node.keys.first?.range ?? node.range
    }

    static func flattened(_ values: [Value]) -> [Value] {
        guard values.contains(where: { if case .array = $0 { true } else { false } }) else { return values }
        return values.flatMap { value in
            if case .array(let elements) = value { flattened(elements) } else { [value] }
        }
    }

    /// The name of a value's type as messages about keys spell it.
    static func typeName(_ value: Value) -> String {
        switch value {
        case .undef: "Undef"
        case .default: "Default"
        default: TypeInference.generalize(TypeInference.infer(value)).description
        }
    }
}
