import Diagnostics
import OrderedCollections
import PuppetTypes
import YAML

/// Reads and checks a `hiera.yaml`.
struct HieraConfigurationParser {
    private let source: SourceFile
    private let layer: LayerKind

    private static let backendKeys = ["data_hash", "lookup_key", "data_dig", "hiera3_backend"]
    private static let locationKeys = ["path", "paths", "glob", "globs", "uri", "uris", "mapped_paths"]
    private static let entryKeys = ["name", "options", "datadir"] + backendKeys + locationKeys

    private init(source: SourceFile, layer: LayerKind) {
        self.source = source
        self.layer = layer
    }

    static func parse(_ source: SourceFile, _ layer: LayerKind) throws(HieraError) -> HieraConfiguration {
        let result = YAMLParser.parse(source, mergeKeys: .laterWins)
        if let error = result.diagnostics.first(where: { $0.severity == .error }) {
            throw HieraError(
                .configuration, "Unable to parse (\(source.path)): \(error.message.text)", at: error.place,
                notes: error.notes)
        }
        return try HieraConfigurationParser(source: source, layer: layer).configuration(result.documents.first)
    }

    private func place(_ node: YAMLNode) -> SourcePlace { SourcePlace(file: source, range: node.range) }

    private func failure(_ problem: Diagnostic.Message, at node: YAMLNode) -> HieraError {
        HieraError(.configuration, problem, at: place(node))
    }

    private func shape(_ problem: String, at node: YAMLNode) -> HieraError {
        failure("The Lookup Configuration at '\(source.path)' has wrong type, \(problem)", at: node)
    }

    private func configuration(_ document: YAMLNode?) throws(HieraError) -> HieraConfiguration {
        guard let document, let members = try members(document) else { throw oldVersion("3", at: document) }
        try checkVersion(members["version"] ?? nil, document)
        for (key, node) in members
        where !["version", "defaults", "hierarchy", "default_hierarchy", "plan_hierarchy"].contains(key) {
            throw shape("unrecognized key '\(key)'", at: node)
        }
        let defaults = try defaults(members["defaults"])
        let hierarchy = try hierarchy(members["hierarchy"], defaults) ?? [standardEntry(defaults, document)]
        if let node = members["default_hierarchy"], layer.moduleName == nil {
            throw failure("'default_hierarchy' is only allowed in the module layer", at: node)
        }
        let directory = source.path.split(separator: "/").dropLast().joined(separator: "/")
        return HieraConfiguration(
            source: source, root: directory, hierarchy: hierarchy,
            defaultHierarchy: try self.hierarchy(members["default_hierarchy"], defaults))
    }

    private func checkVersion(_ node: YAMLNode?, _ document: YAMLNode) throws(HieraError) {
        guard let node, let scalar = node.scalar else { throw oldVersion("3", at: document) }
        switch PsychScalar(scalar) {
        case .integer(5): return
        case .integer(let version) where version == 3 || version == 4: throw oldVersion(String(version), at: node)
        case .integer, .null, .boolean, .float, .string, .symbol, .refused:
            throw failure("This runtime does not support hiera.yaml version \(scalar.text)", at: node)
        }
    }

    private func oldVersion(_ version: String, at node: YAMLNode?) -> HieraError {
        HieraError(
            .configuration, "hiera.yaml version \(version) cannot be used in \(layer.word)",
            at: SourcePlace(file: source, range: node?.range ?? .zero),
            notes: [
                Diagnostic.Note(
                    "move it to version 5: 'version: 5', each ':backends:' entry becomes 'data_hash: yaml_data' (or 'lookup_key: eyaml_lookup_key' with its keys under 'options'), ':datadir:' becomes 'datadir', and each ':hierarchy:' entry becomes '- name: …' with 'path: ….yaml'"
                )
            ])
    }

    /// The entries of a mapping by their names, `:symbols` as text; nil for what is no mapping. An entry without a
    /// value is as good as none.
    private func members(_ node: YAMLNode) throws(HieraError) -> OrderedDictionary<String, YAMLNode>? {
        guard let entries = node.mapping?.filter({ $0.value.scalar.map(PsychScalar.init) != .null }) else { return nil }
        var members: OrderedDictionary<String, YAMLNode> = [:]
        for entry in entries {
            guard let scalar = entry.key.scalar else { throw shape("expects the key to be a String", at: entry.key) }
            switch PsychScalar(scalar) {
            case .string(let name), .symbol(let name): members[name] = entry.value
            case .null, .boolean, .integer, .float, .refused: members[scalar.text] = entry.value
            }
        }
        return members
    }

