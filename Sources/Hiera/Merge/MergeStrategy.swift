import Diagnostics
import OrderedCollections
package import PuppetTypes

/// How the values that several places of the hierarchy have for one key become one.
package enum MergeStrategy: Hashable, Sendable {
    /// The first one found.
    case first
    /// All of them, flattened, each once.
    case unique
    /// The keys of all hashes; a key's value comes from the highest.
    case hash
    /// Hashes and arrays merged all the way down.
    case deep(DeepMergeOptions)

    /// From what `lookup` and `lookup_options` take: a name, or a hash with `strategy` and options.
    package init(_ value: Value) throws(HieraError) {
        let name: String
        var options: PuppetHash = [:]
        switch value {
        case .hash(let entries):
            guard let strategy = entries["strategy"], strategy != .undef else {
                throw HieraError(
                    .merge,
                    "The hash given as 'merge' must contain the name of a strategy in string form for the key 'strategy'",
                    isCallFailure: true)
            }
            name = RubyText.string(strategy, secrets: .shown)
            options = entries
            options["strategy"] = nil
        default: name = RubyText.string(value, secrets: .shown)
        }
        switch name {
        case "first", "default": self = .first
        case "unique": self = .unique
        case "hash": self = .hash
        case "deep", "unconstrained_deep", "reverse_deep":
            self = .deep(try DeepMergeOptions(options, form: DeepMergeOptions.Form(rawValue: name) ?? .deep))
            return
        default: throw HieraError(.merge, "Unknown merge strategy: '\(name)'", isCallFailure: true)
        }
        if let key = options.keys.first?.stringContent { throw .unrecognized(key) }
    }

    /// The name, as `explain` shows it.
    package var name: String {
        switch self {
        case .first: "first"
        case .unique: "unique"
        case .hash: "hash"
        case .deep(let options): options.form.rawValue
        }
    }

    /// The options that were given for it, as `explain` shows them.
    var explainedOptions: PuppetHash? { if case .deep(let options) = self { options.value } else { nil } }
}

/// The options of `deep`.
package struct DeepMergeOptions: Hashable, Sendable {
    /// A prefix that takes an element away from lower values: `--`.
    package var knockoutPrefix: String?
    package var sortMergedArrays = false
    package var mergeHashArrays = false
    package private(set) var form = Form.deep

    /// The names of the strategy; the last two are those of Hiera 3.
    package enum Form: String, Hashable, Sendable {
        case deep
        case unconstrained = "unconstrained_deep"
        /// Lower levels win.
        case reversed = "reverse_deep"
    }

    /// As they were written, for `explain`.
    private var given: PuppetHash = [:]

    package init() {}

    init(_ options: PuppetHash, form: Form) throws(HieraError) {
        self.form = form
        given = options
        for (key, value) in options {
            switch (key.stringContent, value) {
            case ("knockout_prefix", .undef), ("merge_debug", .boolean), ("merge_debug", .undef): continue
            case ("knockout_prefix", .string(let prefix)):
                knockoutPrefix = prefix
            case ("sort_merged_arrays", .boolean(let value)): sortMergedArrays = value
            case ("merge_hash_arrays", .boolean(let value)): mergeHashArrays = value
            case ("knockout_prefix", _): throw .option("knockout_prefix", expects: "Undef or String", value)
            case ("sort_merged_arrays", _): throw .option("sort_merged_arrays", expects: "Undef or Boolean", value)
            case ("merge_hash_arrays", _): throw .option("merge_hash_arrays", expects: "Undef or Boolean", value)
            case ("merge_debug", _): throw .option("merge_debug", expects: "Undef or Boolean", value)
            case (let name, _):
                guard form != .deep, let name else { throw .unrecognized(RubyText.string(key)) }
                throw HieraError(
                    .unsupported, "the option '\(name)' of the merge strategy '\(form.rawValue)' is not supported",
                    notes: [
                        Diagnostic.Note("supported are knockout_prefix, sort_merged_arrays and merge_hash_arrays")
                    ])
            }
        }
    }

    /// As a hash, for `explain`.
    var value: PuppetHash? {
        if !given.isEmpty { return given }
        var options: PuppetHash = [:]
        if let knockoutPrefix { options["knockout_prefix"] = .string(knockoutPrefix) }
        if sortMergedArrays { options["sort_merged_arrays"] = .boolean(true) }
        if mergeHashArrays { options["merge_hash_arrays"] = .boolean(true) }
        return options.isEmpty ? nil : options
    }
}

extension HieraError {
    fileprivate static func unrecognized(_ key: String) -> HieraError {
        HieraError(.merge, "The merge options has wrong type, unrecognized key '\(key)'", isCallFailure: true)
    }

    fileprivate static func option(_ name: String, expects: String, _ value: Value) -> HieraError {
        HieraError(
            .merge,
            "The merge options has wrong type, entry '\(name)' expects a value of type \(expects), got \(value.typeWord)",
            isCallFailure: true)
    }
}

extension PuppetHash {
    /// The value under a string key.
    subscript(_ key: String) -> Value? {
        get { self[.string(key)] }
        set { self[.string(key)] = newValue }
    }
}
