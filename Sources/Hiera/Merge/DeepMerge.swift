import Diagnostics
import OrderedCollections
import PuppetTypes

/// The deep merge of the `deep_merge` gem, as Puppet calls it.
struct DeepMerge {
    let options: DeepMergeOptions

    /// Merges `source`, which has priority, into `target`.
    func merge(_ source: Value, into target: Value) throws(HieraError) -> Value {
        guard options.knockoutPrefix != "" else {
            throw HieraError(.merge, "knockout_prefix cannot be an empty string in deep_merge!", isCallFailure: true)
        }
        if source == .undef { return target }
        guard target.isTruthy else { return source }
        switch source {
        case .hash(let entries):
            guard case .hash(let low) = target else {
                // An empty hash overwrites nothing.
                return entries.isEmpty ? target : overwrite(target, with: source)
            }
            return try merge(entries, into: low)
        case .array(let elements): return try merge(elements, into: target)
        default: return overwrite(target, with: source)
        }
    }

    private func merge(_ source: PuppetHash, into target: PuppetHash) throws(HieraError) -> Value {
        var merged = target
        for (key, value) in source {
            if let low = merged[key], low.isTruthy {
                merged[key] = try merge(value, into: low)
            } else {
                // Merged over itself, as the gem does, which applies the knockout prefix inside it.
                merged[key] = try merge(value, into: value)
            }
        }
        return .hash(merged)
    }

    private func merge(_ elements: [Value], into target: Value) throws(HieraError) -> Value {
        var source = elements
        var target = target
        if let prefix = options.knockoutPrefix, source.contains(.string(prefix)) {
            target = target.cleared
            source.removeAll { $0 == .string(prefix) }
        }
        guard case .array(var low) = target else { return overwrite(target, with: .array(source)) }
        if options.knockoutPrefix != nil {
            let knocked = source.filter { knockedOut($0) != nil }
            source.removeAll { knockedOut($0) != nil }
            low.removeAll { element in knocked.contains { element == $0 || element == knockedOut($0) } }
        }
        var merged = try mergeHashes(source, low) ?? MergeStrategy.union(low, source)
        if options.sortMergedArrays { merged = try Self.sorted(merged) }
        return .array(merged)
    }

    /// Element by element, where both sides hold nothing but hashes and the options ask for it.
    private func mergeHashes(_ source: [Value], _ low: [Value]) throws(HieraError) -> [Value]? {
        guard options.mergeHashArrays, (source + low).allSatisfy({ if case .hash = $0 { true } else { false } }) else {
            return nil
        }
        var merged: [Value] = []
        for (index, element) in low.enumerated() {
            merged.append(source.indices.contains(index) ? try merge(source[index], into: element) : element)
        }
        return merged + source.dropFirst(low.count)
    }

    private func overwrite(_ target: Value, with source: Value) -> Value {
        switch source {
        case .string, .secret: knockedOut(source) == nil ? source : .string("")
        case .array(let elements) where options.knockoutPrefix != nil:
            .array(elements.filter { knockedOut($0) == nil })
        default: source
        }
    }

    /// The text after the knockout prefix; nil for what does not begin with it.
    private func knockedOut(_ value: Value) -> Value? {
        guard let prefix = options.knockoutPrefix, let text = value.stringContent, text.hasPrefix(prefix) else {
            return nil
        }
        return .string(String(text.dropFirst(prefix.count)))
    }

    /// All texts or all numbers; Ruby compares nothing else with each other.
    private static func sorted(_ values: [Value]) throws(HieraError) -> [Value] {
        if values.count < 2 { return values }
        if values.allSatisfy({ $0.stringContent != nil }) {
            return values.sorted {
                ($0.stringContent ?? "").utf8.lexicographicallyPrecedes(($1.stringContent ?? "").utf8)
            }
        }
        let numbers = values.compactMap(number)
        guard numbers.count == values.count else {
            let first = values[0]
            let other = values.first { first.stringContent != nil ? $0.stringContent == nil : number($0) == nil }
            let isPlain = other.map { number($0) != nil || !$0.isTruthy || $0 == true } ?? true
            let otherText = other.map { isPlain ? RubyText.inspect($0) : $0.rubyClass } ?? "String"
            throw HieraError(
                .merge, "comparison of \(first.rubyClass) with \(otherText) failed",
                notes: [Diagnostic.Note("'sort_merged_arrays' sorts texts, or numbers")], isCallFailure: true)
        }
        return zip(numbers, values).sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }
}

extension Value {
    /// What Ruby's `clear` leaves of it.
    fileprivate var cleared: Value {
        switch self {
        case .hash: .hash([:])
        case .array: .array([])
        case .string, .secret: .string("")
        default: .undef
        }
    }
}
