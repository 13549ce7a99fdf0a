import Crypto
import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// Writes the refresh digests into the pod templates of a catalog's workloads.
///
/// A Job gets one of what notifies it, so that it runs again; what it merely uses is no reason to.
///
/// A digest is an HMAC over the contents of everything that notifies the workload, and of the ConfigMaps and Secrets
/// of the catalog that its pods use. A workload that was refreshed refreshes those that it notifies in turn, so its
/// own digest counts as content.
package struct RefreshDigests {
    package static let annotation = "bunraku.dev/refresh-digest"

    private var objects: DeclaredObjects
    private let graph: RelationshipGraph
    /// Of nothing yet; the key is worked in once.
    private let emptyCode: HMAC<SHA256>
    private var notifiers: [Int: Set<Int>] = [:]
    private var contents: [Int: [UInt8]] = [:]
    private var digests: [Int: String] = [:]
    /// For one resource after the other.
    private var writer = JSONWriter(layout: .canonical, capacity: 4096)

    init(objects: DeclaredObjects, graph: RelationshipGraph, key: [UInt8]) {
        self.objects = objects
        self.graph = graph
        emptyCode = HMAC(key: SymmetricKey(data: key))
    }

    /// Writes the digests into the catalog's resources.
    mutating func apply(to resources: inout [Resource]) {
        for relation in graph.relations where relation.notifies {
            for target in graph.leaves(of: relation.target) where objects.isRefreshed(target) {
                notifiers[target, default: []].insert(relation.source)
            }
        }
        // In the graph's order, what notifies comes before what it notifies.
        for index in graph.order where objects.isRefreshed(index) {
            let used = objects.usedObjects(of: index)
            if !used.isEmpty { notifiers[index, default: []].formUnion(used) }
            guard let sources = notifiers[index] else { continue }
            let digest = Hexadecimal.text(combined(sources, resources))
            digests[index] = digest
            Self.write(digest, to: &resources[index])
        }
    }

    /// A keyed hash over the names and contents of resources, sorted by name.
    private mutating func combined(_ indices: some Sequence<Int>, _ resources: [Resource]) -> [UInt8] {
        let named = indices.map { (name: resources[$0].reference.description, index: $0) }
        var text: [UInt8] = []
        for part in named.sorted(by: { $0.name.precedesInUTF8($1.name) }) {
            text.append(contentsOf: part.name.utf8)
            text.append(0)
            text.append(contentsOf: content(of: part.index, resources))
        }
        var code = emptyCode
        code.update(data: text)
        return code.finalize().withUnsafeBytes { Array($0) }
    }

    /// A keyed hash of what a resource, or everything in a container, holds.
    private mutating func content(of index: Int, _ resources: [Resource]) -> [UInt8] {
        if let known = contents[index] { return known }
        let leaves = graph.leaves(of: index)
        let content: [UInt8]
        if leaves == [index] {
            write(index, resources)
            var code = emptyCode
            writer.drain { code.update(data: $0) }
            if let digest = digests[index] { code.update(data: Array(digest.utf8)) }
            content = code.finalize().withUnsafeBytes { Array($0) }
        } else {
            content = combined(leaves, resources)
        }
        contents[index] = content
        return content
    }

    private mutating func write(_ index: Int, _ resources: [Resource]) {
        if let object = object(index, resources) { return object.write(to: &writer) }
        writer.beginObject()
        for (name, value) in resources[index].parameters where !NativeTypes.metaparameters.contains(name) {
            writer.name(name)
            RichData.write(value, to: &writer)
        }
        writer.endObject()
    }

    private mutating func object(_ index: Int, _ resources: [Resource]) -> FlatJSON? {
        guard let declaration = objects.declarations[index] else { return nil }
        // It was written before, so it can be written again.
        do throws(Diagnostic) { try objects.builder.write(declaration, of: resources[index]) } catch { return nil }
        return objects.builder.object
    }

    private static func write(_ digest: String, to resource: inout Resource) {
        guard let specification = resource.parameters["spec"] else { return }
        let path = ["template", "metadata", "annotations", Self.annotation]
        resource.parameters["spec"] = setting(.string(digest), at: path[...], in: specification)
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
