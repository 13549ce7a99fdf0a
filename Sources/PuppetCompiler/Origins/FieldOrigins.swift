import Diagnostics
import Kubernetes
import OrderedCollections
import PuppetCatalog
import PuppetEvaluator
import PuppetTypes

/// Where the fields of objects came from, in a compile that was traced.
struct FieldOrigins {
    let explorer: OriginExplorer

    private static let maximumNotes = 8

    /// The way of a field; nil for one that no parameter holds.
    func origin(of field: FieldPath, in resource: Resource) -> OriginNode? {
        guard let (parameter, path) = field.parameter(of: resource) else { return nil }
        return explorer.origin(of: resource.reference, parameter: parameter, path: path)
    }

    /// The way of some bytes of the text of a manifest.
    func origin(of bytes: SourceRange, in content: String, of manifest: Resource) -> OriginNode? {
        guard let value = manifest.parameters["content"], let path = Self.path(of: content, in: value) else {
            return nil
        }
        return explorer.origin(
            of: manifest.reference, parameter: "content", path: path, text: bytes.lower..<bytes.upper)
    }

    private static func path(of content: String, in value: Value) -> [ValueStep]? {
        switch value {
        case .string(content), .secret(content): return []
        case .sensitive(let inner): return path(of: content, in: inner)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let path = path(of: content, in: element) { return [.index(index)] + path }
            }
            return nil
        default: return nil
        }
    }

    // MARK: For errors

    /// Where the field was set, and what led there.
    func placeAndNotes(of field: FieldPath, in resource: Resource) -> (place: SourcePlace, notes: [Diagnostic.Note])? {
        guard let origin = origin(of: field, in: resource), let place = origin.place, origin.showsLine else {
            return nil
        }
        return (place, Self.notes(origin.sources))
    }

    func notes(on bytes: SourceRange, of content: String, in manifest: Resource) -> [Diagnostic.Note] {
        guard let origin = origin(of: bytes, in: content, of: manifest) else { return [] }
        // The template's own place is known already.
        let template = origin.sources.first { $0.text == OriginNode.templateText }
        return Self.notes(template?.sources ?? origin.sources)
    }

    private static func notes(_ nodes: [OriginNode]) -> [Diagnostic.Note] {
        var notes: [Diagnostic.Note] = []
        func add(_ nodes: [OriginNode]) {
            for node in nodes where notes.count < maximumNotes {
                if !node.text.isEmpty {
                    // Lines of data are not shown: they may hold secrets.
                    let place = node.showsLine ? "" : node.place.map { ", \($0.file.path):\($0.line)" } ?? ""
                    notes.append(
                        Diagnostic.Note(
                            Diagnostic.Message("from \(node.text)\(place)"), at: node.showsLine ? node.place : nil))
                }
                add(node.sources)
            }
        }
        add(nodes)
        return notes
    }
}

extension FieldPath {
    /// The parameter that holds a field of a resource's object, and the way inside it.
    func parameter(of resource: Resource) -> (name: String, path: [ValueStep])? {
        guard case .member(let first)? = steps.first else { return nil }
        var rest = Array(steps.dropFirst())
        var name = first
        if first == "metadata", case .member(let second)? = rest.first {
            if let key = rest.dropFirst().first, case .member(let entry) = key,
                resource.parameters[second]?.part(.key(.string(entry))) != nil
            {
                (name, rest) = (second, Array(rest.dropFirst()))
            } else if resource.parameters[second] != nil, rest.count == 1 {
                (name, rest) = (second, [])
            }
        }
        guard resource.parameters[name] != nil else { return nil }
        var path: [ValueStep] = []
        for step in rest {
            switch step {
            case .member(let name): path.append(.key(.string(name)))
            case .element(let index): path.append(.index(index))
            case .everyElement, .matching: return nil
            }
        }
        return (name, path)
    }
}
