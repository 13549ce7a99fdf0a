import PuppetCatalog

extension RelationshipGraph {
    /// The resources inside a container that contain nothing themselves; the resource alone if it is no container.
    func leaves(of position: Int) -> [Int] {
        guard !contents[position].isEmpty else { return [position] }
        return descendants(of: position).filter { contents[$0].isEmpty }
    }
}
