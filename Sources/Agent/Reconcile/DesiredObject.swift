import Crypto
import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog

/// A node of the plan as it is sent to the API server.
struct DesiredObject: Sendable {
    /// Its object is what a new one is made of.
    let node: ObjectNode
    /// Keyed, over everything that is sent to an object that is there.
    private(set) var digest: String
    /// Of a Job: over what makes its run that run. Nil for other kinds.
    private(set) var runDigest: String?

    var identity: ObjectIdentity { node.identity }
    var gvk: GroupVersionKind { node.gvk }
    var namespace: String? { node.identity.namespace }
    var name: String { node.identity.name }
    var reference: ResourceReference { node.reference }
    var attributes: ConvergenceAttributes { node.attributes }
    /// What a new object is made of, with the fields that are left to others. Read from its text each time.
    var created: KubernetesObject { node.object }
    /// What is sent to an object that is there.
    var object: KubernetesObject {
        var object = node.object
        for path in attributes.ignore { object.json = path.removing(from: object.json) }
        return object
    }

    /// `node` holds what a new object is made of.
    init(_ node: ObjectNode, key: SymmetricKey) {
        self.node = node
        digest = ""
        let sent = node.attributes.ignore.isEmpty ? node.encoded.bytes : JSONWriter.bytes(object.json, .canonical)
        digest = Data(HMAC<SHA256>.authenticationCode(for: sent, using: key)).base64EncodedString()
        if isJob { runDigest = Self.runDigest(of: object, sensitivePaths: node.sensitivePaths, key: key) }
    }

    /// What a node's object is made of: with the ApplySet's label.
    static func created(from node: ObjectNode, applySetID: String) throws(InventoryError) -> KubernetesObject {
        var object = try Inventory.member(node.object, of: applySetID)
        object.json = encodingStringData(object.json)
        return object
    }

    /// A Secret's `stringData` as `data`: the server forgets which keys came from the former, and would keep them
    /// when they go.
    private static func encodingStringData(_ json: JSON) -> JSON {
        guard json["kind"] == "Secret", json["apiVersion"] == "v1", let texts = json["stringData"]?.object else {
            return json
        }
        var json = json
        var data = json["data"]?.object ?? [:]
        for (key, text) in texts {
            guard let text = text.string else { return json }
            data[key] = .string(Data(text.utf8).base64EncodedString())
        }
        json["stringData"] = nil
        json["data"] = .object(data)
        return json
    }
}
