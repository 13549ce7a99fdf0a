import JSON
import OrderedCollections

/// Who asks.
struct UserInfo: Hashable, Sendable {
    let name: String
    var uid = ""
    let groups: [String]

    static let administrator = UserInfo(name: "system:admin", groups: [privilegedGroup, "system:authenticated"])
    static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])

    private static let privilegedGroup = "system:masters"

    /// Whether no rule is asked: the administrators' group may do everything.
    var isPrivileged: Bool { groups.contains(Self.privilegedGroup) }

    static func serviceAccount(_ name: String, namespace: String, uid: String) -> UserInfo {
        UserInfo(
            name: "system:serviceaccount:\(namespace):\(name)", uid: uid,
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"])
    }

    var json: JSON {
        var json: JSONObject = ["username": .string(name)]
        if !uid.isEmpty { json["uid"] = .string(uid) }
        json["groups"] = .array(groups.map(JSON.string))
        return .object(json)
    }
}
