import Diagnostics
import PuppetCatalog

extension RelationshipError {
    /// The error at the resource that names what is missing, or that begins the cycle.
    func diagnostic(in catalog: Catalog, places: ResourcePlaces) -> Diagnostic {
        func place(_ reference: ResourceReference) -> SourcePlace? {
            catalog.resources.first { $0.reference == reference }.flatMap(places.place)
        }
        switch self {
        case .missing(let reference, let parameter, let resource, _, _):
            return Diagnostic(
                id: "missing_reference",
                "Could not find resource '\(reference)' in parameter '\(parameter)' of \(resource)",
                at: place(resource))
        case .danglingEdge: return Diagnostic(id: "dangling_edge", "\(description)")
        case .cycle(let path):
            return Diagnostic(
                id: "dependency_cycle", "\(description)", at: path.first.flatMap(place),
                notes: path.dropFirst().dropLast().map { Diagnostic.Note("by way of \($0)", at: place($0)) })
        }
    }
}
