import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

struct RefreshDigestsTests {
    let configMap = resource("K8s::Configmap[shop/settings]", ["data": ["a": "1"]])
    let secret = resource("K8s::Secret[shop/password]", ["stringData": ["p": "1"]])

    func expand(
        _ resources: [Resource], containing edges: [(String, String)] = [], key: [UInt8] = [1, 2, 3]
    ) -> Catalog {
        CatalogExpansion.expand(catalog(resources, containing: edges), options: ExpansionOptions(refreshKey: key))
            .catalog
    }

    /// The digest in the pod template of a resource.
    func digest(_ reference: String, _ catalog: Catalog) throws -> String? {
        let resource = try #require(catalog.resources.first { $0.reference.description == reference })
        let object = try ObjectBuilder.object(from: resource)
        return object?.json[path: "spec", "template", "metadata", "annotations", "bunraku.dev/refresh-digest"]?.string
    }

    func deployment(_ container: JSON = [:], volumes: JSON = [], _ parameters: JSON = [:], name: String = "web")
        -> Resource
    {
        var parameters = parameters
        parameters["spec"] = deploymentSpec(container, volumes: volumes)
        return resource("K8s::Deployment[shop/\(name)]", parameters)
    }

    static let uses: [(JSON, JSON)] = [
        (["envFrom": [["configMapRef": ["name": "settings"]]]], []),
        (["envFrom": [["secretRef": ["name": "password"]]]], []),
        (["env": [["name": "A", "valueFrom": ["configMapKeyRef": ["name": "settings", "key": "a"]]]]], []),
        (["env": [["name": "A", "valueFrom": ["secretKeyRef": ["name": "password", "key": "p"]]]]], []),
        ([:], [["name": "v", "configMap": ["name": "settings"]]]),
        ([:], [["name": "v", "secret": ["secretName": "password"]]]),
        ([:], [["name": "v", "projected": ["sources": [["secret": ["name": "password"]]]]]]),
    ]

