import Foundation
import JSON
import Kubernetes
import OrderedCollections

/// Computes the state in which an object is stored, from what a client wrote: defaults, managed fields, generation,
/// validation. It reads and changes nothing else.
struct ObjectWriter {
    let served: ServedResource
    let namespace: String?
    /// Empty for the object itself, else `status` or `scale`.
    let subresource: String
    let manager: String
    let time: String
    /// Nil for the server itself.
    var user: UserInfo?

    var ownership: ServerSideApply {
        ServerSideApply(
            schema: served.schema, apiVersion: served.gvk.apiVersion, subresource: subresource,
            ignoring: KindRules.ignoredFields(served, subresource: subresource), time: time)
    }

    /// What a client wrote, read; with the fields that are not known.
    func decode(_ body: JSON) throws(APIError) -> (object: JSON, unknownFields: [String]) {
        try checkKind(body)
        var decoder = ObjectDecoder(served)
        do {
            var object = try decoder.decode(body)
            object["apiVersion"] = .string(served.gvk.apiVersion)
            object["kind"] = .string(served.gvk.kind)
            return (normalize(object), decoder.unknownFields)
        } catch {
            throw .badRequest(
                "\(served.gvk.kind) in version \"\(served.gvk.version)\" cannot be handled as a \(served.gvk.kind): "
                    + error.message)
        }
    }

    private func checkKind(_ body: JSON) throws(APIError) {
        let gvk = served.gvk
        if let kind = body["kind"]?.string, !kind.isEmpty, kind != gvk.kind {
            let package = gvk.group.isEmpty ? "core" : String(gvk.group.prefix { $0 != "." })
            throw .badRequest(
                "\(kind) in version \"\(gvk.version)\" cannot be handled as a \(gvk.kind): converting "
                    + "(\(gvk.version).\(kind)) to (\(package).\(gvk.kind)): unknown conversion")
        }
        if let version = body["apiVersion"]?.string, !version.isEmpty, version != gvk.apiVersion {
            throw .badRequest(
                "the API version in the data (\(version)) does not match the expected API version "
                    + "(\(gvk.apiVersion))")
        }
    }

    private func normalize(_ object: JSON) -> JSON {
        if served.isCustom { return CustomDefaults.apply(to: object, served.schema) }
        var result = object
        if served.groupResource == .secrets { result.edit(KindRules.encodeStringData) }
        result = Structures(served.schema).fill(result)
        Defaults.apply(to: &result, kind: served.gvk.groupKind)
        return result
    }

    /// What an object is before anything is set.
    var empty: JSON {
        served.isCustom
            ? ["apiVersion": .string(served.gvk.apiVersion), "kind": .string(served.gvk.kind)]
            : Structures(served.schema).empty(served.gvk)
    }

    /// A new object, ready to be stored.
    func created(_ object: JSON, managers: ManagedFields) throws(APIError) -> JSON {
        var result = object
        if let version = object.resourceVersion, !version.isEmpty {
            throw .badRequest("resourceVersion should not be set on objects to be created")
        }
        result.editMetadata { metadata in
            if (metadata["name"]?.string ?? "").isEmpty, let prefix = metadata["generateName"]?.string, !prefix.isEmpty
            {
                metadata["name"] = .string(prefix.prefix(58) + Self.randomSuffix())
            }
            metadata["uid"] = .string(UUID().uuidString.lowercased())
            metadata["creationTimestamp"] = .string(time)
            metadata["generation"] = nil
            if KindRules.hasGeneration(served) { metadata["generation"] = 1 }
            for name in ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion"] {
                metadata[name] = nil
            }
            metadata.setManagers(managers)
        }
        KindRules.prepareForCreate(&result, served)
        if !served.isCustom { result = Structures(served.schema).fill(result) }
        let problems = ObjectValidation.problems(in: result, replacing: nil, served)
        guard problems.isEmpty else { throw .invalid(served.gvk, name: result.name, problems) }
        return result
    }

    /// The five letters that follow a `generateName`.
    private static func randomSuffix() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    /// The new state of an object, ready to be stored. The same as the old one where nothing changed.
    func updated(_ object: JSON, from old: JSON, managers: ManagedFields) throws(APIError) -> JSON {
        var result = subresource == "status" ? statusUpdate(object, old) : mainUpdate(object, old)
        result.editMetadata { metadata in
            let kept = old.metadata
            for name in [
                "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
                "generation", "generateName", "resourceVersion",
            ] { metadata[name] = kept[name] }
            metadata["selfLink"] = nil
            metadata.setManagers(managers)
        }
        if subresource != "status", let generation = old[path: "metadata", "generation"]?.integer,
            KindRules.changesGeneration(from: old, to: result, served)
        {
            result.editMetadata { $0["generation"] = .integer(generation &+ 1) }
        }
        let problems = ObjectValidation.problems(in: result, replacing: old, served)
        guard problems.isEmpty else { throw .invalid(served.gvk, name: result.name, problems) }
        return Self.isSame(result, old) ? old : result
    }

    private func mainUpdate(_ object: JSON, _ old: JSON) -> JSON {
        var result = object
        if served.hasStatus { result["status"] = old["status"] }
        if served.gvk.groupKind == GroupKind(group: "", kind: "Service") {
            result.edit { $0.edit("spec") { ServiceAddresses.carryOver(&$0, from: old["spec"]) } }
        }
        return result
    }

    private func statusUpdate(_ object: JSON, _ old: JSON) -> JSON {
        var result = old
        result["status"] = object["status"]
        if served.groupResource == .deployments {
            // Its controller notes the revision along with the status.
            result.editMetadata { $0["annotations"] = object[path: "metadata", "annotations"] }
        }
        return result
    }

    /// Whether two states differ in nothing but the times at which fields were written.
    private static func isSame(_ new: JSON, _ old: JSON) -> Bool {
        guard new.withoutManagedFields == old.withoutManagedFields else { return false }
        func owners(_ object: JSON) -> [JSON] {
            (object[path: "metadata", "managedFields"]?.array ?? []).map { $0.without("time") }
        }
        return Set(owners(new)) == Set(owners(old))
    }
}
