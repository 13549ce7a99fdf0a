import JSON
import Kubernetes
import OrderedCollections

/// Which resources there are, in both of the forms that clients ask for.
extension APIServer {
    func discovery(_ steps: [String], _ request: APIRequest) throws(APIError) -> APIResponse {
        let served = self.served
        switch (steps[0], steps.count) {
        case ("api", 1):
            if Self.wantsAggregate(request) { return aggregate([""], served) }
            return .json([
                "kind": "APIVersions", "versions": ["v1"],
                "serverAddressByClientCIDRs": [
                    [
                        "clientCIDR": "0.0.0.0/0",
                        "serverAddress": .string("\(configuration.host):\(configuration.port)"),
                    ]
                ],
            ])
        case ("apis", 1):
            let groups = served.groups.filter { !$0.isEmpty }
            if Self.wantsAggregate(request) { return aggregate(groups, served) }
            return .json([
                "kind": "APIGroupList", "apiVersion": "v1",
                "groups": .array(groups.map { .object(Self.group($0, served)) }),
            ])
        case ("api", 2) where steps[1] == "v1": return resourceList(group: "", version: "v1", served)
        case ("apis", 2) where served.groups.contains(steps[1]):
            var group: JSONObject = ["kind": "APIGroup", "apiVersion": "v1"]
            group.merge(Self.group(steps[1], served)) { first, _ in first }
            return .json(.object(group))
        case ("apis", 3) where served.isServed(group: steps[1], version: steps[2]):
            return resourceList(group: steps[1], version: steps[2], served)
        default: return .pageNotFound
        }
    }

    private static func group(_ name: String, _ served: ServedResources) -> JSONObject {
        let versions = (served.versions[name] ?? []).map { version -> JSON in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return [
            "name": .string(name), "versions": .array(versions),
            "preferredVersion": versions.first ?? .object([:]),
        ]
    }

    private func resourceList(group: String, version: String, _ served: ServedResources) -> APIResponse {
        var entries: [(name: String, json: JSON)] = []
        for resource in served.resources(group: group, version: version) {
            entries.append((resource.resource.plural, Self.entry(resource)))
            for subresource in resource.resource.subresources {
                let name = "\(resource.resource.plural)/\(subresource.name)"
                entries.append((name, Self.entry(subresource, name: name, of: resource)))
            }
        }
        let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
        return .json([
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(groupVersion),
            "resources": .array(entries.sorted { $0.name < $1.name }.map(\.json)),
        ])
    }

    private static func entry(_ served: ServedResource) -> JSON {
        let resource = served.resource
        var entry: JSONObject = [
            "name": .string(resource.plural), "singularName": .string(resource.singular),
            "namespaced": .boolean(resource.namespaced), "kind": .string(resource.gvk.kind),
            "verbs": .array(verbs(served).map(JSON.string)),
        ]
        if !resource.shortNames.isEmpty { entry["shortNames"] = .array(resource.shortNames.map(JSON.string)) }
        if !resource.categories.isEmpty { entry["categories"] = .array(resource.categories.map(JSON.string)) }
        if resource.isStored { entry["storageVersionHash"] = .string(StorageVersionHash.of(resource.gvk)) }
        return .object(entry)
    }

    /// Custom resources list their verbs in another order.
    private static func verbs(_ served: ServedResource) -> [String] {
        served.isCustom
            ? ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
            : served.resource.verbs
    }

    private static func entry(
        _ subresource: APIResource.Subresource, name: String, of served: ServedResource
    ) -> JSON {
        var entry: JSONObject = [
            "name": .string(name), "singularName": "", "namespaced": .boolean(served.resource.namespaced),
        ]
        if subresource.gvk.group != served.gvk.group || subresource.gvk.version != served.gvk.version {
            entry["group"] = .string(subresource.gvk.group)
            entry["version"] = .string(subresource.gvk.version)
        }
        entry["kind"] = .string(subresource.gvk.kind)
        entry["verbs"] = .array(subresource.verbs.map(JSON.string))
        return .object(entry)
    }

    private static func wantsAggregate(_ request: APIRequest) -> Bool {
        for range in (request.accept ?? "").split(separator: ",") {
            if range.contains("as=APIGroupDiscoveryList"), range.contains("v=v2"), !range.contains("v=v2beta1") {
                return true
            }
            if range.trimmingBlanks == "application/json" { return false }
        }
        return false
    }

    private func aggregate(_ groups: [String], _ served: ServedResources) -> APIResponse {
        let items = groups.map { group -> JSON in
            let versions = (served.versions[group] ?? []).map { version -> JSON in
                [
                    "version": .string(version),
                    "resources": .array(
                        served.resources(group: group, version: version).sorted {
                            $0.resource.plural < $1.resource.plural
                        }
                        .map(Self.aggregateEntry)),
                    "freshness": "Current",
                ]
            }
            return [
                "metadata": group.isEmpty ? .object([:]) : ["name": .string(group)], "versions": .array(versions),
            ]
        }
        var response = APIResponse.json([
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": .object([:]),
            "items": .array(items),
        ])
        response.contentType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
        return response
    }

    private static func aggregateEntry(_ served: ServedResource) -> JSON {
        let resource = served.resource
        var entry: JSONObject = [
            "resource": .string(resource.plural), "responseKind": responseKind(resource.gvk, in: resource.gvk, served),
            "scope": resource.namespaced ? "Namespaced" : "Cluster", "singularResource": .string(resource.singular),
            "verbs": .array(verbs(served).map(JSON.string)),
        ]
        if !resource.shortNames.isEmpty { entry["shortNames"] = .array(resource.shortNames.map(JSON.string)) }
        if !resource.categories.isEmpty { entry["categories"] = .array(resource.categories.map(JSON.string)) }
        if !resource.subresources.isEmpty {
            entry["subresources"] = .array(
                resource.subresources.map { subresource in
                    [
                        "subresource": .string(subresource.name),
                        "responseKind": responseKind(subresource.gvk, in: resource.gvk, served),
                        "verbs": .array(subresource.verbs.map(JSON.string)),
                    ]
                })
        }
        return .object(entry)
    }

    /// A kind of the resource's own group and version leaves them empty.
    private static func responseKind(
        _ gvk: GroupVersionKind, in own: GroupVersionKind, _ served: ServedResource
    ) -> JSON {
        let isOwn = gvk.group == own.group && gvk.version == own.version && !served.isCustom
        return [
            "group": .string(isOwn ? "" : gvk.group), "version": .string(isOwn ? "" : gvk.version),
            "kind": .string(gvk.kind),
        ]
    }
}
