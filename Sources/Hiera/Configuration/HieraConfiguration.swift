import Diagnostics
import PuppetTypes

/// A `hiera.yaml` of version 5.
final class HieraConfiguration: Sendable {
    let source: SourceFile
    /// The directory that it stands in, `""` for the codedir itself.
    let root: String
    let hierarchy: [HierarchyEntry]
    /// Only a module may have one; asked when nothing else had the key.
    let defaultHierarchy: [HierarchyEntry]?

    /// The variables that the hierarchies interpolate, which decide what the paths are.
    let variables: [HieraVariable]
    /// The positions of those that may change during a compile.
    let changingVariables: [Int]

    init(source: SourceFile, root: String, hierarchy: [HierarchyEntry], defaultHierarchy: [HierarchyEntry]?) {
        self.source = source
        self.root = root
        self.hierarchy = hierarchy
        self.defaultHierarchy = defaultHierarchy
        var variables: [HieraVariable] = []
        for entry in hierarchy + (defaultHierarchy ?? []) {
            for text in entry.variables where !variables.contains(where: { $0.key.text == text }) {
                // One that is no variable's name is an error when the paths are interpolated.
                guard let key = try? LookupKey(text) else { continue }
                variables.append(HieraVariable(key: key, place: entry.place))
            }
        }
        self.variables = variables
        changingVariables = variables.indices.filter { !variables[$0].isConstant }
    }
}

/// A variable in the paths or options of a hierarchy.
final class HieraVariable: Sendable {
    let key: LookupKey
    /// The level that uses it.
    let place: SourcePlace

    init(key: LookupKey, place: SourcePlace) {
        self.key = key
        self.place = place
    }

    /// Whether it is the same throughout a compile.
    var isConstant: Bool {
        let name = key.root.text
        let root = name.hasPrefix("::") ? name.dropFirst(2) : name[...]
        return root == "facts" || root == "trusted" || root == "server_facts"
    }
}

/// One level of a hierarchy.
struct HierarchyEntry: Sendable {
    let name: String
    let backend: Backend
    let datadir: String
    let location: Location?
    let options: PuppetHash
    let place: SourcePlace

    enum Backend: Sendable {
        case dataHash(DataFormat)
        case eyamlLookupKey
        /// A function that is not built in.
        case function(LookupBackendKind, String)

        var format: DataFormat? {
            switch self {
            case .dataHash(let format): format
            case .eyamlLookupKey: .yaml
            case .function: nil
            }
        }
    }

    enum Location: Sendable {
        case paths([Template])
        case globs([Template])
        case uris([Template])
        /// One path for each element of a variable: `[facts.zones, zone, "zones/%{zone}.yaml"]`.
        case mappedPaths(variable: String, name: String, template: Template)
    }

    /// A text that may hold `%{variable}`.
    struct Template: Sendable {
        let text: String
        let place: SourcePlace
    }
}

extension HierarchyEntry {
    var isOfURIs: Bool { if case .uris = location { true } else { false } }

    /// The variable expressions in its texts.
    var variables: [String] {
        var names = Self.variables(in: .string(datadir)) + options.flatMap { Self.variables(in: $0.value) }
        switch location {
        case .paths(let templates), .globs(let templates), .uris(let templates):
            names += templates.flatMap { Self.variables(in: .string($0.text)) }
        case .mappedPaths(let variable, let name, let template):
            names += [variable] + Self.variables(in: .string(template.text)).filter { $0 != name }
        case nil: break
        }
        return names
    }

    private static func variables(in value: Value) -> [String] {
        switch value {
        case .string(let text):
            InterpolationExpression.all(in: text).compactMap { expression in
                if case .variable(let name) = expression.content { name } else { nil }
            }
        case .array(let elements): elements.flatMap(variables)
        case .hash(let entries): entries.flatMap { variables(in: $0.key) + variables(in: $0.value) }
        default: []
        }
    }
}
