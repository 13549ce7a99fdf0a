import Crypto
import JSON

/// The identifier of an ApplySet, which binds the label of its members to one parent object.
package enum ApplySetID {
    /// `applyset-<base64url of the SHA-256 of name.namespace.kind.group>-v1`. An empty namespace or group keeps its dot.
    package static func compute(name: String, namespace: String, kind: String, group: String) -> String {
        let hash = SHA256.hash(data: Array("\(name).\(namespace).\(kind).\(group)".utf8))
        return "applyset-\(Base64.encode(Array(hash), .urlSafe).replacing("=", with: ""))-v1"
    }
}
