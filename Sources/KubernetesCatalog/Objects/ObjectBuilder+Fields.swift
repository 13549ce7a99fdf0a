import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension ObjectBuilder {
    /// Writes a resource's object into `object`, and `sensitivePaths`.
    mutating func write(_ declaration: ObjectDeclaration, of resource: Resource) throws(Diagnostic) {
        object.removeAll()
        sensitivePaths.removeAll(keepingCapacity: true)
        let kind = kinds[declaration.kind]
        object.beginObject()
        object.name("apiVersion")
        object.string(kind.apiVersion)
        object.name("kind")
        object.string(kind.gvk.kind)
        object.name("metadata")
        try writeMetadata(declaration, of: resource)
        var isRepeated = false
        for (name, value) in resource.parameters where !NativeTypes.nonFields.contains(name) {
            object.name(name)
            try write(name, value, of: resource, at: FieldPath(name))
            if name == "apiVersion" { isRepeated = true }
        }
        object.endObject()
        // A custom resource's attribute of that name counts.
        if isRepeated { object = FlatJSON(object.json()) }
        if kind.isSecret {
            for field in ["data", "stringData"] where object.member(field, of: 0) != nil {
                sensitivePaths.append(FieldPath(field))
            }
        }
    }

    private mutating func writeMetadata(
        _ declaration: ObjectDeclaration, of resource: Resource
    ) throws(Diagnostic) {
        if let value = resource.parameters["metadata"],
            let given = try json("metadata", value, of: resource, at: FieldPath("metadata"))
        {
            guard let members = given.object else { throw Self.problem(resource, "metadata must be a Hash") }
            return try write(metadata: members, declaration, of: resource)
        }
        object.beginObject()
        object.name("name")
        object.string(declaration.name)
        if let namespace = declaration.namespace {
            object.name("namespace")
            object.string(namespace)
        }
        for field in ["labels", "annotations"] {
            guard let value = resource.parameters[field] else { continue }
            let position = object.nodes.count
            object.name(field)
            try write(field, value, of: resource, at: FieldPath("metadata", field))
            guard position < object.nodes.count else { continue }
            guard object.isObject(position) else { throw Self.problem(resource, "\(field) must be a Hash") }
            if object.nodes[position].count == 0 { object.removeLast(from: position) }
        }
        object.endObject()
    }

    /// With the attribute `metadata`, over which `labels` and `annotations` go.
    private mutating func write(
        metadata given: JSONObject, _ declaration: ObjectDeclaration, of resource: Resource
    ) throws(Diagnostic) {
        var members = JSONObject(minimumCapacity: 4)
        members["name"] = .string(declaration.name)
        if let namespace = declaration.namespace { members["namespace"] = .string(namespace) }
        for (key, value) in given where members[key] == nil { members[key] = value }
        for field in ["labels", "annotations"] {
            guard let value = resource.parameters[field],
                let json = try json(field, value, of: resource, at: FieldPath("metadata", field))
            else { continue }
            guard let given = json.object else { throw Self.problem(resource, "\(field) must be a Hash") }
            var merged = members[field]?.object ?? [:]
            if merged.isEmpty { merged = given } else { for (key, value) in given { merged[key] = value } }
            if !merged.isEmpty { members[field] = .object(merged) }
        }
        JSON.object(members).write(to: &object)
    }

    /// Writes a parameter's value as the next of `object`, unless it is left out.
    private mutating func write(
        _ parameter: String, _ value: Value, of resource: Resource, at path: @autoclosure () -> FieldPath
    ) throws(Diagnostic) {
        var conversion = ValueConversion()
        do throws(Diagnostic) {
            try conversion.write(value, to: &object)
        } catch {
            throw Self.problem(resource, error.message.text)
        }
        addSensitivePaths(of: conversion, parameter, resource, path())
    }

    /// A parameter's value by itself; nil where it is left out.
    private mutating func json(
        _ parameter: String, _ value: Value, of resource: Resource, at path: @autoclosure () -> FieldPath
    ) throws(Diagnostic) -> JSON? {
        var conversion = ValueConversion(at: path())
        var json = FlatJSON()
        do throws(Diagnostic) {
            try conversion.write(value, to: &json)
        } catch {
            throw Self.problem(resource, error.message.text)
        }
        addSensitivePaths(of: conversion, parameter, resource, path())
        return json.nodes.isEmpty ? nil : json.json()
    }

    private mutating func addSensitivePaths(
        of conversion: ValueConversion, _ parameter: String, _ resource: Resource, _ path: @autoclosure () -> FieldPath
    ) {
        if resource.sensitiveParameters.contains(parameter) {
            sensitivePaths.append(path())
        } else {
            sensitivePaths += conversion.sensitivePaths
        }
    }
}
