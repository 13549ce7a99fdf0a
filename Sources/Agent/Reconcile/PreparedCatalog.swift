import KubernetesCatalog
import PuppetCatalog

/// A catalog as a graph of objects that are ready to be sent. It is kept until another catalog comes.
struct PreparedCatalog: Sendable {
    let digest: String
    let plan: ObjectPlan
    /// The plan's nodes, by the same index.
    let desired: [DesiredObject]
    let paths: ContainmentPaths

    /// Throws for an object that cannot be a member of the set.
    init(_ catalog: Catalog, digest: String, _ parent: ApplySetParent, _ memory: AppliedMemory) throws {
        var plan = try ObjectPlan.make(from: catalog)
        let id = parent.id
        try plan.replaceObjects { node throws(InventoryError) in try DesiredObject.created(from: node, applySetID: id) }
        self.digest = digest
        self.plan = plan
        desired = plan.nodes.map { DesiredObject($0, key: memory.key) }
        paths = ContainmentPaths(catalog)
    }
}
