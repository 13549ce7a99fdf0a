import JSON
import OrderedCollections
import Testing

@testable import Kubernetes

struct MergeOwnershipTests {
    private func schema(_ kind: String, group: String = "", version: String = "v1") throws -> SchemaNode {
        let gvk = GroupVersionKind(group: group, version: version, kind: kind)
        return try #require(KubernetesSchema.embedded.definition(for: gvk))
    }

    private func apply(_ schema: SchemaNode, version: String = "v1") -> ServerSideApply {
        ServerSideApply(schema: schema, apiVersion: version, ignoring: ["status"], time: "2026-01-01T00:00:00Z")
    }

    @Test(arguments: [
        #"{"f:spec":{"f:replicas":{}}}"#,
        #"{"f:data":{".":{},"f:a":{}}}"#,
        #"{"f:c":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{}}}}"#,
        #"{"f:finalizers":{"v:\"a/b\"":{}},"f:list":{"i:3":{}}}"#,
        #"{}"#,
    ])
    func fieldsKeepTheirWireForm(_ text: String) throws {
        let json = try JSONParser.parse(text)
        #expect(try FieldSet(fieldsV1: json).fieldsV1 == json)
    }

    @Test(arguments: [#"{"x:a":{}}"#, #"{"k:nope":{}}"#, #"{"i:x":{}}"#, #"{"f:a":1}"#, #"[]"#])
    func malformedFieldsAreRefused(_ text: String) throws {
        let json = try JSONParser.parse(text)
        #expect(throws: FieldSet.Malformed.self) { try FieldSet(fieldsV1: json) }
    }

    @Test func pathsReadAsTheServerShowsThem() throws {
        let json = try JSONParser.parse(
            #"{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{}}},"f:tags":{"v:\"a\"":{}}}}"#)
        #expect(
            try FieldSet(fieldsV1: json).paths.map(\.description) == [
                #".spec.containers[name="web"]"#, #".spec.containers[name="web"].image"#, #".spec.tags[="a"]"#,
            ])
    }

    @Test func anotherManagersFieldIsAConflict() throws {
        let apply = apply(try schema("ConfigMap"))
        let first = try apply.apply(
            ["data": ["a": "1", "b": "2"]], to: .object([:]), managers: ManagedFields(), manager: "one", force: false)
        let conflict = #expect(throws: ServerSideApply.Conflict.self) {
            try apply.apply(
                ["data": ["b": "3"]], to: first.object, managers: first.managers, manager: "two", force: false)
        }
        #expect(conflict?.conflicts.map(\.path.description) == [".data.b"])
        #expect(conflict?.conflicts.map(\.manager.name) == ["one"])
        let forced = try apply.apply(
            ["data": ["b": "3"]], to: first.object, managers: first.managers, manager: "two", force: true)
        #expect(forced.object == ["data": ["a": "1", "b": "3"]])
        let owner = ManagedFields.Manager(name: "one", operation: .apply, apiVersion: "v1")
        #expect(forced.managers.fields(of: owner).fieldsV1 == ["f:data": ["f:a": .object([:])]])
    }

    @Test func sameValueIsSharedWithoutConflict() throws {
        let apply = apply(try schema("ConfigMap"))
        let first = try apply.apply(
            ["data": ["a": "1"]], to: .object([:]), managers: ManagedFields(), manager: "one", force: false)
        let second = try apply.apply(
            ["data": ["a": "1"]], to: first.object, managers: first.managers, manager: "two", force: false)
        // One lets go; the other still wants it.
        let third = try apply.apply(
            .object([:]), to: second.object, managers: second.managers, manager: "one", force: false)
        #expect(third.object["data"] == ["a": "1"])
        let fourth = try apply.apply(
            .object([:]), to: third.object, managers: third.managers, manager: "two", force: false)
        #expect(fourth.object["data"] == nil)
    }

    @Test func anUpdateTakesWhatItChanges() throws {
        let apply = apply(try schema("Deployment", group: "apps"), version: "apps/v1")
        let applied = try apply.apply(
            ["spec": ["replicas": 1, "paused": true]], to: .object([:]), managers: ManagedFields(), manager: "one",
            force: false)
        let updated = apply.update(
            from: applied.object, to: ["spec": ["replicas": 2, "paused": true], "status": ["replicas": 7]],
            managers: applied.managers, manager: "two")
        let one = ManagedFields.Manager(name: "one", operation: .apply, apiVersion: "apps/v1")
        let two = ManagedFields.Manager(name: "two", operation: .update, apiVersion: "apps/v1")
        #expect(updated.managers.fields(of: one).fieldsV1 == ["f:spec": ["f:paused": .object([:])]])
        #expect(updated.managers.fields(of: two).fieldsV1 == ["f:spec": ["f:replicas": .object([:])]])
    }

    @Test func elementsOfOthersStayWhereTheyWere() throws {
        let schema = try schema("Pod")
        func pod(_ names: String...) -> JSON {
            ["spec": ["containers": .array(names.map { ["name": .string($0)] })]]
        }
        let apply = apply(schema)
        let first = try apply.apply(
            pod("a", "b"), to: .object([:]), managers: ManagedFields(), manager: "one", force: false)
        let second = try apply.apply(
            pod("x"), to: first.object, managers: first.managers, manager: "two", force: false)
        #expect(second.object == pod("a", "b", "x"))
        let third = try apply.apply(
            pod("b", "c"), to: second.object, managers: second.managers, manager: "one", force: false)
        #expect(third.object == pod("b", "x", "c") || third.object == pod("b", "c", "x"))
        let fourth = try apply.apply(
            .object([:]), to: third.object, managers: third.managers, manager: "one", force: false)
        #expect(fourth.object == pod("x"))
    }

    @Test func managersAreListedAppliersFirst() throws {
        let json = try JSONParser.parse(
            #"[{"manager":"b","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}},{"manager":"a","operation":"Apply","apiVersion":"v1","time":"2026-01-02T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}}]"#
        )
        let managers = try #require(ManagedFields(json))
        #expect(managers.json.array?.compactMap { $0["manager"]?.string } == ["a", "b"])
        #expect(ManagedFields([["operation": "Nope"]]) == nil)
    }

    struct Refusal: Sendable {
        let config: JSON
        let problem: String
    }

    @Test(arguments: [
        Refusal(
            config: ["spec": ["replicas": "three"]],
            problem: ".spec.replicas: expected numeric (int or float), got string"),
        Refusal(config: ["spec": ["replicsa": 1]], problem: ".spec.replicsa: field not declared in schema"),
        Refusal(
            config: ["spec": ["template": ["spec": ["containers": [["name": "a"], ["name": "a"]]]]]],
            problem: #".spec.template.spec.containers: duplicate entries for key [name="a"]"#),
        Refusal(
            config: ["spec": ["template": ["spec": ["containers": [["image": "a"]]]]]],
            problem: ".spec.template.spec.containers: element 0: associative list with keys has an element that omits "
                + "key field \"name\" (and doesn't have default value)"),
        Refusal(
            config: ["metadata": ["labels": ["a": 1]]],
            problem: ".metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}"),
    ])
    func whatCannotBeAppliedIsRefused(_ refusal: Refusal) throws {
        let schema = try schema("Deployment", group: "apps")
        // Names of list elements have defaults in the schema only where a list may leave them out.
        let problems = AppliedConfiguration.problems(in: refusal.config, schema: schema)
        #expect(problems.contains(refusal.problem), "\(problems)")
    }
}
