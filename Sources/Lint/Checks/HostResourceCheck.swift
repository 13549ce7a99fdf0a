package import Diagnostics
package import PuppetCompiler
import PuppetCatalog

/// Resources of a host (`file`, `exec`, `package` …), which mean nothing to a cluster.
package struct HostResourceCheck: CatalogCheck {
    package init() {}

    package func findings(in compiled: CompiledCatalog, of snapshot: EnvironmentSnapshot) -> [Diagnostic] {
        let places = ResourcePlaces(files: snapshot.files)
        return compiled.catalog.resources.compactMap { resource in
            let type = resource.reference.type
            guard snapshot.resourceTypes.isHostType(type), !["Notify", "Stage", "Schedule"].contains(type) else {
                return nil
            }
            return Diagnostic(
                id: "host_resource", severity: .warning, .notApplicable(resource.reference), at: places.place(resource))
        }
    }
}

extension Diagnostic.Message {
    fileprivate static func notApplicable(_ reference: ResourceReference) -> Self {
        "\(reference) is a resource of a host: an agent in a cluster passes it over"
    }
}
