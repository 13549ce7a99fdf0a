import Diagnostics

/// A built-in resource type, as one compile uses it.
final class BuiltInType {
    let spec: ResourceTypeSpec
    /// The attribute that the title stands for.
    let nameAttribute: HashedName
    /// Whether it takes some attributes only.
    let isListed: Bool
    /// What was found for the attributes that were asked for.
    private var accepted = NameTable<Bool>()

    init(_ spec: ResourceTypeSpec) {
        self.spec = spec
        nameAttribute = HashedName(spec.nameAttribute)
        isListed = if case .listed = spec.attributes { true } else { false }
    }

    func accepts(_ attribute: HashedName) -> Bool {
        if let known = accepted[attribute] { return known }
        let isAccepted = spec.accepts(attribute.text)
        accepted.set(attribute, isAccepted)
        return isAccepted
    }
}
