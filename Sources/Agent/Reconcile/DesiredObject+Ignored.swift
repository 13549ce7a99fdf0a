import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections

extension DesiredObject {
    /// What is sent over a live object: ignored fields that are still ours keep their live value.
    ///
    /// Leaving them out would remove them: a Deployment whose `spec.replicas` is to be left to an autoscaler would
    /// first fall to one replica. As soon as another manager changes such a field, it is no longer ours.
    func object(over live: KubernetesObject?, fieldManager: String) -> KubernetesObject {
        guard let live, !attributes.ignore.isEmpty else { return object }
        var json = object.json
        for path in attributes.ignore {
            let names = path.steps.compactMap { step in if case .member(let name) = step { name } else { nil } }
            guard names.count == path.steps.count, Self.owns(names, live, fieldManager),
                let value = Self.value(at: names[...], in: live.json)
            else { continue }
            json = Self.setting(names[...], to: value, in: json)
        }
        return KubernetesObject(json)
    }

    private static func owns(_ names: [String], _ live: KubernetesObject, _ fieldManager: String) -> Bool {
        (live.json[path: "metadata", "managedFields"]?.array ?? []).contains { entry in
            guard entry["manager"]?.string == fieldManager, entry["operation"] == "Apply" else { return false }
            return value(at: names.map { "f:\($0)" }[...], in: entry["fieldsV1"] ?? [:]) != nil
        }
    }

    private static func value(at names: ArraySlice<String>, in json: JSON) -> JSON? {
        guard let name = names.first else { return json }
        return json[name].flatMap { value(at: names.dropFirst(), in: $0) }
    }

    private static func setting(_ names: ArraySlice<String>, to value: JSON, in json: JSON) -> JSON {
        guard let name = names.first else { return value }
        var json = json
        json[name] = setting(names.dropFirst(), to: value, in: json[name] ?? [:])
        return json
    }
}
