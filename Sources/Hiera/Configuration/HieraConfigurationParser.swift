import Diagnostics
import OrderedCollections
import PuppetTypes
import YAML

/// Reads and checks a `hiera.yaml`.
struct HieraConfigurationParser {
    private let source: SourceFile
    private let layer: LayerKind

    private typealias Kinds = HieraConfigurationType

    private init(source: SourceFile, layer: LayerKind) {
        self.source = source
        self.layer = layer
    }

    static func parse(_ source: SourceFile, _ layer: LayerKind) throws(HieraError) -> HieraConfiguration {
        let result = YAMLParser.parse(source, mergeKeys: .laterWins)
        if let error = result.diagnostics.first(where: { $0.severity == .error }) {
            throw HieraError(
                .configuration, "(\(source.path)): \(error.message.text)", at: error.place, notes: error.notes,
                isCallFailure: true)
        }
        return try HieraConfigurationParser(source: source, layer: layer).configuration(result.documents.first)
    }

    private func place(_ node: YAMLNode) -> SourcePlace { SourcePlace(file: source, range: node.range) }

    private func failure(_ problem: Diagnostic.Message, at node: YAMLNode) -> HieraError {
        HieraError(.configuration, problem, at: place(node))
    }

    private func configuration(_ document: YAMLNode?) throws(HieraError) -> HieraConfiguration {
        guard let document, document.mapping != nil else { throw oldVersion("3", at: document) }
        var reader = YAMLValueReader(source: source)
        guard case .hash(var members) = try reader.value(document) else { throw oldVersion("3", at: document) }
        for key in ["defaults", "hierarchy"] where members[key] == .undef { members[key] = nil }
        try checkVersion(members["version"] ?? .undef, document.child("version") ?? document)
        try check(.hash(members), document, reader.problem)
        let defaults = try defaults(members["defaults"], document)
        var hierarchy = try hierarchy("hierarchy", members, document, defaults)
        if hierarchy == nil { hierarchy = [try standardEntry(defaults, document)] }
        _ = try self.hierarchy("plan_hierarchy", members, document, defaults)
        if let key = document.key("default_hierarchy"), layer.moduleName == nil {
            throw failure("'default_hierarchy' is only allowed in the module layer", at: key)
        }
        return HieraConfiguration(
            source: source, root: source.path.split(separator: "/").dropLast().joined(separator: "/"),
            hierarchy: hierarchy ?? [],
            defaultHierarchy: try self.hierarchy("default_hierarchy", members, document, defaults))
    }

