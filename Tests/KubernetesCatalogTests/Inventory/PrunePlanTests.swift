import JSON
import Kubernetes
import KubernetesCatalog
import Testing

struct PrunePlanTests {
    static func member(
        _ kind: String, _ name: String, apiVersion: String = "v1", annotations: JSON = [:], owner: String? = nil,
        terminating: Bool = false
    ) -> KubernetesObject {
        var metadata: JSON = ["name": .string(name), "uid": .string("uid-\(name)"), "annotations": annotations]
        if let owner { metadata["ownerReferences"] = [["uid": .string(owner), "kind": "Thing", "name": "t"]] }
        if terminating { metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
        return KubernetesObject(["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata])
    }

    let declared: Set<ObjectIdentity> = [ObjectIdentity(group: "", kind: "ConfigMap", namespace: nil, name: "kept")]

    func plan(
        _ members: [KubernetesObject], visited: Set<String> = [], policy: PrunePolicy = PrunePolicy(maximumPercent: nil)
    ) -> PrunePlan {
        PrunePlan.make(members: members, visited: visited, declared: declared, parentUID: "parent", policy: policy)
    }

    @Test func onlyWhatWasNotVisitedGoes() {
        let plan = plan(
            [Self.member("ConfigMap", "old"), Self.member("ConfigMap", "new"), Self.member("ConfigMap", "kept")],
            visited: ["uid-new"])
        #expect(plan.deletions.map(\.uid) == ["uid-old"])
        #expect(plan.refusal == nil)
    }

    struct Guard: Sendable {
        let member: KubernetesObject
        let isDeleted: Bool
    }

    @Test(arguments: [
        Guard(member: member("Namespace", "x"), isDeleted: false),
        Guard(member: member("Namespace", "x", annotations: ["bunraku.dev/purge": "true"]), isDeleted: true),
        Guard(member: member("PersistentVolumeClaim", "x"), isDeleted: false),
        Guard(member: member("PersistentVolume", "x"), isDeleted: false),
        Guard(
            member: member("CustomResourceDefinition", "x", apiVersion: "apiextensions.k8s.io/v1"), isDeleted: false),
        Guard(member: member("Secret", "x", annotations: ["bunraku.dev/purge": "false"]), isDeleted: false),
        Guard(member: member("Secret", "x"), isDeleted: true),
        Guard(member: member("Secret", "x", owner: "someone"), isDeleted: false),
        Guard(member: member("Secret", "x", owner: "parent"), isDeleted: true),
        Guard(member: member("Namespace", "x", apiVersion: "example.org/v1"), isDeleted: true),
    ])
    func guards(sample: Guard) {
        let plan = plan([sample.member])
        #expect(plan.deletions.count == (sample.isDeleted ? 1 : 0))
        #expect(plan.kept.count == (sample.isDeleted ? 0 : 1))
    }

    @Test func whatIsBeingDeletedIsLeftAlone() {
        #expect(plan([Self.member("Secret", "x", terminating: true)]).deletions.isEmpty)
    }

    @Test func anEmptyCatalogPrunesNothing() {
        let members = [Self.member("Secret", "x")]
        let refused = PrunePlan.make(members: members, visited: [], declared: [])
        #expect(refused.refusal == .emptyCatalog)
        #expect(refused.deletions.isEmpty)
        let allowed = PrunePlan.make(
            members: members, visited: [], declared: [], policy: PrunePolicy(allowsEmptyCatalog: true))
        #expect(allowed.deletions.count == 1)
        #expect(PrunePlan.make(members: [], visited: [], declared: []).refusal == nil)
    }

    @Test(arguments: [
        (10, 20, PrunePolicy(maximumCount: 9, maximumPercent: nil), PrunePlan.Refusal.tooMany(count: 10, limit: 9)),
        (10, 20, PrunePolicy(maximumCount: 10, maximumPercent: nil), nil),
        (
            10, 19, PrunePolicy(maximumCount: nil, maximumPercent: 50),
            .tooLargeShare(count: 10, members: 19, limitPercent: 50)
        ),
        (10, 20, PrunePolicy(maximumCount: nil, maximumPercent: 50), nil),
        (3, 3, PrunePolicy(maximumCount: nil, maximumPercent: 50), nil),
    ])
    func limits(pruned: Int, members: Int, policy: PrunePolicy, refusal: PrunePlan.Refusal?) {
        let all = (0..<members).map { Self.member("ConfigMap", "m\($0)") }
        let plan = plan(all, visited: Set((pruned..<members).map { "uid-m\($0)" }), policy: policy)
        #expect(plan.refusal == refusal)
        #expect(plan.deletions.count == (refusal == nil ? pruned : 0))
    }

    @Test func deletionGoesBackwardsWithWebhooksFirst() {
        let members = [
            Self.member("ServiceAccount", "sa"), Self.member("Deployment", "d", apiVersion: "apps/v1"),
            Self.member("Certificate", "cr", apiVersion: "x.io/v1"),
            Self.member("ValidatingWebhookConfiguration", "w", apiVersion: "admissionregistration.k8s.io/v1"),
            Self.member("Ingress", "i", apiVersion: "networking.k8s.io/v1"), Self.member("ConfigMap", "c"),
            Self.member("Namespace", "ns", annotations: ["bunraku.dev/purge": "true"]),
        ]
        #expect(plan(members).deletions.map(\.identity.name) == ["w", "cr", "i", "d", "c", "sa", "ns"])
    }
}

struct InventoryTests {
    let parent = ApplySetParent(name: "set1", namespace: "foo", tooling: "bunraku/1.0")

    @Test func parentCarriesWhereMembersAre() throws {
        let inventory = Inventory(
            of: [
                PrunePlanTests.member("ConfigMap", "a").identity,
                ObjectIdentity(group: "apps", kind: "Deployment", namespace: "bar", name: "d"),
            ])
        let object = parent.object(inventory.union(Inventory(groupKinds: [], namespaces: ["foo", "alpha"])))
        #expect(object.labels.keys.sorted() == ["applyset.kubernetes.io/id"])
        #expect(
            object.annotations == [
                "applyset.kubernetes.io/tooling": "bunraku/1.0",
                "applyset.kubernetes.io/contains-group-kinds": "ConfigMap,Deployment.apps",
                "applyset.kubernetes.io/additional-namespaces": "alpha,bar",
            ])
        let read = try parent.inventory(of: object)
        #expect(read.groupKinds == inventory.groupKinds)
        #expect(read.namespaces == ["alpha", "bar", "foo"])
    }

    @Test func foreignParentsAreRefused() {
        let other = ApplySetParent(name: "set2", namespace: "foo", tooling: "bunraku/1.0").object(Inventory())
        #expect(throws: InventoryError.self) { try parent.inventory(of: other) }
        let kubectl = ApplySetParent(name: "set1", namespace: "foo", tooling: "kubectl/1.36").object(Inventory())
        #expect(throws: InventoryError.foreignTooling("kubectl/1.36")) { try parent.inventory(of: kubectl) }
        let newer = ApplySetParent(name: "set1", namespace: "foo", tooling: "bunraku/2.0").object(Inventory())
        #expect(throws: Never.self) { try parent.inventory(of: newer) }
    }

    @Test func membersCarryTheSetsLabel() throws {
        let object = PrunePlanTests.member("ConfigMap", "a")
        let member = try Inventory.member(object, of: parent.id)
        #expect(member.labels == ["applyset.kubernetes.io/part-of": parent.id])
        #expect(throws: InventoryError.self) { try Inventory.member(member, of: "applyset-other-v1") }
    }
}
