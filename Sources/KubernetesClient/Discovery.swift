import JSON
import Kubernetes

/// What an API server serves, asked for group by group and only when needed.
///
/// A broken API service elsewhere in the cluster is never asked, so it cannot stand in the way.
actor Discovery {
    private let transport: APITransport
    private var resources: [GroupVersion: [String: APIResource]] = [:]
    private var versions: [String: [String]] = [:]

    private struct GroupVersion: Hashable {
        let group: String
        let version: String
    }

    init(_ transport: APITransport) { self.transport = transport }

    /// The resource of a kind. A kind that is not known yet is asked for again: its definition may be new.
    func resource(_ gvk: GroupVersionKind) async throws -> APIResource {
        let key = GroupVersion(group: gvk.group, version: gvk.version)
        if let known = resources[key]?[gvk.kind] { return known }
        guard let resource = try await load(key)?[gvk.kind] else { throw KubernetesError.unknownKind(gvk) }
        return resource
    }

    /// The resource of a kind in the version that the server prefers among those that have it.
    func resource(_ groupKind: GroupKind) async throws -> APIResource {
        for version in try await versions(of: groupKind.group) {
            let key = GroupVersion(group: groupKind.group, version: version)
            if let known = resources[key]?[groupKind.kind] { return known }
            guard let loaded = try await load(key) else {
                throw KubernetesError.invalidAnswer("\(groupKind.group)/\(version) is in its group, and is not found")
            }
            if let resource = loaded[groupKind.kind] { return resource }
        }
        throw KubernetesError.unknownKind(
            GroupVersionKind(group: groupKind.group, version: "*", kind: groupKind.kind))
    }

    /// Forgets a group, after its definitions changed.
    func forget(group: String) {
        versions[group] = nil
        for key in resources.keys where key.group == group { resources[key] = nil }
    }

    /// Nil where the server does not have the version.
    private func load(_ key: GroupVersion) async throws -> [String: APIResource]? {
        let json: JSON
        do {
            let request = APIRequest(path: APIResource.root(group: key.group, version: key.version))
            json = try await transport.send(request).json
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
        guard json["kind"] == "APIResourceList" else { throw KubernetesError.invalidAnswer("it is no APIResourceList") }
        var result: [String: APIResource] = [:]
        for resource in APIResource.list(json, group: key.group, version: key.version) {
            result[resource.gvk.kind] = resource
        }
        resources[key] = result
        return result
    }

    private func versions(of group: String) async throws -> [String] {
        if group.isEmpty { return ["v1"] }
        if let known = versions[group] { return known }
        let json: JSON
        do {
            let request = APIRequest(path: "/apis/\(PercentEncoding.encode(group))")
            json = try await transport.send(request).json
        } catch let error as KubernetesError where error.isNotFound {
            // A server that is starting knows its groups before it serves them. Whoever takes one for gone forgets
            // what is in it.
            let groups = try await transport.send(APIRequest(path: "/apis")).json["groups"]?.array ?? []
            guard !groups.contains(where: { $0["name"]?.string == group }) else {
                throw KubernetesError.invalidAnswer("the group \(group) is listed, and is not found")
            }
            return []
        }
        guard json["kind"] == "APIGroup" else { throw KubernetesError.invalidAnswer("it is no APIGroup") }
        let preferred = json["preferredVersion"]?["version"]?.string
        let all = (json["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        let result = (preferred.map { [$0] } ?? []) + all.filter { $0 != preferred }
        versions[group] = result
        return result
    }
}