    private func checkVersion(_ version: Value, _ node: YAMLNode) throws(HieraError) {
        let number: Int
        switch version {
        case .undef: throw oldVersion("3", at: node)
        case .integer(let value): number = value
        case .float(let value): number = value.isFinite && value.magnitude < 1000 ? Int(value) : 0
        case .string(let text): number = Int(text.prefix { $0.isASCII && $0.isNumber }) ?? 0
        default: number = 0
        }
        switch number {
        case 5: return
        case 3, 4: throw oldVersion(String(number), at: node)
        default: throw failure("This runtime does not support hiera.yaml version \(number)", at: node)
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

    /// The shape, in the words of the type system.
    private func check(
        _ value: Value, _ document: YAMLNode, _ problem: YAMLValueReader.Problem?
    ) throws(HieraError) {
        let subject = "The Lookup Configuration at '\(source.path)' has wrong type,"
        if let problem {
            throw HieraError(
                .configuration, "\(subject) it holds \(problem.text)",
                at: SourcePlace(file: source, range: problem.range), isCallFailure: true)
        }
        guard !Kinds.configuration.accepts(value) else { return }
        let text = TypeMismatch.describe(subject: subject, expected: Kinds.configuration, actual: value)
        throw HieraError(
            .configuration, Diagnostic.Message(text),
            at: place(document.culprit(value, Kinds.configuration)), isCallFailure: true)
    }

    /// What entries take when they do not say it themselves.
    private struct Defaults {
        var datadir = "data"
        var backend: HierarchyEntry.Backend? = .dataHash(.yaml)
        var options: PuppetHash = [:]
    }

    private func defaults(_ value: Value?, _ document: YAMLNode) throws(HieraError) -> Defaults {
        guard case .hash(let members)? = value, let node = document.child("defaults") else { return Defaults() }
        guard Kinds.backendKeys.filter({ members[$0] != nil }).count <= 1 else {
            throw failure("Only one of \(Self.list(Kinds.backendKeys)) can be defined in defaults", at: node)
        }
        for key in ["path", "uri"] where members.hash("options")?[key] != nil {
            throw failure("Option key '\(key)' used in defaults is reserved by Puppet", at: node)
        }
        return Defaults(
            datadir: members["datadir"]?.stringContent ?? "data", backend: try backend(members, node),
            options: members.hash("options") ?? [:])
    }

    private func hierarchy(
        _ key: String, _ members: PuppetHash, _ document: YAMLNode, _ defaults: Defaults
    ) throws(HieraError) -> [HierarchyEntry]? {
        guard case .array(let values)? = members[key], let nodes = document.child(key)?.sequence else { return nil }
        var entries: [HierarchyEntry] = []
        for (value, node) in zip(values, nodes) {
            guard case .hash(let members) = value else { continue }
            entries.append(try entry(members, node, defaults))
        }
        for (index, entry) in entries.enumerated() {
            guard let first = entries[..<index].first(where: { $0.name == entry.name }) else { continue }
            let keys = (
                nodes[entries.firstIndex { $0.name == entry.name } ?? index].key("name"), nodes[index].key("name")
            )
            let line = keys.0.flatMap(lineInBlock).map { " First defined at (line: \($0))" } ?? ""
            throw HieraError(
                .configuration, "Hierarchy name '\(entry.name)' defined more than once.\(line)",
                at: keys.1.map(place) ?? entry.place, notes: [Diagnostic.Note("first defined here", at: first.place)])
        }
        return entries
    }

    /// The line of a key that has a blank before it, which is how Puppet looks for it.
    private func lineInBlock(_ key: YAMLNode) -> Int? {
        let before = key.range.lower - 1
        guard source.bytes.indices.contains(before), [0x20, 0x09, 0x0A].contains(source.bytes[before]) else {
            return nil
        }
        return place(key).line
    }

    /// The hierarchy of a file that names none.
    private func standardEntry(_ defaults: Defaults, _ document: YAMLNode) throws(HieraError) -> HierarchyEntry {
        let template = HierarchyEntry.Template(text: "common.yaml", place: place(document))
        guard let backend = defaults.backend else { throw noBackend("Common", document) }
        return HierarchyEntry(
            name: "Common", backend: backend, datadir: defaults.datadir, location: .paths([template]),
            options: defaults.options, place: place(document))
    }

    private func noBackend(_ name: String, _ node: YAMLNode) -> HieraError {
        failure("One of \(Self.list(Kinds.backendKeys)) must be defined in hierarchy '\(name)'", at: node)
    }

    private func entry(
        _ members: PuppetHash, _ node: YAMLNode, _ defaults: Defaults
    ) throws(HieraError) -> HierarchyEntry {
        let name = members["name"]?.stringContent ?? ""
        guard Kinds.backendKeys.filter({ members[$0] != nil }).count <= 1 else {
            throw failure("Only one of \(Self.list(Kinds.backendKeys)) can be defined in hierarchy '\(name)'", at: node)
        }
        guard let backend = try backend(members, node) ?? defaults.backend else { throw noBackend(name, node) }
        guard Kinds.locationKeys.filter({ members[$0] != nil }).count <= 1 else {
            throw failure(
                "Only one of \(Self.list(Kinds.locationKeys)) can be defined in hierarchy '\(name)'", at: node)
        }
        for key in ["path", "uri"] where members.hash("options")?[key] != nil {
            throw failure("Option key '\(key)' used in hierarchy '\(name)' is reserved by Puppet", at: node)
        }
        return HierarchyEntry(
            name: name, backend: backend, datadir: members["datadir"]?.stringContent ?? defaults.datadir,
            location: location(members, node), options: members.hash("options") ?? defaults.options,
            place: place(node))
    }

    private func backend(_ members: PuppetHash, _ node: YAMLNode) throws(HieraError) -> HierarchyEntry.Backend? {
        guard let key = Kinds.backendKeys.first(where: { members[$0] != nil }),
            let function = members[key]?.stringContent
        else { return nil }
        switch (LookupBackendKind(rawValue: key), function) {
        case (.dataHash, "yaml_data"): return .dataHash(.yaml)
        case (.dataHash, "json_data"): return .dataHash(.json)
        case (.dataHash, "hocon_data"): return .dataHash(.hocon)
        case (.lookupKey, "eyaml_lookup_key"): return .eyamlLookupKey
        case (let kind?, _): return .function(kind, function)
        case (nil, _): throw hiera3Backend(function, at: node.key(key) ?? node)
        }
    }

    private func hiera3Backend(_ name: String, at node: YAMLNode) -> HieraError {
        guard layer == .global else { return failure("'hiera3_backend' is only allowed in the global layer", at: node) }
        if DataFormat(rawValue: name) != nil {
            return failure("Use \"data_hash: \(name)_data\" instead of \"hiera3_backend: \(name)\"", at: node)
        }
        return HieraError(
            .unsupported, "hiera3_backend '\(name)' cannot be used: it is written in Ruby for Hiera 3", at: place(node),
            notes: [
                Diagnostic.Note("write it as a function in the Puppet language, and name it as 'lookup_key'")
            ])
    }

    private func location(_ members: PuppetHash, _ node: YAMLNode) -> HierarchyEntry.Location? {
        guard let key = Kinds.locationKeys.first(where: { members[$0] != nil }), let node = node.child(key) else {
            return nil
        }
        let nodes = node.sequence ?? [node]
        let values: [Value] =
            if case .array(let elements)? = members[key] { elements } else { [members[key] ?? .undef] }
        let templates = zip(values, nodes).map { value, node in
            HierarchyEntry.Template(text: value.stringContent ?? "", place: place(node))
        }
        switch key {
        case "path", "paths": return .paths(templates)
        case "glob", "globs": return .globs(templates)
        case "uri", "uris": return .uris(templates)
        default:
            return .mappedPaths(variable: templates[0].text, name: templates[1].text, template: templates[2])
        }
    }

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + ", or " + (words.last ?? "")
    }
}

extension PuppetHash {
    /// The hash under a string key; nil for any other value.
    fileprivate func hash(_ key: String) -> PuppetHash? {
        if case .hash(let entries)? = self[key] { entries } else { nil }
    }
}

extension YAMLNode {
    /// The key of that name, which may be a `:symbol`.
    fileprivate func key(_ name: String) -> YAMLNode? { entry(name)?.key }

    /// The value under that name.
    fileprivate func child(_ name: String) -> YAMLNode? { entry(name)?.value }

    private func entry(_ name: String) -> (key: YAMLNode, value: YAMLNode)? {
        mapping?.last { $0.key.scalar?.text == name || $0.key.scalar?.text == ":" + name }.map { ($0.key, $0.value) }
    }

    /// The part that makes the type refuse the value.
    fileprivate func culprit(_ value: Value, _ type: PuppetType) -> YAMLNode {
        switch (type, value) {
        case (.structure(let elements), .hash(let entries)):
            for (key, value) in entries {
                guard let child = child(RubyText.string(key)) else { continue }
                guard let element = elements.first(where: { $0.name == key.stringContent }) else { return child }
                if !element.type.accepts(value) { return child.culprit(value, element.type) }
            }
        case (.array(let element, _), .array(let values)):
            for (node, value) in zip(sequence ?? [], values) where !element.accepts(value) {
                return node.culprit(value, element)
            }
        default: break
        }
        return self
    }
}
