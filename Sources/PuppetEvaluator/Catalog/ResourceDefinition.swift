import Diagnostics
import PuppetSyntax
import PuppetTypes

/// A class, a defined type or a node, as one compile knows it.
final class ResourceDefinition {
    enum Kind {
        case hostClass, definedType, node
    }

    let kind: Kind
    /// In lower case; empty for the main class, which holds the code of the site manifests.
    let name: String
    let parameters: [Parameter]
    let body: Expression
    let file: SourceFile
    let range: SourceRange
    let parentName: String?
    /// The module that it was loaded from; empty for what a site manifest defines.
    let moduleName: String
    var parent: ResourceDefinition?
    /// A collector with overrides ran in this code; from then on it may override anything, as in Puppet.
    var overridesAnything = false
    /// The parameters with their types, once they were needed.
    var declarations: [ParameterDeclaration]?
    private(set) lazy var parameterNames: NameTable<Void> = {
        var names = NameTable<Void>(minimumCapacity: parameters.count)
        for parameter in parameters { names.set(parameter.key, ()) }
        return names
    }()

    init(
        kind: Kind, name: String, parameters: [Parameter] = [], body: Expression, file: SourceFile, range: SourceRange,
        parentName: String? = nil, moduleName: String = ""
    ) {
        self.kind = kind
        self.name = name
        self.parameters = parameters
        self.body = body
        self.file = file
        self.range = range
        self.parentName = parentName
        self.moduleName = moduleName
    }

    var place: SourcePlace { SourcePlace(file: file, range: range) }

    /// Whether this class inherits from the other, directly or not.
    func isChild(of other: ResourceDefinition) -> Bool {
        if overridesAnything { return true }
        var ancestor = parent
        while let current = ancestor {
            if current === other { return true }
            if current.overridesAnything { return true }
            ancestor = current.parent
        }
        return false
    }
}
