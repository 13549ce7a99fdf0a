import Diagnostics
import JSON
import OrderedCollections
import PuppetTypes
import YAML

/// Reads data files as Puppet's `yaml_data`, `json_data` and `hocon_data` do.
enum DataFileParser {
    static func parse(_ source: SourceFile, _ format: DataFormat) throws(HieraError) -> DataFile {
        switch format {
        case .yaml: try yaml(source)
        case .json: try json(source)
        case .hocon: try hocon(source)
        }
    }

    private static func yaml(_ source: SourceFile) throws(HieraError) -> DataFile {
        let result = YAMLParser.parse(source, mergeKeys: .laterWins)
        if let error = result.diagnostics.first(where: { $0.severity == .error }) {
            throw HieraError(
                .data, "Unable to parse (\(source.path)): \(error.message.text)", at: error.place, notes: error.notes)
        }
        guard let root = result.documents.first else { return DataFile(source: source, entries: [:]) }
        guard let mapping = root.mapping else {
            // An empty document is an empty hash.
            guard case .scalar(let scalar) = root.content, [.null, .boolean(false)].contains(PsychScalar(scalar)) else {
                throw HieraError(
                    .data, "\(source.path): file does not contain a valid yaml hash",
                    at: SourcePlace(file: source, range: root.range))
            }
            return DataFile(source: source, entries: [:])
        }
        var entries: [String: DataFile.Entry] = [:]
        entries.reserveCapacity(mapping.count)
        for entry in mapping {
            var reader = YAMLValueReader(source: source)
            // Only text can be looked up.
            guard case .string(let key) = try reader.key(entry.key) else { continue }
            entries[key] = DataFile.Entry(
                value: try reader.value(entry.value), node: entry.value, keyRange: entry.key.range,
                problem: reader.problem)
        }
        return DataFile(source: source, entries: entries)
    }

    private static func json(_ source: SourceFile) throws(HieraError) -> DataFile {
        let root: JSON
        do {
            root = try JSONParser.parse(JSONComments.blanked(source.bytes))
        } catch {
            let place = SourcePlace(file: source, range: SourceRange(error.offset, error.offset))
            throw HieraError(.data, "Unable to parse (\(source.path)): \(error.message)", at: place)
        }
        guard case .object(let members) = root else {
            let subject =
                "Value returned from data_hash function 'json_data', when using location '\(source.path)', has wrong type,"
            throw HieraError(
                .data,
                Diagnostic.Message(
                    TypeMismatch.describe(subject: subject, expected: .anyHash, actual: Value(data: root))),
                at: SourcePlace(file: source, range: .zero))
        }
        // JSON is YAML, too, which knows the places.
        let places = YAMLParser.parse(source)
        let tree = places.diagnostics.contains { $0.severity == .error } ? nil : places.documents.first
        let nodes = Dictionary(
            tree?.mapping?.compactMap { entry in entry.key.scalar.map { ($0.text, entry) } } ?? [],
            uniquingKeysWith: { $1 })
        var entries: [String: DataFile.Entry] = [:]
        for (key, value) in members {
            entries[key] = DataFile.Entry(
                value: Value(data: value), node: nodes[key]?.value, keyRange: nodes[key]?.key.range)
        }
        return DataFile(source: source, entries: entries)
    }

    private static func hocon(_ source: SourceFile) throws(HieraError) -> DataFile {
        var parser = HOCONParser(source)
        let members = try parser.document()
        return DataFile(
            source: source, entries: members.mapValues { DataFile.Entry(value: Value(data: $0), node: nil) }.dictionary)
    }
}

extension OrderedDictionary {
    fileprivate var dictionary: [Key: Value] {
        Dictionary(elements.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }
}
