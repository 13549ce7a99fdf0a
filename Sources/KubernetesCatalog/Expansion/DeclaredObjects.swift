import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// The objects of a catalog, by the positions of their resources. Their fields are written when they are asked for.
struct DeclaredObjects {
    var builder: ObjectBuilder
    /// Nil for what is no object, or is none after all.
    private(set) var declarations: [ObjectDeclaration?] = []
    private var positions: [ObjectIdentity: Int] = [:]
    private var absent: Set<Int> = []
    /// Of the workloads.
    private var references: [Int: PodReferences] = [:]

    init(schema: KubernetesSchema) { builder = ObjectBuilder(schema: schema) }

    /// Reads what each resource declares; what is wrong with those that fail.
    mutating func declare(_ resources: [Resource]) -> [(index: Int, problem: Diagnostic)] {
        var failures: [(index: Int, problem: Diagnostic)] = []
        declarations.reserveCapacity(resources.count)
        for index in resources.indices {
            guard !resources[index].isExported else {
                declarations.append(nil)
                continue
            }
            do throws(Diagnostic) {
                declarations.append(try builder.declaration(in: resources[index]))
            } catch {
                declarations.append(nil)
                failures.append((index, error))
            }
        }
        positions.reserveCapacity(resources.count)
        return failures
    }

    /// The CustomResourceDefinitions among the objects; without those that cannot be written.
    mutating func definitions(_ resources: [Resource]) -> [JSON] {
        var definitions: [JSON] = []
        for (index, declaration) in declarations.enumerated() {
            guard let declaration, builder.kinds[declaration.kind].gvk.kind == "CustomResourceDefinition",
                let built = try? builder.build(resources[index]),
                (try? ConvergenceAttributes.check(resources[index])) != nil
            else { continue }
            definitions.append(built.object.json)
        }
        return definitions
    }

    /// Has the builder write an object. One that cannot be written is none.
    mutating func write(_ index: Int, _ resource: Resource) throws(Diagnostic) {
        guard let declaration = declarations[index] else { return }
        do throws(Diagnostic) {
            try builder.write(declaration, of: resource)
            try ConvergenceAttributes.check(resource)
        } catch {
            declarations[index] = nil
            throw error
        }
        if resource.parameters["ensure"]?.stringContent == "absent" { absent.insert(index) }
    }

    /// Counts an object, unless another has its identity: then that one's position is given, and this is none.
    mutating func add(_ index: Int) -> Int? {
        guard let declaration = declarations[index] else { return nil }
        let identity = builder.kinds[declaration.kind].identity(of: declaration)
        guard let first = positions.updateValue(index, forKey: identity) else { return nil }
        positions[identity] = first
        declarations[index] = nil
        return first
    }

    func position(of identity: ObjectIdentity) -> Int? { positions[identity] }

    func isAbsent(_ index: Int) -> Bool { absent.contains(index) }

    func isWorkload(_ index: Int) -> Bool {
        guard let declaration = declarations[index] else { return false }
        return builder.kinds[declaration.kind].isWorkload && !isAbsent(index)
    }

    /// Whether it is given a digest of what notifies it.
    func isRefreshed(_ index: Int) -> Bool {
        guard let declaration = declarations[index] else { return false }
        return builder.kinds[declaration.kind].isRefreshed && !isAbsent(index)
    }

    /// Remembers what the pods of an object use, if it is a workload that is restarted for it. The builder wrote it last.
    mutating func readReferences(_ index: Int, _ resource: Resource) {
        guard isWorkload(index), resource.parameters["restart"]?.stringContent != "manual" else { return }
        let object = builder.object
        let template = object.member("template", of: object.member("spec", of: 0))
        guard let pod = object.member("spec", of: template) else { return }
        references[index] = PodReferences(object, podSpecification: pod)
    }

    /// The positions of the ConfigMaps and Secrets that the pods of a workload use.
    func usedObjects(of index: Int) -> [Int] {
        guard let used = references[index], let declaration = declarations[index] else { return [] }
        var positions: [Int] = []
        for (kind, names) in [("ConfigMap", used.configMaps), ("Secret", used.secrets)] {
            for name in names {
                let identity = ObjectIdentity(group: "", kind: kind, namespace: declaration.namespace, name: name)
                if let found = position(of: identity), !isAbsent(found) { positions.append(found) }
            }
        }
        return positions
    }
}
