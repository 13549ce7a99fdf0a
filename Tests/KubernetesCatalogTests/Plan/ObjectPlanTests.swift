import Diagnostics
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

struct ObjectPlanTests {
    /// The dependencies as `title < title kind`, barriers followed to the nodes behind them.
    func edges(_ plan: ObjectPlan) -> [String] {
        plan.nodes.flatMap { node in
            node.dependencies.map { "\(plan.nodes[$0.on].reference.title) < \(node.reference.title) \($0.kind)" }
                + node.barriers.flatMap { barrier in
                    plan.barriers[barrier.on].dependencies.map {
                        "\(plan.nodes[$0.on].reference.title) << \(node.reference.title) \(barrier.kind)"
                    }
                }
        }.sorted()
    }

    func plan(_ resources: [Resource], containing edges: [(String, String)] = []) throws -> ObjectPlan {
        try ObjectPlan.make(from: catalog(resources, containing: edges))
    }

    @Test func nodesKeepWhatTheAgentNeeds() throws {
        var map = resource("K8s::Configmap[a/b]", ["wait": "none", "purge": true], tags: ["x"], line: 4)
        map.parameters["data"] = .hash(["p": .sensitive(.string("s"))])
        let plan = try plan([
            resource("Class[main]", kind: .unknown), map, resource("File[/etc/motd]"), resource("Stage[main]"),
        ])
        #expect(plan.nodes.count == 1)
        let node = try #require(plan.nodes.first)
        #expect(node.reference.description == "K8s::Configmap[a/b]")
        #expect(node.file == "manifests/site.pp")
        #expect(node.line == 4)
        #expect(node.attributes.wait == .none)
        #expect(node.attributes.tags == ["x"])
        #expect(node.sensitivePaths.map(\.description) == ["data.p"])
        #expect(node.object.annotations == ["bunraku.dev/purge": "true"])
        #expect(plan.hostResources.map(\.reference.description) == ["File[/etc/motd]"])
    }

    @Test func impliedOrder() throws {
        let pod: JSON = [
            "serviceAccountName": "sa", "priorityClassName": "high", "imagePullSecrets": [["name": "pull"]],
            "containers": [["name": "c", "image": "i", "envFrom": [["secretRef": ["name": "env"]]]]],
            "volumes": [
                ["name": "v", "configMap": ["name": "files"]],
                ["name": "w", "persistentVolumeClaim": ["claimName": "disk"]],
            ],
        ]
        let plan = try plan([
            resource(
                "K8s::Cronjob[a/job]",
                ["spec": ["schedule": "x", "jobTemplate": ["spec": ["template": ["spec": pod]]]]]),
            resource("K8s::Namespace[a]"), resource("K8s::Serviceaccount[a/sa]"), resource("K8s::Secret[a/env]"),
            resource("K8s::Secret[a/pull]"), resource("K8s::Configmap[a/files]"), resource("K8s::Configmap[b/files]"),
            resource("K8s::Persistentvolumeclaim[a/disk]"), resource("K8s::Priorityclass[high]"),
        ])
        #expect(
            edges(plan) == [
                "a < a/disk implied", "a < a/env implied", "a < a/files implied", "a < a/job implied",
                "a < a/pull implied",
                "a < a/sa implied", "a/disk < a/job implied", "a/env < a/job implied", "a/files < a/job implied",
                "a/pull < a/job implied", "a/sa < a/job implied", "high < a/job implied",
            ])
    }

    @Test func rolesBeforeBindingsAndDefinitionsBeforeTheirKinds() throws {
        let plan = try plan([
            resource("K8s::Rolebinding[a/b]", ["roleRef": ["kind": "ClusterRole", "name": "r"]]),
            resource("K8s::Rolebinding[a/c]", ["roleRef": ["kind": "Role", "name": "r"]]),
            resource("K8s::Clusterrole[r]"), resource("K8s::Role[a/r]"),
            resource("K8s::Object[a/tls]", ["api_version": "x.io/v1", "kind": "Cert"]),
            resource(
                "K8s::Customresourcedefinition[certs.x.io]", ["spec": ["group": "x.io", "names": ["kind": "Cert"]]]),
        ])
        #expect(edges(plan) == ["a/r < a/c implied", "certs.x.io < a/tls implied", "r < a/b implied"])
    }

    @Test func explicitRelationsReachIntoContainers() throws {
        let plan = try plan(
            [
                resource("Class[One]", ["before": "Class[Two]"], kind: .unknown),
                resource("Class[Two]", kind: .unknown),
                resource("K8s::Configmap[a/1]"), resource("K8s::Manifest[a/m]"), resource("K8s::Configmap[a/2]"),
                resource("K8s::Configmap[a/3]"), resource("K8s::Configmap[a/4]", ["require": "K8s::Manifest[a/m]"]),
            ],
            containing: [
                ("Class[One]", "K8s::Configmap[a/1]"), ("Class[One]", "K8s::Manifest[a/m]"),
                ("K8s::Manifest[a/m]", "K8s::Configmap[a/2]"), ("Class[Two]", "K8s::Configmap[a/3]"),
            ])
        #expect(edges(plan) == ["a/1 < a/3 explicit", "a/2 < a/3 explicit", "a/2 < a/4 explicit"])
    }

    @Test func whatIsNoObjectPassesOrderOn() throws {
        let plan = try plan([
            resource("K8s::Configmap[a/1]", ["before": "Notify[between]"]), resource("Notify[between]"),
            resource("K8s::Configmap[a/2]", ["subscribe": "Notify[between]"]),
        ])
        #expect(edges(plan) == ["a/1 << a/2 explicit"])
    }

    @Test func theManifestWinsOverImpliedOrder() throws {
        let plan = try plan([
            resource("K8s::Namespace[a]", ["require": "K8s::Configmap[a/1]"]), resource("K8s::Configmap[a/1]"),
            resource("K8s::Configmap[a/2]"),
        ])
        #expect(edges(plan) == ["a < a/2 implied", "a/1 < a explicit"])
        #expect(plan.warnings.count == 1)
        #expect(plan.warnings.first?.hasPrefix("K8s::Namespace[a] should come before K8s::Configmap[a/1]") == true)
    }

    @Test func webhooksComeLastButForWhatFollowsThem() throws {
        let plan = try plan([
            resource("K8s::Validatingwebhookconfiguration[hook]"), resource("K8s::Configmap[a/1]"),
            resource("K8s::Configmap[a/2]", ["require": "K8s::Validatingwebhookconfiguration[hook]"]),
        ])
        #expect(edges(plan) == ["a/1 << hook order", "hook < a/2 explicit"])
    }

    @Test func manyToManyStaysSmall() throws {
        let count = 3000
        var resources = [
            resource("Class[One]", ["before": "Class[Two]"], kind: .unknown), resource("Class[Two]", kind: .unknown),
        ]
        var containment: [(String, String)] = []
        for index in 0..<count {
            for name in ["One", "Two"] {
                resources.append(resource("K8s::Configmap[a/\(name.lowercased())\(index)]"))
                containment.append(("Class[\(name)]", "K8s::Configmap[a/\(name.lowercased())\(index)]"))
            }
        }
        let plan = try plan(resources, containing: containment)
        #expect(plan.barriers.count == 1)
        #expect(plan.barriers.first?.dependencies.count == count)
        #expect(plan.nodes.count { !$0.barriers.isEmpty } == count)
    }
}