    @Test(arguments: uses)
    func aWorkloadSubscribesToWhatItsPodsUse(container: JSON, volumes: JSON) throws {
        let before = expand([configMap, secret, deployment(container, volumes: volumes)])
        let first = try #require(try digest("K8s::Deployment[shop/web]", before))
        #expect(first.utf8.count == 64)
        var (changedMap, changedSecret) = (configMap, secret)
        changedMap.parameters["data"] = .hash(["a": "2"])
        changedSecret.parameters["stringData"] = .hash(["p": "2"])
        let after = expand([changedMap, changedSecret, deployment(container, volumes: volumes)])
        #expect(try digest("K8s::Deployment[shop/web]", after) != first)
        #expect(
            try digest(
                "K8s::Deployment[shop/web]",
                expand([configMap, secret, deployment(container, volumes: volumes)], key: [9])) != first)
        let again = expand([secret, deployment(container, volumes: volumes), configMap])
        #expect(try digest("K8s::Deployment[shop/web]", again) == first)
    }

    @Test func nothingElseGetsADigest() throws {
        let uses: JSON = ["envFrom": [["configMapRef": ["name": "settings"]]]]
        #expect(try digest("K8s::Deployment[shop/web]", expand([configMap, deployment()])) == nil)
        #expect(try digest("K8s::Deployment[shop/web]", expand([secret, deployment(uses)])) == nil)
        #expect(
            try digest("K8s::Deployment[shop/web]", expand([configMap, deployment(uses, ["restart": "manual"])])) == nil
        )
        let absent = resource("K8s::Configmap[shop/settings]", ["ensure": "absent"])
        #expect(try digest("K8s::Deployment[shop/web]", expand([absent, deployment(uses)])) == nil)
        let elsewhere = resource("K8s::Configmap[other/settings]", ["data": ["a": "1"]])
        #expect(try digest("K8s::Deployment[shop/web]", expand([elsewhere, deployment(uses)])) == nil)
    }

    @Test(
        arguments: [
            (["notify": "K8s::Deployment[shop/web]"], [:]), ([:], ["subscribe": "K8s::Configmap[shop/settings]"]),
            ([:], ["subscribe": ["K8s::Configmap[shop/settings]"], "restart": "manual"]),
        ] as [(JSON, JSON)])
    func notifyAndSubscribe(source: JSON, target: JSON) throws {
        func run(_ value: String) throws -> String? {
            var map = resource("K8s::Configmap[shop/settings]", source)
            map.parameters["data"] = .hash(["a": .string(value)])
            return try digest("K8s::Deployment[shop/web]", expand([map, deployment([:], target)]))
        }
        #expect(try run("1") != nil)
        #expect(try run("1") != run("2"))
    }

    /// What notifies a Job makes it run again; what its pods use does not.
    @Test func aJobIsRefreshedByNotificationsOnly() throws {
        func run(_ value: String, _ source: JSON) throws -> String? {
            var map = resource("K8s::Configmap[shop/settings]", source)
            map.parameters["data"] = .hash(["a": .string(value)])
            let spec = deploymentSpec(["envFrom": [["configMapRef": ["name": "settings"]]]])
            let job = resource("K8s::Job[shop/web]", ["spec": ["template": spec["template"] ?? [:]]])
            return try digest("K8s::Job[shop/web]", expand([map, job]))
        }
        #expect(try run("1", [:]) == nil)
        let notifying: JSON = ["notify": "K8s::Job[shop/web]"]
        let first = try run("1", notifying)
        #expect(first != nil)
        #expect(try run("1", notifying) == first)
        #expect(try run("2", notifying) != first)
    }

    @Test func containersNotifyWithAllTheyHold() throws {
        func run(_ value: String) throws -> (String?, String?) {
            let config = resource("Class[Config]", ["notify": "Class[App]"], kind: .unknown)
            let app = resource("Class[App]", kind: .unknown)
            let map = resource("K8s::Configmap[shop/settings]", ["data": ["a": .string(value)]])
            let catalog = expand(
                [config, app, map, deployment(), deployment(name: "other")],
                containing: [
                    ("Class[Config]", "K8s::Configmap[shop/settings]"), ("Class[App]", "K8s::Deployment[shop/web]"),
                ])
            return (
                try digest("K8s::Deployment[shop/web]", catalog), try digest("K8s::Deployment[shop/other]", catalog)
            )
        }
        let (first, second) = (try run("1"), try run("2"))
        #expect(first.0 != nil)
        #expect(first.0 != second.0)
        #expect(first.1 == nil)
    }

    @Test func aRefreshedWorkloadRefreshesTheNext() throws {
        func run(_ value: String) throws -> String? {
            let map = resource("K8s::Configmap[shop/settings]", ["data": ["a": .string(value)]])
            let first = deployment(
                ["envFrom": [["configMapRef": ["name": "settings"]]]], ["notify": "K8s::Deployment[shop/last]"])
            return try digest("K8s::Deployment[shop/last]", expand([deployment(name: "last"), first, map]))
        }
        #expect(try run("1") != nil)
        #expect(try run("1") != run("2"))
    }

    @Test func circlesGetNoDigest() throws {
        var (a, b) = (deployment(name: "a"), deployment(name: "b"))
        a.parameters["notify"] = "K8s::Deployment[shop/b]"
        b.parameters["notify"] = "K8s::Deployment[shop/a]"
        #expect(try digest("K8s::Deployment[shop/a]", expand([a, b])) == nil)
    }

    @Test func annotationsOfTheTemplateStay() throws {
        var spec = deploymentSpec(["envFrom": [["configMapRef": ["name": "settings"]]]])
        var template = spec["template"] ?? [:]
        template["metadata"] = ["labels": ["app": "app"], "annotations": ["mine": "yes"]]
        spec["template"] = template
        let expanded = expand([configMap, resource("K8s::Deployment[shop/web]", ["spec": spec])])
        let object = try #require(try ObjectBuilder.object(from: expanded.resources[1]))
        let annotations = object.json[path: "spec", "template", "metadata", "annotations"]?.object
        #expect(annotations?.keys.sorted() == ["bunraku.dev/refresh-digest", "mine"])
    }
}
