import OrderedCollections
import PuppetTypes

/// Builds the tree of an explained lookup.
final class Explainer {
    static let masked = "[value redacted]"

    private var open: [ExplainNode] = [ExplainNode(.root)]
    /// The modules whose `lookup_options` have been shown; they are shown once.
    private var shownOptions: Set<String> = []
    /// Set while a value is looked up that becomes a `Sensitive`.
    var masksValues = false

    enum Step {
        case search(String)
        case invalidKey(String)
        case merge(MergeStrategy)
        case layer(LayerKind, configuration: String)
        case entry(String)
        case location(path: String, original: String)
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

    /// The finished tree.
    var tree: ExplainNode { open[0] }

    func push(_ step: Step) {
        let kind: ExplainNode.Kind =
            switch step {
            case .search(let key): .search(key)
            case .invalidKey(let key): .invalidKey(key)
            case .merge(let strategy): .merge(strategy)
            case .layer(let layer, let path):
                .dataProvider(name: layer.providerName, configuration: path, module: layer.moduleName)
            case .entry(let name):
                .dataProvider(name: "Hierarchy entry \"\(name)\"", configuration: nil, module: nil)
            case .location(let path, let original): .location(path: path, original: original)
            case .interpolate(let text): .interpolate(masksValues ? Self.masked : text)
            case .scope(let name): .scope(name)
            case .subLookup(let segments): .subLookup(segments.map(\.text).joined(separator: "."))
            case .segment(let segment): .segment(segment.text)
            }
        open.append(ExplainNode(kind))
    }

    func pop() {
        guard open.count > 1 else { return }
        let node = open.removeLast()
        open[open.count - 1].branches.append(node)
    }

    /// Closes every step, after a failure.
    func closeAll() { while open.count > 1 { pop() } }

    func reportFound(_ key: String, _ value: Value) {
        open[open.count - 1].event = .found(key: key, value: mask(value))
    }
    func reportResult(_ value: Value) { open[open.count - 1].event = .result(mask(value)) }
    func reportNotFound(_ key: String) { open[open.count - 1].event = .notFound(key: key) }
    func reportLocationNotFound() { open[open.count - 1].event = .locationNotFound }
    func reportMergeSource(_ name: String) { open[open.count - 1].branches.append(ExplainNode(.mergeSource(name))) }
    func reportModuleNotFound(_ name: String) {
        open[open.count - 1].branches.append(ExplainNode(.moduleNotFound(name)))
    }
    func reportModuleProviderNotFound(_ name: String) {
        open[open.count - 1].branches.append(ExplainNode(.moduleProviderNotFound(name)))
    }
    func reportText(_ text: String) { open[open.count - 1].texts.append(text) }

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