struct PlanProgressTests {
    func plan(_ resources: [Resource]) throws -> ObjectPlan { try ObjectPlan.make(from: catalog(resources)) }

    @Test func explicitWaitsForHealthAndImpliedForApply() throws {
        var progress = PlanProgress(
            try plan([
                resource("K8s::Namespace[a]"), resource("K8s::Configmap[a/1]"),
                resource("K8s::Configmap[a/2]", ["require": "K8s::Configmap[a/1]"]),
            ]))
        #expect(progress.start() == [0])
        #expect(progress.finish(0, .applied).ready == [1])
        #expect(progress.finish(1, .applied).ready == [])
        #expect(progress.finish(1, .healthy).ready == [2])
        #expect(progress.finish(0, .healthy).ready == [])
        #expect(!progress.isOver)
        #expect(progress.finish(2, .healthy) == PlanProgress.Released())
        #expect(progress.isOver)
    }

    @Test func waitOfTheSourceDecides() throws {
        var progress = PlanProgress(
            try plan([
                resource("K8s::Configmap[a/1]", ["wait": "applied", "before": "K8s::Configmap[a/2]"]),
                resource("K8s::Configmap[a/2]"),
            ]))
        #expect(progress.start() == [0])
        #expect(progress.finish(0, .applied).ready == [1])
    }

    @Test func definitionsMustBeEstablished() throws {
        var progress = PlanProgress(
            try plan([
                resource("K8s::Customresourcedefinition[c.x.io]", ["spec": ["group": "x.io", "names": ["kind": "C"]]]),
                resource("K8s::Object[a/c]", ["api_version": "x.io/v1", "kind": "C"]),
            ]))
        #expect(progress.start() == [0])
        #expect(progress.finish(0, .applied).ready == [])
        #expect(progress.finish(0, .healthy).ready == [1])
    }

    @Test func failureSkipsTheDependentsAndNothingElse() throws {
        var progress = PlanProgress(
            try plan([
                resource("K8s::Configmap[a/1]"), resource("K8s::Configmap[a/2]", ["require": "K8s::Configmap[a/1]"]),
                resource("K8s::Configmap[a/3]", ["require": "K8s::Configmap[a/2]"]), resource("K8s::Configmap[a/4]"),
                resource("K8s::Mutatingwebhookconfiguration[hook]"),
            ]))
        #expect(progress.start() == [0, 3])
        #expect(progress.finish(0, .failed) == released(skipped: [1, 2]))
        #expect(progress.state(of: 2) == .skipped)
        #expect(progress.finish(3, .healthy) == released(ready: [4]))
        #expect(progress.finish(0, .healthy) == released())
        #expect(progress.finish(4, .healthy) == released())
        #expect(progress.isOver)
    }

    @Test func failingAfterApplyStopsOnlyWhatWaitsForHealth() throws {
        var progress = PlanProgress(
            try plan([
                resource("K8s::Namespace[a]", ["before": "K8s::Configmap[b/2]"]), resource("K8s::Configmap[a/1]"),
                resource("K8s::Configmap[b/2]"),
            ]))
        #expect(progress.start() == [0])
        #expect(progress.finish(0, .applied) == released(ready: [1]))
        #expect(progress.finish(0, .failed) == released(skipped: [2]))
        #expect(progress.finish(1, .healthy) == released())
        #expect(progress.isOver)
    }

    private func released(ready: [Int] = [], skipped: [Int] = []) -> PlanProgress.Released {
        PlanProgress.Released(ready: ready, skipped: skipped)
    }
}
