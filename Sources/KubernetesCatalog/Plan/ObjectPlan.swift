import Diagnostics
import JSON
package import Kubernetes
import OrderedCollections
package import PuppetCatalog
import PuppetTypes

/// The objects of a catalog as a graph: what is applied, after what.
///
/// `PlanProgress` walks it. Nodes are in the order of the catalog.
package struct ObjectPlan: Sendable {
    package internal(set) var nodes: [ObjectNode]
    /// Points that many objects wait for together: where a container of many comes before another of many, and where a
    /// resource that is no object stands between two that are. They are no work; a barrier is passed when all its own
    /// dependencies are met, and fails with any that it is not merely ordered after.
    package internal(set) var barriers: [Barrier]
    /// Resources of host types (`file`, `exec`, `notify`, …), which a cluster has no use for.
    package let hostResources: [Resource]
    package let schedules: Schedules
    /// Things that are odd but do no harm.
    package internal(set) var warnings: [String]

    package struct Barrier: Hashable, Sendable {
        package internal(set) var dependencies: [ObjectNode.Dependency] = []
        package internal(set) var barriers: [ObjectNode.Dependency] = []
    }

    /// Throws a `Diagnostic` for a resource that is no object, and a `RelationshipError`. The schema is that of the known
    /// kinds; the catalog's own CustomResourceDefinitions need not be in it.
    package static func make(
        from catalog: Catalog, schema: KubernetesSchema = .embedded
    ) throws -> ObjectPlan {
        var nodes: [ObjectNode] = []
        nodes.reserveCapacity(catalog.resources.count)
        var nodeOfResource: [Int: Int] = [:]
        var hostResources: [Resource] = []
        var builder = ObjectBuilder(schema: schema)
        var implied = ImpliedDependencies()
        for (index, resource) in catalog.resources.enumerated() where !resource.isExported {
            if let built = try builder.build(resource) {
                nodeOfResource[index] = nodes.count
                let (node, object) = try node(resource, built)
                if node.attributes.ensure == .present { implied.add(node, object, at: nodes.count) }
                nodes.append(node)
            } else if isHostResource(resource) {
                hostResources.append(resource)
            }
        }
        var plan = ObjectPlan(
            nodes: nodes, barriers: [], hostResources: hostResources, schedules: Schedules(catalog.resources),
            warnings: [])
        var graph = PlanGraph(nodeCount: nodes.count)
        graph.addExplicit(try RelationshipGraph.resolve(catalog), nodeOfResource)
        for edge in implied.edges { graph.add(edge.source, edge.target, .implied) }
        for edge in graph.dropImpliedEdgesOfCycles() {
            plan.warnings.append(
                "\(nodes[edge.source].reference) should come before \(nodes[edge.target].reference), but the manifest has it "
                    + "the other way round")
        }
        graph.putLast(nodes.indices.filter { KindOrder.isAdmissionControl(nodes[$0].identity.groupKind) })
        graph.fill(&plan)
        return plan
    }

    /// The node, and its object while that is at hand.
    private static func node(
        _ resource: Resource, _ built: BuiltObject
    ) throws(Diagnostic) -> (ObjectNode, KubernetesObject) {
        let attributes = try ConvergenceAttributes(resource)
        var object = built.object
        if let purge = attributes.purge {
            object = object.setting(annotation: Inventory.purgeAnnotation, to: purge ? "true" : "false")
        }
        let node = ObjectNode(
            reference: resource.reference, encoded: EncodedObject(object), gvk: built.gvk, identity: built.identity,
            file: resource.file, line: resource.line,
            sensitivePaths: built.sensitivePaths, attributes: attributes)
        return (node, object)
    }

    /// Puts what is really sent in the place of each node's object, its members sorted.
    package mutating func replaceObjects<Problem: Error>(
        _ replacement: (ObjectNode) throws(Problem) -> KubernetesObject
    ) throws(Problem) {
        for index in nodes.indices { nodes[index].encoded = EncodedObject(try replacement(nodes[index]), .canonical) }
    }

    /// What is neither a native type nor a container.
    private static func isHostResource(_ resource: Resource) -> Bool {
        guard resource.kind == .compilableType, !NativeTypes.isNative(resource.reference.type) else { return false }
        return !["Class", "Node", "Schedule", "Stage"].contains(resource.reference.type)
    }

    /// The kinds that the catalog's own CustomResourceDefinitions define.
    package var definedKinds: Set<GroupKind> {
        var kinds: Set<GroupKind> = []
        for node in nodes where node.gvk.kind == "CustomResourceDefinition" && node.attributes.ensure == .present {
            let specification = node.object.json["spec"]
            guard let group = specification?["group"]?.string, let kind = specification?[path: "names", "kind"]?.string
            else { continue }
            kinds.insert(GroupKind(group: group, kind: kind))
        }
        return kinds
    }
}
