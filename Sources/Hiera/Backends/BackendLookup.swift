import Diagnostics
import OrderedCollections
import PuppetTypes

/// Asks a backend that is a function, of one level of a hierarchy.
struct BackendLookup {
    let engine: HieraEngine
    let kind: LookupBackendKind
    let function: String
    let entry: ResolvedEntry
    let layer: LayerKind
    let configuration: HieraConfiguration
    let invocation: LookupInvocation

    /// The value of a key at one location; nil too where the location does not exist.
    func find(_ key: LookupKey, _ location: ResolvedLocation?) throws(HieraError) -> Found? {
        if let location, !location.exists {
            invocation.explainer?.reportLocationNotFound()
            return nil
        }
        let store = invocation.session.store(of: entry, location)
        let (name, value) =
            switch kind {
            case .dataHash: (key.root.text, try valueInHash(key.root.text, store, location))
            case .lookupKey:
                (key.root.text, try value(key.root.text, argument: .string(key.root.text), store, location))
            case .dataDig:
                (key.text, try value(key.text, argument: .array(key.allSegments), store, location))
            }
        guard let value else {
            invocation.explainer?.reportNotFound(name)
            return nil
        }
        invocation.explainer?.reportFound(name, value)
        let whole = kind == .dataDig ? try key.undig(value) : value
        let source = Found.DataSource(
            provider: .function(function, entry.entry.place), key: key.root, value: whole)
        return Found(value: whole, sources: [source], isStatic: false)
    }

    private func valueInHash(
        _ key: String, _ store: BackendStore, _ location: ResolvedLocation?
    ) throws(HieraError) -> Value? {
        guard let data = try data(store, location), let value = data[.string(key)] else { return nil }
        try check(value, "Value for key '\(key)', in hash returned from \(name)", location)
        return try Interpolator(engine: engine, invocation: invocation, allowsMethods: true).interpolate(value)
    }

    private func data(_ store: BackendStore, _ location: ResolvedLocation?) throws(HieraError) -> PuppetHash? {
        if let known = store.data { return known }
        guard let value = try call([], store, location) else { return nil }
        guard case .hash(let data) = value else {
            throw HieraError(
                .data,
                Diagnostic.Message(
                    TypeMismatch.describe(
                        subject: "\(subject("Value returned from \(name)", location)) has wrong type,",
                        expected: .anyHash, actual: value)), at: entry.entry.place)
        }
        if let module = layer.moduleName, data.keys.contains(where: { !$0.belongs(to: module) }) {
            invocation.warn(.foreignKeys(module, subject("Value returned from \(name)", location)))
        }
        store.set(data: data)
        return data
    }

    private func value(
        _ key: String, argument: Value, _ store: BackendStore, _ location: ResolvedLocation?
    ) throws(HieraError) -> Value? {
        if let known = store.value(key) { return known }
        guard let value = try call([argument], store, location) else { return nil }
        try check(value, "Value for key '\(key)', returned from \(name)", location)
        store.set(key, value)
        return value
    }

    private var name: String { "\(kind.rawValue) function '\(function)'" }

    private func subject(_ text: String, _ location: ResolvedLocation?) -> String {
        location.map { "\(text), when using location '\($0.path)'," } ?? text
    }

    private func check(_ value: Value, _ text: String, _ location: ResolvedLocation?) throws(HieraError) {
        guard !PuppetType.richData.accepts(value) else { return }
        throw HieraError(
            .data,
            "\(subject(text, location)) has wrong type, expects Puppet::LookupValue, got \(TypeInference.inferReduced(value).description)",
            at: entry.entry.place)
    }

    /// What the function returns; nil where it says that it has nothing.
    private func call(
        _ arguments: [Value], _ store: BackendStore, _ location: ResolvedLocation?
    ) throws(HieraError) -> Value? {
        var options = entry.options
        if let location { options[location.isURI ? "uri" : "path"] = .string(location.path) }
        let context = BackendContext(self, store, path: location.flatMap { $0.isURI ? nil : $0.path })
        defer { context.end() }
        let answer = try invocation.call(
            BackendRequest(
                kind: kind, function: function, arguments: arguments + [.hash(options)], context: context))
        switch answer {
        case nil:
            throw HieraError(
                .unsupported, "\(kind.rawValue) '\(function)' is a function, which only a compile can call",
                at: entry.entry.place)
        case .noFunction?:
            throw HieraError(
                .configuration, "Unable to find '\(kind.rawValue)' function named '\(function)'", at: entry.entry.place)
        case .notFound?: return nil
        case .value(let value)?: return value
        }
    }
}

extension Value {
    /// Whether a module may have it as a key of its data.
    fileprivate func belongs(to module: String) -> Bool {
        guard let key = stringContent else { return false }
        return key.belongs(to: module)
    }
}

extension String {
    /// Whether a module may have it as a key of its data.
    func belongs(to module: String) -> Bool { self == "lookup_options" || hasPrefix("\(module)::") }
}

extension LookupKey {
    /// The root and the sub-keys, as a `data_dig` function gets them.
    fileprivate var allSegments: [Value] { [.string(root.text)] + segments.map(\.value) }

    private static let maximumIndex = 10_000

    /// What the sub-keys can be looked up in to find the value.
    fileprivate func undig(_ value: Value) throws(HieraError) -> Value {
        var result = value
        for segment in segments.reversed() {
            switch segment {
            case .name: result = .hash([segment.value: result])
            case .index(let index):
                guard (0...Self.maximumIndex).contains(index) else {
                    throw HieraError(.limit, "the index \(index) in the key '\(text)' is out of range")
                }
                result = .array(Array(repeating: .undef, count: index) + [result])
            }
        }
        return result
    }
}
