package import Diagnostics
import Kubernetes
import KubernetesCatalog
import PuppetCatalog
package import PuppetCompiler

/// References between the objects of a catalog that lead nowhere: a Service whose selector matches no workload, a
/// ConfigMap, Secret or ServiceAccount that is not there, an Ingress without its Service.
package struct DanglingReferenceCheck: CatalogCheck {
    package init() {}

    package func findings(in compiled: CompiledCatalog, of snapshot: EnvironmentSnapshot) -> [Diagnostic] {
        var builder = ObjectBuilder(schema: snapshot.schema)
        let resources = compiled.catalog.resources.compactMap { resource in
            (try? builder.build(resource)).map { (resource, $0.object) }
        }
        let places = ResourcePlaces(files: snapshot.files)
        return ReferenceCheck.check(resources.map(\.1)).map { finding in
            let resource = resources[finding.index].0
            return Diagnostic(
                id: finding.check.rawValue, "\(resource.reference): \(finding.path): \(finding.message)",
                at: places.place(resource))
        }
    }
}
