import Crypto
import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog

/// A node of the plan as it is sent to the API server.
struct DesiredObject: Sendable {
    let node: ObjectNode
    /// With the ApplySet's label, without the fields that are left to others.
    let object: KubernetesObject
    /// With the fields that are left to others, where there are any: what a new object begins with.
    private let beginning: KubernetesObject?
    /// Keyed, over everything that is sent to an object that is there.
    let digest: String
    /// Of a Job: over what makes its run that run. Nil for other kinds.
    private(set) var runDigest: String?

    /// What a new object is made of.
    var created: KubernetesObject { beginning ?? object }
    var identity: ObjectIdentity { object.identity }
    var reference: ResourceReference { node.reference }
    var attributes: ConvergenceAttributes { node.attributes }

    init(_ node: ObjectNode, applySetID: String, key: SymmetricKey) throws(InventoryError) {
        self.node = node
        var object = try Inventory.member(node.object, of: applySetID)
        object.json = Self.encodingStringData(object.json)
        beginning = node.attributes.ignore.isEmpty ? nil : object
        for path in node.attributes.ignore { object.json = path.removing(from: object.json) }
        self.object = object
        var code = HMAC<SHA256>(key: key)
        code.update(data: JSONWriter.bytes(object.json, .canonical))
        digest = Data(code.finalize()).base64EncodedString()
        if isJob { runDigest = Self.runDigest(of: object, sensitivePaths: node.sensitivePaths, key: key) }
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
