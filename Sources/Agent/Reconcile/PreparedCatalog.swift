import KubernetesCatalog

/// A catalog as a graph of objects that are ready to be sent. It is kept until another catalog comes.
struct PreparedCatalog: Sendable {
    let digest: String
    let plan: ObjectPlan
    /// The plan's nodes, by the same index.
    let desired: [DesiredObject]
    let paths: ContainmentPaths
}