    /// What entries take when they do not say it themselves.
    private struct Defaults {
        var datadir = "data"
        var backend: HierarchyEntry.Backend? = .dataHash(.yaml)
        var options: PuppetHash = [:]
    }

    private func defaults(_ node: YAMLNode?) throws(HieraError) -> Defaults {
        guard let node else { return Defaults() }
        guard let members = try members(node) else { throw shape("entry 'defaults' expects a Hash value", at: node) }
        for (key, value) in members where !(Self.backendKeys.prefix(3) + ["datadir", "options"]).contains(key) {
            throw shape("entry 'defaults' unrecognized key '\(key)'", at: value)
        }
        guard Self.backendKeys.filter({ members[$0] != nil }).count <= 1 else {
            throw failure("Only one of \(Self.list(Self.backendKeys)) can be defined in defaults", at: node)
        }
        let options = try options(members["options"], "entry 'defaults' ")
        for key in ["path", "uri"] where options[key] != nil {
            throw failure("Option key '\(key)' used in defaults is reserved by Puppet", at: node)
        }
        return Defaults(
            datadir: try members["datadir"].map { node throws(HieraError) in
                try text(node, "entry 'defaults' entry 'datadir'")
            } ?? "data",
            backend: try backend(members, "entry 'defaults' "), options: options)
    }

    private func hierarchy(_ node: YAMLNode?, _ defaults: Defaults) throws(HieraError) -> [HierarchyEntry]? {
        guard let node else { return nil }
        guard let nodes = node.sequence else { throw shape("entry 'hierarchy' expects an Array value", at: node) }
        var entries: [HierarchyEntry] = []
        for (index, node) in nodes.enumerated() {
            let entry = try entry(node, index, defaults)
            if let first = entries.first(where: { $0.name == entry.name }) {
                throw HieraError(
                    .configuration, "Hierarchy name '\(entry.name)' defined more than once.", at: entry.place,
                    notes: [Diagnostic.Note("first defined here", at: first.place)])
            }
            entries.append(entry)
        }
        return entries
    }

    /// The hierarchy of a file that names none.
    private func standardEntry(_ defaults: Defaults, _ document: YAMLNode) -> HierarchyEntry {
        let template = HierarchyEntry.Template(text: "common.yaml", place: place(document))
        return HierarchyEntry(
            name: "Common", backend: defaults.backend ?? .dataHash(.yaml), datadir: defaults.datadir,
            location: .paths([template]), options: defaults.options, place: place(document))
    }

    private func entry(_ node: YAMLNode, _ index: Int, _ defaults: Defaults) throws(HieraError) -> HierarchyEntry {
        guard let members = try members(node) else {
            throw shape("entry 'hierarchy' index \(index) expects a Hash value", at: node)
        }
        for (key, value) in members where !Self.entryKeys.contains(key) {
            throw shape("entry 'hierarchy' index \(index) unrecognized key '\(key)'", at: value)
        }
        guard let nameNode = members["name"] else {
            throw shape("entry 'hierarchy' index \(index) expects a value for key 'name'", at: node)
        }
        let context = "entry 'hierarchy' index \(index) "
        let name = try text(nameNode, "\(context)entry 'name'")
        guard Self.locationKeys.filter({ members[$0] != nil }).count <= 1 else {
            throw failure("Only one of \(Self.list(Self.locationKeys)) can be defined in hierarchy '\(name)'", at: node)
        }
        guard Self.backendKeys.filter({ members[$0] != nil }).count <= 1 else {
            throw failure("Only one of \(Self.list(Self.backendKeys)) can be defined in hierarchy '\(name)'", at: node)
        }
        if let node = members["hiera3_backend"], layer != .global {
            throw failure("'hiera3_backend' is only allowed in the global layer", at: node)
        }
        guard let backend = try backend(members, context) ?? defaults.backend else {
            throw failure("One of \(Self.list(Self.backendKeys)) must be defined in hierarchy '\(name)'", at: node)
        }
        let options = try members["options"] == nil ? defaults.options : options(members["options"], context)
        for key in ["path", "uri"] where options[key] != nil {
            throw failure("Option key '\(key)' used in hierarchy '\(name)' is reserved by Puppet", at: node)
        }
        let datadir = try members["datadir"].map { node throws(HieraError) in
            try text(node, "\(context)entry 'datadir'")
        }
        return HierarchyEntry(
            name: name, backend: backend, datadir: datadir ?? defaults.datadir,
            location: try location(members, context),
            options: options, place: place(node))
    }

