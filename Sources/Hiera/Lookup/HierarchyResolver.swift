import Diagnostics
import OrderedCollections
import PuppetTypes

/// Interpolates the paths and options of a hierarchy.
struct HierarchyResolver {
    let engine: HieraEngine
    let configuration: HieraConfiguration
    let layer: LayerKind
    let invocation: LookupInvocation
    private var reads: [HieraRead] = []
    private var levels: [DataFileIdentity] = []

    init(engine: HieraEngine, configuration: HieraConfiguration, layer: LayerKind, invocation: LookupInvocation) {
        self.engine = engine
        self.configuration = configuration
        self.layer = layer
        self.invocation = invocation
    }

    private var interpolator: Interpolator {
        Interpolator(engine: engine, invocation: invocation, allowsMethods: false)
    }

    mutating func resolve(_ entries: [HierarchyEntry]) throws(HieraError) -> ResolvedHierarchy {
        var resolved: [ResolvedEntry] = []
        for entry in entries {
            do throws(HieraError) {
                resolved.append(try resolve(entry))
            } catch {
                throw error.placed(at: entry.place)
            }
        }
        return ResolvedHierarchy(
            entries: resolved, levels: DataLevels(files: levels), reads: reads,
            warnings: resolved.flatMap(foreignKeys))
    }

    /// Of a module's data files, those that have other keys than the module's.
    private func foreignKeys(of entry: ResolvedEntry) -> [Diagnostic.Message] {
        guard let module = layer.moduleName, case .dataHash(let format) = entry.entry.backend else { return [] }
        return (entry.locations ?? []).compactMap { location in
            guard let file = location.dataFile,
                file.keys.contains(where: { !$0.belongs(to: module) })
            else { return nil }
            return .foreignKeys(
                module,
                "Value returned from data_hash function '\(format.rawValue)_data', when using location '\(location.path)',"
            )
        }
    }

    private mutating func resolve(_ entry: HierarchyEntry) throws(HieraError) -> ResolvedEntry {
        let datadir = try interpolator.text(entry.datadir)
        guard case .hash(let options) = try interpolator.interpolate(.hash(entry.options)) else {
            return ResolvedEntry(entry: entry, options: [:], locations: nil)
        }
        var locations = try locations(entry, datadir: datadir)
        if let format = entry.backend.format {
            locations = entry.isOfURIs ? nil : locations?.map { location in load(location, format) }
        } else {
            locations = locations?.map { location in checked(location) }
        }
        return ResolvedEntry(entry: entry, options: options, locations: locations)
    }

    /// A location of a backend that is a function: it is only asked about what exists.
    private mutating func checked(_ location: ResolvedLocation) -> ResolvedLocation {
        if location.isURI { return location }
        reads.append(.glob(pattern: location.path))
        return ResolvedLocation(
            path: location.path, original: location.original, exists: engine.exists(location.path))
    }

    private mutating func load(_ location: ResolvedLocation, _ format: DataFormat) -> ResolvedLocation {
        let identity = DataFileIdentity(path: location.path, format: format)
        defer { levels.append(identity) }
        return ResolvedLocation(
            path: location.path, original: location.original, index: levels.count, file: engine.dataFile(identity))
    }

    private mutating func locations(
        _ entry: HierarchyEntry, datadir: String
    ) throws(HieraError) -> [ResolvedLocation]? {
        // A datadir may be absolute only to be refused together with the path.
        let directory = datadir.hasPrefix("/") ? datadir : configuration.root + "/" + datadir
        var locations: [ResolvedLocation] = []
        switch entry.location {
        case nil: return nil
        case .uris(let templates):
            for template in templates { locations.append(try uri(template)) }
        case .paths(let templates):
            for template in templates { locations.append(try location(template, in: directory)) }
        case .globs(let templates):
            for template in templates { locations += try matches(template, in: directory) }
        case .mappedPaths(let variable, let name, let template):
            for element in try elements(of: variable) {
                locations.append(
                    try invocation.with(local: name, element) { () throws(HieraError) in
                        try location(template, in: directory)
                    })
            }
        }
        return locations
    }

    private func location(
        _ template: HierarchyEntry.Template, in directory: String
    ) throws(HieraError) -> ResolvedLocation {
        do throws(HieraError) {
            let path = try interpolator.text(template.text)
            return ResolvedLocation(
                path: try engine.paths.resolve(
                    path, in: trimmed(directory), layer: layer, root: configuration.root, at: template.place),
                original: template.text)
        } catch {
            throw error.placed(at: template.place)
        }
    }

    private func uri(_ template: HierarchyEntry.Template) throws(HieraError) -> ResolvedLocation {
        do throws(HieraError) {
            let text = try interpolator.text(template.text)
            if let problem = URIText.problem(text) {
                throw HieraError(.path, Diagnostic.Message(problem), at: template.place, isCallFailure: true)
            }
            return ResolvedLocation(path: text, original: template.text, isURI: true)
        } catch {
            throw error.placed(at: template.place)
        }
    }

    private mutating func matches(
        _ template: HierarchyEntry.Template, in directory: String
    ) throws(HieraError) -> [ResolvedLocation] {
        let pattern = try location(template, in: directory).path
        reads.append(.glob(pattern: pattern))
        return engine.matches(pattern).filter { path in
            !path.split(separator: "/").contains("..")
                && engine.paths.isAllowed(path, layer: layer, root: configuration.root)
        }.map { ResolvedLocation(path: $0, original: pattern) }
    }

    /// The directory without the slash that an empty root leaves in front.
    private func trimmed(_ directory: String) -> String {
        configuration.root.isEmpty && directory.hasPrefix("/") ? String(directory.dropFirst()) : directory
    }

    private func elements(of variable: String) throws(HieraError) -> [Value] {
        switch try interpolator.variable(variable) {
        case .array(let elements)?: return elements
        case .string(let text)?: return text.isEmpty ? [] : [.string(text)]
        case .undef?, nil: return []
        case .some(let value):
            throw HieraError(
                .configuration, "mapped_paths expects '\(variable)' to be a String or an Array, got \(value.typeWord)")
        }
    }
}
