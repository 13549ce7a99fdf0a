import Crypto
import JSON
import Kubernetes
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// Writes the refresh digests into the pod templates of a catalog's workloads.
///
/// A digest is an HMAC over the contents of everything that notifies the workload, and of the ConfigMaps and Secrets
/// of the catalog that its pods use. A workload that was refreshed refreshes those that it notifies in turn, so its
/// own digest counts as content.
struct RefreshDigests {
    static let annotation = "bunraku.dev/refresh-digest"

    private var resources: [Resource]
    private let objects: [BuiltObject?]
    private let graph: RelationshipGraph
    private let key: SymmetricKey
    private var indexByIdentity: [ObjectIdentity: Int] = [:]
    private var notifiers: [Int: Set<Int>] = [:]
    private var contents: [Int: [UInt8]] = [:]
    private var digests: [Int: String] = [:]

    /// `objects` has an entry for each resource of the catalog, nil for what is not an object.
    init(catalog: Catalog, objects: [BuiltObject?], graph: RelationshipGraph, key: [UInt8]) {
        resources = catalog.resources
        self.objects = objects
        self.graph = graph
        self.key = SymmetricKey(data: key)
    }

    /// The catalog's resources, with the digests.
    mutating func apply() -> [Resource] {
        for (index, built) in objects.enumerated() {
            if let built { indexByIdentity[built.identity] = index }
        }
        for relation in graph.relations where relation.notifies {
            for target in graph.leaves(of: relation.target) where isWorkload(target) {
                notifiers[target, default: []].insert(relation.source)
            }
        }
        // In the graph's order, what notifies comes before what it notifies.
        for index in graph.order where isWorkload(index) {
            addUsedObjects(of: index)
            guard let sources = notifiers[index] else { continue }
            let digest = digest(of: sources)
            digests[index] = digest
            write(digest, to: index)
        }
        return resources
    }

    private func isWorkload(_ index: Int) -> Bool {
        guard let gvk = objects[index]?.gvk, gvk.group == "apps" else { return false }
        return ["Deployment", "StatefulSet", "DaemonSet"].contains(gvk.kind) && !isAbsent(index)
    }

    private func isAbsent(_ index: Int) -> Bool { resources[index].parameters["ensure"]?.stringContent == "absent" }

    private mutating func addUsedObjects(of index: Int) {
        guard resources[index].parameters["restart"]?.stringContent != "manual", let built = objects[index],
            let used = PodReferences(built.object)
        else { return }
        for (kind, names) in [("ConfigMap", used.configMaps), ("Secret", used.secrets)] {
            for name in names {
                let identity = ObjectIdentity(group: "", kind: kind, namespace: built.identity.namespace, name: name)
                if let found = indexByIdentity[identity], !isAbsent(found) {
                    notifiers[index, default: []].insert(found)
                }
            }
        }
    }

    private mutating func digest(of sources: some Sequence<Int>) -> String {
        Hexadecimal.text(combined(sources))
    }

    /// A keyed hash over the names and contents of resources, sorted by name.
    private mutating func combined(_ indices: some Sequence<Int>) -> [UInt8] {
        let named = indices.map { (name: Array("\(resources[$0].reference)".utf8), index: $0) }
        var code = HMAC<SHA256>(key: key)
        for part in named.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            code.update(data: part.name)
            code.update(data: [0])
            code.update(data: content(of: part.index))
        }
        return Array(code.finalize())
    }

    /// A keyed hash of what a resource, or everything in a container, holds.
    private mutating func content(of index: Int) -> [UInt8] {
        if let known = contents[index] { return known }
        let leaves = graph.leaves(of: index)
        let content: [UInt8]
        if leaves == [index] {
            var code = HMAC<SHA256>(key: key)
            code.update(data: JSONWriter.bytes(canonical(index), .canonical))
            if let digest = digests[index] { code.update(data: Array(digest.utf8)) }
            content = Array(code.finalize())
        } else {
            content = combined(leaves)
        }
        contents[index] = content
        return content
    }

    private func canonical(_ index: Int) -> JSON {
        if let built = objects[index] { return built.object.json }
        var members = JSONObject()
        for (name, value) in resources[index].parameters where !NativeTypes.metaparameters.contains(name) {
            members[name] = RichData.json(value)
        }
        return .object(members)
    }

    private mutating func write(_ digest: String, to index: Int) {
        guard let specification = resources[index].parameters["spec"] else { return }
        let path = ["template", "metadata", "annotations", Self.annotation]
        resources[index].parameters["spec"] = Self.setting(.string(digest), at: path[...], in: specification)
    }

    private static func setting(_ value: Value, at path: ArraySlice<String>, in container: Value) -> Value {
        guard let key = path.first else { return value }
        switch container {
        case .sensitive(let inner): return .sensitive(setting(value, at: path, in: inner))
        case .hash(var entries):
            entries[.string(key)] = setting(value, at: path.dropFirst(), in: entries[.string(key)] ?? .undef)
            return .hash(entries)
        case .undef:
            return .hash([.string(key): setting(value, at: path.dropFirst(), in: .undef)])
        default:
            // Not a Hash where the API wants one: the schema check has said so.
            return container
        }
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