    private func backend(
        _ members: OrderedDictionary<String, YAMLNode>, _ context: String
    ) throws(HieraError) -> HierarchyEntry.Backend? {
        guard let kind = Self.backendKeys.first(where: { members[$0] != nil }), let node = members[kind] else {
            return nil
        }
        let function = try text(node, "\(context)entry '\(kind)'")
        switch (kind, function) {
        case ("data_hash", "yaml_data"): return .dataHash(.yaml)
        case ("data_hash", "json_data"): return .dataHash(.json)
        case ("data_hash", "hocon_data"): return .dataHash(.hocon)
        case ("lookup_key", "eyaml_lookup_key"): return .eyamlLookupKey
        default: return .unsupported(kind: kind, function: function)
        }
    }

    private func location(
        _ members: OrderedDictionary<String, YAMLNode>, _ context: String
    ) throws(HieraError) -> HierarchyEntry.Location? {
        guard let key = Self.locationKeys.first(where: { members[$0] != nil }), let node = members[key] else {
            return nil
        }
        let context = "\(context)entry '\(key)'"
        switch key {
        case "path": return .paths([try template(node, context)])
        case "paths": return .paths(try templates(node, context))
        case "glob": return .globs([try template(node, context)])
        case "globs": return .globs(try templates(node, context))
        case "uri": return .uris([try template(node, context)])
        case "uris": return .uris(try templates(node, context))
        default:
            let parts = try templates(node, context)
            guard parts.count == 3 else { throw shape("\(context) expects size to be 3, got \(parts.count)", at: node) }
            return .mappedPaths(variable: parts[0].text, name: parts[1].text, template: parts[2])
        }
    }

    private func templates(_ node: YAMLNode, _ context: String) throws(HieraError) -> [HierarchyEntry.Template] {
        guard let nodes = node.sequence, !nodes.isEmpty else {
            throw shape("\(context) expects an Array value with at least one element", at: node)
        }
        var templates: [HierarchyEntry.Template] = []
        for (index, node) in nodes.enumerated() { templates.append(try template(node, "\(context) index \(index)")) }
        return templates
    }

    private func template(_ node: YAMLNode, _ context: String) throws(HieraError) -> HierarchyEntry.Template {
        HierarchyEntry.Template(text: try text(node, context), place: place(node))
    }

    private func text(_ node: YAMLNode, _ context: String) throws(HieraError) -> String {
        var reader = YAMLValueReader(source: source)
        let value = try reader.value(node)
        guard case .string(let text) = value, reader.problem == nil else {
            throw shape("\(context) expects a String value, got \(value.typeWord)", at: node)
        }
        guard !text.isEmpty else { throw shape("\(context) expects a String[1] value, got String", at: node) }
        return text
    }

    private func options(_ node: YAMLNode?, _ context: String) throws(HieraError) -> PuppetHash {
        guard let node else { return [:] }
        var reader = YAMLValueReader(source: source)
        let value = try reader.value(node)
        guard case .hash(let options) = value, reader.problem == nil else {
            throw shape("\(context)entry 'options' expects a Hash value, got \(value.typeWord)", at: node)
        }
        for key in options.keys {
            guard let name = key.stringContent, Self.isOptionName(name) else {
                throw shape(
                    "\(context)entry 'options' key of entry '\(RubyText.string(key))' must begin with a letter and end with a letter or a digit",
                    at: node)
            }
        }
        return options
    }

    /// Begins with a letter, ends with a letter or a digit, holds `_` and `-` between.
    private static func isOptionName(_ name: String) -> Bool {
        guard let first = name.first, let last = name.last, first.isASCII, first.isLetter, last != "_", last != "-"
        else {
            return false
        }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    }

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + ", or " + (words.last ?? "")
    }
}
