/// What is wrong with the relations of a catalog.
package enum RelationshipError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `parameter` of `resource` names a resource that is not in the catalog.
    case missing(reference: String, parameter: String, resource: ResourceReference, file: String?, line: Int?)
    /// An edge of the catalog names a resource that is not in it.
    case danglingEdge(Catalog.Edge)
    /// Resources that wait for each other, in order; the first is named again at the end.
    case cycle([ResourceReference])

    package var description: String {
        switch self {
        case .missing(let reference, let parameter, _, let file, let line):
            let place = file.map { file in line.map { " (file: \(file), line: \($0))" } ?? " (file: \(file))" } ?? ""
            return "Could not find resource '\(reference)' in parameter '\(parameter)'\(place)"
        case .danglingEdge(let edge):
            return "the edge \(edge.source) => \(edge.target) names a resource that is not in the catalog"
        case .cycle(let path):
            return "Found 1 dependency cycle: (\(path.map(\.description).joined(separator: " => ")))"
        }
    }
}
