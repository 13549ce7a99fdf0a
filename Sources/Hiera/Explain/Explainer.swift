import Diagnostics
import OrderedCollections
import PuppetTypes

/// Builds the tree of one explained lookup, or of several after each other.
package final class Explainer {
    static let masked = "[value redacted]"

    /// Whether the explanation is of the options of the key alone, not of its value.
    let showsOptionsOnly: Bool
    private var open: [ExplainNode] = [ExplainNode(.root)]
    /// The modules whose `lookup_options` have been shown; they are shown once.
    private var shownOptions: Set<String> = []
    private var hasShownSharedOptions = false
    /// Set while a value is looked up that becomes a `Sensitive`.
    var masksValues = false

    package init(showsOptionsOnly: Bool = false) { self.showsOptionsOnly = showsOptionsOnly }

    enum Step {
        case search(String)
        case invalidKey(String)
        case merge(MergeStrategy)
        case layer(LayerKind, configuration: String)
        case entry(ResolvedEntry)
        case location(path: String, original: String)
        case uri(String, original: String)
        case interpolate(String)
        case scope(String)
        case subLookup([LookupKey.Segment])
        case segment(LookupKey.Segment)
    }

    /// Whether the options of a module, or of keys without one, are asked for the first time.
    func beginsOptions(of module: String?) -> Bool {
        defer { shownOptions.insert("") }
        return shownOptions.insert(module ?? "").inserted
    }

    /// Whether the options of the layers that all modules share are asked for the first time.
    func beginsSharedOptions() -> Bool {
        defer { hasShownSharedOptions = true }
        return !hasShownSharedOptions
    }

    /// The finished tree.
    package var tree: ExplainNode { open[0] }

    func push(_ step: Step) {
        var skipped: String?
        let kind: ExplainNode.Kind
        switch step {
        case .search(let key): kind = .search(key)
        case .invalidKey(let key): kind = .invalidKey(key)
        case .merge(let strategy): kind = .merge(strategy)
        case .layer(let layer, let path):
            kind = .dataProvider(name: layer.providerName, configuration: path, module: layer.moduleName)
        case .entry(let entry):
            kind = .dataProvider(name: entry.explainedName, configuration: nil, module: nil)
            skipped = entry.reasonForNoLocation
        case .location(let path, let original): kind = .location(path: path, original: original)
        case .uri(let uri, let original): kind = .uri(uri, original: original)
        case .interpolate(let text): kind = .interpolate(masksValues ? Self.masked : text)
        case .scope(let name): kind = .scope(name)
        case .subLookup(let segments): kind = .subLookup(segments.map(\.text).joined(separator: "."))
        case .segment(let segment): kind = .segment(segment.text)
        }
        open.append(ExplainNode(kind))
        last.skipped = skipped
    }

    func pop() {
        guard open.count > 1 else { return }
        let node = open.removeLast()
        last.branches.append(node)
    }

    private var last: ExplainNode {
        get { open[open.count - 1] }
        set { open[open.count - 1] = newValue }
    }

    /// What a lookup that failed has to say, under every step that was still open.
    package func reportFailure(_ error: HieraError) {
        while open.count > 1 { pop() }
        last.texts.append(error.message)
        if let place = error.diagnostic.place { last.failure = "\(place.file.path):\(place.line)" }
    }

    func reportFound(_ key: String, _ value: Value, at origin: DataOrigin? = nil) {
        last.event = .found(key: key, value: mask(value))
        last.origin = origin
    }

    func reportResult(_ value: Value, from sources: [Found.DataSource], _ strategy: MergeStrategy) {
        last.event = .result(mask(value))
        let data = DataSources(found: sources, prefix: [], merge: strategy)
        var origins: [[ValueStep]: DataOrigin] = [:]
        value.forEachLeaf { path in origins[path] = data.origins(of: path, in: value).first }
        last.origins = origins
    }

    func reportNotFound(_ key: String) { last.event = .notFound(key: key) }
    func reportLocationNotFound() { last.event = .locationNotFound }
    func reportMergeSource(_ name: String) { last.branches.append(ExplainNode(.mergeSource(name))) }
    func reportModuleNotFound(_ name: String) { last.branches.append(ExplainNode(.moduleNotFound(name))) }
    func reportModuleProviderNotFound(_ name: String) {
        last.branches.append(ExplainNode(.moduleProviderNotFound(name)))
    }
    package func reportText(_ text: String) { last.texts.append(text) }

    /// Names the places that were not looked at because one before them has the key.
    func reportNotAsked(_ names: [String]) {
        if !names.isEmpty { last.branches.append(ExplainNode(.notAsked(names))) }
    }

    /// The merge of a module's options into those of the layers above.
    func reportMergedOptions(_ shared: Found, _ own: Found, _ result: Found, module: String) {
        push(.merge(.hash))
        for (name, found) in [("Global and Environment", shared), ("Module \(module)", own)] {
            push(.scope(name))
            reportFound("lookup_options", found.value)
            pop()
        }
        reportResult(result.value, from: result.sources, .hash)
        pop()
    }

    private func mask(_ value: Value) -> Value {
        switch value {
        case .secret, .sensitive: return .string(Self.masked)
        case .array(let elements): return .array(elements.map(mask))
        case .hash(let entries):
            var result: PuppetHash = [:]
            for (key, value) in entries { result[maskedKey(key)] = mask(value) }
            return .hash(result)
        default: return masksValues ? .string(Self.masked) : value
        }
    }

    /// The keys of a hash stay readable unless they are secret themselves.
    private func maskedKey(_ key: Value) -> Value {
        key.holdsSecret ? .string(Self.masked) : key
    }
}

extension ResolvedEntry {
    /// Why the level names no file, or nil where it names one.
    fileprivate var reasonForNoLocation: String? {
        guard let locations, locations.isEmpty else { return nil }
        switch entry.location {
        case .globs(let templates):
            return "no path: no file matches \(templates.map { "'\($0.text)'" }.joined(separator: " or "))"
        case .mappedPaths(let variable, _, _): return "no path: '\(variable)' holds nothing"
        case .paths, .uris, nil: return nil
        }
    }
}

extension Value {
    /// The paths of everything in it that holds nothing else.
    fileprivate func forEachLeaf(_ path: [ValueStep] = [], _ body: ([ValueStep]) -> Void) {
        switch self {
        case .hash(let entries) where !entries.isEmpty:
            for (key, value) in entries { value.forEachLeaf(path + [.key(key)], body) }
        case .array(let elements) where !elements.isEmpty:
            for (index, value) in elements.enumerated() { value.forEachLeaf(path + [.index(index)], body) }
        default: body(path)
        }
    }
}
