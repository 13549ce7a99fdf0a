import PuppetCatalog

/// What the name of a resource type means in one compile.
struct ResourceTypeName {
    /// Capitalised in every segment.
    let type: String
    let builtIn: ResourceTypeSpec?
    /// Of a defined type.
    let definition: ResourceDefinition?
}

extension Evaluator {
    /// The type of a name as a manifest spells it; nil where there is none.
    func resourceType(_ name: String) throws(Interruption) -> ResourceTypeName? {
        if let known = resourceTypeNames[name] { return known }
        let normalized = name.normalized
        let found: ResourceTypeName
        if let builtIn = input.resourceTypes.builtIn(normalized) {
            found = ResourceTypeName(type: builtIn.name, builtIn: builtIn, definition: nil)
        } else if let definition = try definition(ofDefinedType: normalized) {
            found = ResourceTypeName(
                type: ResourceReference.capitalized(normalized), builtIn: nil, definition: definition)
        } else {
            return nil
        }
        resourceTypeNames[name] = found
        return found
    }
}
