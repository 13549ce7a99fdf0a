/// `group/version, Kind`; the core group is the empty string.
package struct GroupVersionKind: Hashable, Sendable {
    package let group: String
    package let version: String
    package let kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// From an object's `apiVersion` (`apps/v1`, `v1`) and `kind`.
    package init(apiVersion: String, kind: String) {
        if let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.utf8.index(after: slash)...])
        } else {
            group = ""
            version = apiVersion
        }
        self.kind = kind
    }

    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
}

package struct GroupKind: Hashable, Sendable, CustomStringConvertible {
    package let group: String
    package let kind: String

    package init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }

    /// `Kind.group`, or `Kind` for the core group: the form of ApplySet annotations.
    package var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// What makes an object that object, whatever its version: group, kind, namespace and name.
package struct ObjectIdentity: Hashable, Sendable, CustomStringConvertible {
    package let group: String
    package let kind: String
    /// Nil for a cluster-scoped kind.
    package let namespace: String?
    package let name: String

    package init(group: String, kind: String, namespace: String?, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

    /// `Deployment.apps shop/web`.
    package var description: String {
        "\(groupKind) \(namespace.map { "\($0)/" } ?? "")\(name)"
    }
}
