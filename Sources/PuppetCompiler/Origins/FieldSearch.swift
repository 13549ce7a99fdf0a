import Diagnostics
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetEvaluator
import PuppetTypes

/// Finds the resource and the fields that a question names.
struct FieldSearch {
    let question: FieldQuestion
    let expanded: CatalogExpansion.Result
    let origins: FieldOrigins

    private static let maximumFields = 2000

    func explanation() throws(Diagnostic) -> FieldExplanation {
        let resource = try resource()
        let rendered = expanded.rendered[resource.reference]
        let fields = try fields(of: resource).map { path, value in
            let isComputed = path.description.contains("bunraku.dev/refresh-digest")
            var origin: OriginNode?
            if isComputed {
                origin = nil
            } else if let rendered {
                origin = origins.origin(of: rendered.valueRange(of: path), in: rendered.content, of: rendered.manifest)
            } else {
                origin = origins.origin(of: path, in: resource)
            }
            return FieldExplanation.Field(
                name: path.description, value: value, origin: origin,
                note: isComputed
                    ? "computed over what notifies the workload" : origin == nil ? "made from the resource" : nil)
        }
        let declared = rendered?.manifest.reference ?? resource.reference
        return FieldExplanation(
            reference: resource.reference, declarations: origins.explorer.declarations(of: declared), fields: fields)
    }

    // MARK: The resource

    private func resource() throws(Diagnostic) -> Resource {
        let resources = expanded.catalog.resources
        let wanted = Self.normalized(question.resource)
        if let found = resources.first(where: { $0.reference.description == question.resource })
            ?? resources.first(where: { Self.normalized($0.reference.description) == wanted })
        {
            return found
        }
        let names = resources.map(\.reference.description)
        let near = NearestName.nearest(to: wanted, in: names.map(Self.normalized)).flatMap { name in
            names.first { Self.normalized($0) == name }
        }
        let type = wanted.prefix { $0 != "[" }
        let siblings = names.filter { Self.normalized($0).prefix { $0 != "[" } == type }
        let hint =
            if let near {
                "did you mean \(near)?"
            } else if siblings.isEmpty {
                "it has none of that type"
            } else {
                "of that type it has \(siblings.prefix(20).joined(separator: ", "))"
                    + (siblings.count > 20 ? " and \(siblings.count - 20) more" : "")
            }
        throw Diagnostic(
            id: "explain_resource",
            "the catalog of '\(expanded.catalog.name)' has no \(question.resource); \(Diagnostic.Message(hint).text)")
    }

    /// Without the `K8s::` of our own types, and without regard to case in the type.
    private static func normalized(_ reference: String) -> String {
        let type = reference.prefix { $0 != "[" }
        let lower = type.lowercased()
        let title = reference.dropFirst(type.count)
        if lower == "class" { return lower + title.lowercased() }
        return (lower.hasPrefix("k8s::") ? String(lower.dropFirst(5)) : lower) + title
    }

    // MARK: The fields

    private func fields(of resource: Resource) throws(Diagnostic) -> [(FieldPath, JSON)] {
        let whole = Self.json(of: resource)
        guard let field = question.field else { return leaves(of: whole, at: FieldPath([])) }
        guard let path = FieldPath(parsing: field) else {
            throw Diagnostic(
                id: "explain_field", "'\(field)' is not the path of a field; write spec.containers[name=web].image")
        }
        var found: [(path: FieldPath, value: JSON)] = [(FieldPath([]), whole)]
        for (position, step) in path.steps.enumerated() {
            let next = found.flatMap { Self.select(step, in: $0.value, at: $0.path) }
            if next.isEmpty { throw unknownField(step, of: resource, found, FieldPath(Array(path.steps[..<position]))) }
            found = next
        }
        return found.flatMap { leaves(of: $0.value, at: $0.path) }
    }

    private static func json(of resource: Resource) -> JSON {
        var members: JSONObject = [:]
        for (name, value) in resource.parameters {
            let isSecret = resource.sensitiveParameters.contains(name)
            members[name] = RichData.json(isSecret ? .redacted : value.masked)
        }
        // Labels and annotations are fields of the metadata, too.
        if NativeTypes.isObject(resource.reference.type) {
            var metadata = members["metadata"]?.object ?? [:]
            for name in ["labels", "annotations", "namespace", "name"] {
                guard let value = members.removeValue(forKey: name) else { continue }
                if case .object(let own)? = metadata[name], case .object(let given) = value {
                    metadata[name] = .object(own.merging(given) { _, new in new })
                } else {
                    metadata[name] = value
                }
            }
            members["metadata"] = .object(metadata)
        }
        return .object(members)
    }

    private static func select(_ step: PathStep, in value: JSON, at path: FieldPath) -> [(path: FieldPath, value: JSON)]
    {
        switch step {
        case .member(let name): return value[name].map { [(path.appending(step), $0)] } ?? []
        case .element(let index): return value[index].map { [(path.appending(step), $0)] } ?? []
        case .everyElement, .matching:
            return (value.array ?? []).enumerated().filter { _, element in
                guard case .matching(let key, let text) = step else { return true }
                return element[key]?.string == text
            }.map { (path.appending(.element($0.offset)), $0.element) }
        }
    }

    private func unknownField(
        _ step: PathStep, of resource: Resource, _ found: [(path: FieldPath, value: JSON)], _ path: FieldPath
    ) -> Diagnostic {
        let missing = path.appending(step)
        var known: [String] = []
        for value in found.map(\.value) {
            known += (value.object ?? [:]).keys
            for (index, element) in (value.array ?? []).enumerated() {
                known.append(element["name"]?.string.map { "[name=\($0)]" } ?? "[\(index)]")
            }
        }
        var hint = known.isEmpty ? "" : "; there is \(known.prefix(20).joined(separator: ", "))"
        if case .member(let name) = step, let near = NearestName.nearest(to: name, in: known) {
            hint = ", did you mean '\(path.appending(.member(near)))'?"
        }
        return Diagnostic(id: "explain_field", "\(resource.reference) has no field '\(missing)'\(hint)")
    }

    /// Everything in a value that holds nothing else.
    private func leaves(of value: JSON, at path: FieldPath) -> [(FieldPath, JSON)] {
        var result: [(FieldPath, JSON)] = []
        func add(_ value: JSON, _ path: FieldPath) {
            guard result.count < Self.maximumFields else { return }
            switch value {
            case .object(let members) where !members.isEmpty:
                for (name, member) in members { add(member, path.appending(.member(name))) }
            case .array(let elements) where !elements.isEmpty:
                for (index, element) in elements.enumerated() { add(element, path.appending(.element(index))) }
            default: result.append((path, value))
            }
        }
        add(value, path)
        return result
    }
}
