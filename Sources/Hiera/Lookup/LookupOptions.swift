import Diagnostics
import OrderedCollections
import PuppetTypes
import Regexp
import Synchronization

/// The `lookup_options` that apply to the keys of one module, or to keys without one.
final class LookupOptions: Sendable {
    private let exact: [HashedName: PuppetHash]
    private let patterns: [(pattern: PuppetRegexp, options: PuppetHash)]
    /// What the patterns gave for keys that were asked for.
    private let matched = Mutex<[HashedName: PuppetHash?]>([:])

    private static let maximumMatched = 100_000
    static let none = LookupOptions()

    private init() { (exact, patterns) = ([:], []) }

    /// `^…` keys are patterns, in their order; all others name one key.
    init(_ value: Value, place: () -> HieraError.Place) throws(HieraError) {
        let entries = try Self.entries(value, place)
        var exact: [HashedName: PuppetHash] = [:]
        var patterns: [(pattern: PuppetRegexp, options: PuppetHash)] = []
        for (key, value) in entries {
            guard let name = key.stringContent, value != .undef else { continue }
            guard case .hash(let options) = value else {
                throw HieraError(.lookupOptions, "lookup_options for '\(name)' must be a hash", at: place())
            }
            guard name.hasPrefix("^") else {
                exact[HashedName(name)] = options
                continue
            }
            do {
                patterns.append((try PuppetRegexp.compile(name), options))
            } catch {
                throw HieraError(
                    .lookupOptions, "\(error.message)", at: place(),
                    notes: [Diagnostic.Note("'\(name)' is a pattern of lookup_options")], isCallFailure: true)
            }
        }
        (self.exact, self.patterns) = (exact, patterns)
    }

    /// None is as good as an empty hash.
    private static func entries(_ value: Value, _ place: () -> HieraError.Place) throws(HieraError) -> PuppetHash {
        switch value {
        case .undef: return [:]
        case .hash(let entries): return entries
        default: throw HieraError(.lookupOptions, "value of lookup_options must be a hash", at: place())
        }
    }

    /// A module may only speak about its own keys.
    static func validate(_ value: Value, module: String, place: () -> HieraError.Place) throws(HieraError) {
        for key in try entries(value, place).keys {
            let name = key.stringContent ?? ""
            if name.hasPrefix("^") {
                guard name.dropFirst().hasPrefix("\(module)::") else {
                    throw HieraError(
                        .lookupOptions,
                        "all lookup_options patterns must match a key starting with module name '\(module)'",
                        at: place())
                }
            } else if !name.hasPrefix("\(module)::") {
                throw HieraError(
                    .lookupOptions, "all lookup_options keys must start with module name '\(module)'", at: place())
            }
        }
    }

    /// The options of a key: by its name, else by the first pattern that it matches.
    subscript(_ key: LookupKey) -> PuppetHash? {
        if !exact.isEmpty, let options = exact[key.root] { return options }
        guard !patterns.isEmpty else { return nil }
        if let known = matched.withLock({ $0[key.root] }) { return known }
        let options = patterns.first { $0.pattern.matches(key.root.text) }?.options
        matched.withLock { matched in
            if matched.count >= Self.maximumMatched { matched = [:] }
            matched[key.root] = .some(options)
        }
        return options
    }
}
