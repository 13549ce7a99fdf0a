import PuppetCatalog

/// What the name of a resource type means in one compile.
final class ResourceTypeName {
    let type: CatalogType
    let builtIn: BuiltInType?
    /// Of a defined type.
    let definition: ResourceDefinition?

    init(type: CatalogType, builtIn: BuiltInType?, definition: ResourceDefinition?) {
        self.type = type
        self.builtIn = builtIn
        self.definition = definition
    }
}

extension Evaluator {
    /// The type of a name as a manifest spells it; nil where there is none.
    func resourceType(_ name: String) throws(Interruption) -> ResourceTypeName? {
        if let known = resourceTypeNames[name] { return known }
        let normalized = name.normalized
        let found: ResourceTypeName
        if let builtIn = input.resourceTypes.builtIn(normalized) {
            found = ResourceTypeName(
                type: builder.type(named: builtIn.name), builtIn: BuiltInType(builtIn), definition: nil)
        } else if let definition = try definition(ofDefinedType: normalized) {
            found = ResourceTypeName(
                type: builder.type(named: ResourceReference.capitalized(normalized)), builtIn: nil,
                definition: definition)
        } else {
            return nil
        }
        resourceTypeNames[name] = found
        return found
    }
}
