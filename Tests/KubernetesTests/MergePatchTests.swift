import JSON
import OrderedCollections
import Testing

@testable import Kubernetes

struct MergePatchTests {
    struct Case: Sendable {
        let target: String
        let patch: String
        let result: String
    }

    /// RFC 7396, appendix A.
    @Test(arguments: [
        Case(target: #"{"a":"b"}"#, patch: #"{"a":"c"}"#, result: #"{"a":"c"}"#),
        Case(target: #"{"a":"b"}"#, patch: #"{"b":"c"}"#, result: #"{"a":"b","b":"c"}"#),
        Case(target: #"{"a":"b"}"#, patch: #"{"a":null}"#, result: #"{}"#),
        Case(target: #"{"a":"b","b":"c"}"#, patch: #"{"a":null}"#, result: #"{"b":"c"}"#),
        Case(target: #"{"a":["b"]}"#, patch: #"{"a":"c"}"#, result: #"{"a":"c"}"#),
        Case(target: #"{"a":"c"}"#, patch: #"{"a":["b"]}"#, result: #"{"a":["b"]}"#),
        Case(target: #"{"a":{"b":"c"}}"#, patch: #"{"a":{"b":"d","c":null}}"#, result: #"{"a":{"b":"d"}}"#),
        Case(target: #"{"a":[{"b":"c"}]}"#, patch: #"{"a":[1]}"#, result: #"{"a":[1]}"#),
        Case(target: #"["a","b"]"#, patch: #"["c","d"]"#, result: #"["c","d"]"#),
        Case(target: #"{"a":"b"}"#, patch: #"["c"]"#, result: #"["c"]"#),
        Case(target: #"{"a":"foo"}"#, patch: #"null"#, result: #"null"#),
        Case(target: #"{"e":null}"#, patch: #"{"a":1}"#, result: #"{"e":null,"a":1}"#),
        Case(target: #"[1,2]"#, patch: #"{"a":"b","c":null}"#, result: #"{"a":"b"}"#),
        Case(target: #"{}"#, patch: #"{"a":{"bb":{"ccc":null}}}"#, result: #"{"a":{"bb":{}}}"#),
    ])
    func merges(_ example: Case) throws {
        let merged = JSONMergePatch.apply(try JSONParser.parse(example.patch), to: try JSONParser.parse(example.target))
        #expect(merged == (try JSONParser.parse(example.result)))
    }

    /// RFC 6902, appendix A.
    @Test(arguments: [
        Case(
            target: #"{"foo":"bar"}"#, patch: #"[{"op":"add","path":"/baz","value":"qux"}]"#,
            result: #"{"baz":"qux","foo":"bar"}"#),
        Case(
            target: #"{"foo":["bar","baz"]}"#, patch: #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
            result: #"{"foo":["bar","qux","baz"]}"#),
        Case(
            target: #"{"baz":"qux","foo":"bar"}"#, patch: #"[{"op":"remove","path":"/baz"}]"#, result: #"{"foo":"bar"}"#
        ),
        Case(
            target: #"{"foo":["bar","qux","baz"]}"#, patch: #"[{"op":"remove","path":"/foo/1"}]"#,
            result: #"{"foo":["bar","baz"]}"#),
        Case(
            target: #"{"baz":"qux"}"#, patch: #"[{"op":"replace","path":"/baz","value":"boo"}]"#,
            result: #"{"baz":"boo"}"#),
        Case(
            target: #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
            patch: #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
            result: #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#),
        Case(
            target: #"{"foo":["all","grass","cows","eat"]}"#,
            patch: #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#, result: #"{"foo":["all","cows","eat","grass"]}"#
        ),
        Case(
            target: #"{"baz":"qux","foo":["a",2,"c"]}"#, patch: #"[{"op":"test","path":"/foo/1","value":2}]"#,
            result: #"{"baz":"qux","foo":["a",2,"c"]}"#),
        Case(
            target: #"{"foo":["bar"]}"#, patch: #"[{"op":"add","path":"/foo/-","value":["abc"]}]"#,
            result: #"{"foo":["bar",["abc"]]}"#),
        Case(
            target: #"{"/":9,"~1":10}"#, patch: #"[{"op":"test","path":"/~01","value":10}]"#,
            result: #"{"/":9,"~1":10}"#),
        Case(
            target: #"{"a":{"b":1}}"#, patch: #"[{"op":"copy","from":"/a","path":"/c"}]"#,
            result: #"{"a":{"b":1},"c":{"b":1}}"#),
        Case(
            target: #"{"m":{"a/b":1}}"#, patch: #"[{"op":"replace","path":"/m/a~1b","value":2}]"#,
            result: #"{"m":{"a/b":2}}"#),
        Case(target: #"{"a":1}"#, patch: #"[{"op":"replace","path":"","value":[]}]"#, result: #"[]"#),
    ])
    func patches(_ example: Case) throws {
        let patch = try JSONPatch(try JSONParser.parse(example.patch))
        #expect(try patch.apply(to: try JSONParser.parse(example.target)) == (try JSONParser.parse(example.result)))
    }

    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#),
        (#"{"baz":"qux"}"#, #"[{"op":"test","path":"/baz","value":"bar"}]"#),
        (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":"10"}]"#),
        (#"{"a":[1]}"#, #"[{"op":"add","path":"/a/2","value":1}]"#),
        (#"{"a":[1]}"#, #"[{"op":"remove","path":"/a/1"}]"#),
        (#"{"a":[1]}"#, #"[{"op":"remove","path":"/a/-1"}]"#),
        (#"{"a":{"b":1}}"#, #"[{"op":"move","from":"/a","path":"/a/c"}]"#),
    ])
    func refuses(_ target: String, _ patch: String) throws {
        let patch = try JSONPatch(try JSONParser.parse(patch))
        let target = try JSONParser.parse(target)
        #expect(throws: JSONPatch.Failure.self) { try patch.apply(to: target) }
    }

    @Test(arguments: [
        #"{}"#, #"[{"op":"frob","path":"/a"}]"#, #"[{"op":"add","path":"a","value":1}]"#,
        #"[{"op":"add","path":"/a"}]"#,
    ])
    func refusesMalformed(_ patch: String) throws {
        let document = try JSONParser.parse(patch)
        #expect(throws: JSONPatch.Failure.self) { try JSONPatch(document) }
    }

    /// Strategic merge patches of a Deployment's or a Service's parts, in kubectl's forms.
    @Test(arguments: [
        Case(
            target:
                #"{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"a:1"},{"name":"b","image":"b:1"}]}}}}"#,
            patch: #"{"spec":{"template":{"spec":{"containers":[{"name":"b","image":"b:2"}]}}}}"#,
            result:
                #"{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"a:1"},{"name":"b","image":"b:2"}]}}}}"#
        ),
        Case(
            target: #"{"spec":{"template":{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}}}"#,
            patch: #"{"spec":{"template":{"spec":{"containers":[{"$patch":"delete","name":"a"}]}}}}"#,
            result: #"{"spec":{"template":{"spec":{"containers":[{"name":"b"}]}}}}"#),
        Case(
            target: #"{"spec":{"template":{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}}}"#,
            patch:
                #"{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"b"},{"name":"a"}],"containers":[{"name":"c"}]}}}}"#,
            result: #"{"spec":{"template":{"spec":{"containers":[{"name":"c"},{"name":"b"},{"name":"a"}]}}}}"#),
        Case(
            target: #"{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}"#,
            patch: #"{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}"#,
            result: #"{"spec":{"strategy":{"type":"Recreate"}}}"#),
        Case(
            target: #"{"metadata":{"finalizers":["a","b"]}}"#,
            patch: #"{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"finalizers":["c"]}}"#,
            result: #"{"metadata":{"finalizers":["b","c"]}}"#),
        Case(
            target: #"{"metadata":{"labels":{"a":"1","b":"2"}}}"#,
            patch: #"{"metadata":{"labels":{"a":null,"c":"3"}}}"#,
            result: #"{"metadata":{"labels":{"b":"2","c":"3"}}}"#),
        Case(
            target: #"{"spec":{"template":{"spec":{"containers":[{"name":"a","args":["x","y"]}]}}}}"#,
            patch: #"{"spec":{"template":{"spec":{"containers":[{"name":"a","args":["z"]}]}}}}"#,
            result: #"{"spec":{"template":{"spec":{"containers":[{"name":"a","args":["z"]}]}}}}"#),
        Case(
            target: #"{"spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}"#,
            patch: #"{"spec":{"template":{"spec":{"containers":[{"$patch":"replace"},{"name":"z"}]}}}}"#,
            result: #"{"spec":{"template":{"spec":{"containers":[{"name":"z"}]}}}}"#),
    ])
    func mergesStrategically(_ example: Case) throws {
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        let schema = try #require(KubernetesSchema.embedded.definition(for: gvk))
        let merged = try StrategicMergePatch.apply(
            try JSONParser.parse(example.patch), to: try JSONParser.parse(example.target), schema: schema)
        #expect(merged == (try JSONParser.parse(example.result)))
    }

    @Test func refusesAnElementWithoutItsKey() throws {
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        let schema = try #require(KubernetesSchema.embedded.definition(for: gvk))
        let patch = try JSONParser.parse(#"{"spec":{"template":{"spec":{"containers":[{"image":"a"}]}}}}"#)
        #expect(throws: StrategicMergePatch.Failure.self) {
            try StrategicMergePatch.apply(patch, to: .object([:]), schema: schema)
        }
    }
}
