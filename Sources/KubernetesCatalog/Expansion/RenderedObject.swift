package import Diagnostics
package import Kubernetes
package import PuppetCatalog
import YAML

/// One object of a manifest's text, with its place there.
package struct RenderedObject {
    package let manifest: Resource
    let node: YAMLNode
    let file: SourceFile
    package let content: String
    let isSensitive: Bool

    /// The place of a field in the text: that of the innermost node on the way that exists.
    func range(of path: FieldPath) -> SourceRange { place(of: path).key }

    /// The place of a field's value in the text, in bytes.
    package func valueRange(of path: FieldPath) -> SourceRange { place(of: path).value }

    private func place(of path: FieldPath) -> (key: SourceRange, value: SourceRange) {
        var node = node
        var range = node.range
        for step in path.steps {
            let next: YAMLNode?
            switch step {
            case .member(let name):
                guard let entry = node.mapping?.first(where: { $0.key.scalar?.text == name }) else {
                    return (range, node.range)
                }
                range = entry.key.range
                next = entry.value
            case .element(let index):
                next = node[index]
                range = next?.range ?? range
            case .everyElement, .matching: next = nil
            }
            guard let next else { return (range, node.range) }
            node = next
        }
        return (range, node.range)
    }

    /// Where the template wrote it, and a note that shows the rendered line.
    func place(
        of range: SourceRange, _ options: ExpansionOptions
    ) -> (place: SourcePlace?, note: Diagnostic.Note) {
        let line = file.position(at: range.lower).line
        return (options.templatePlace(content, line), Self.note(line, in: file, range, isSensitive: isSensitive))
    }

    /// `line 3 of the rendered text: replicas: x`; a text with a secret is not shown.
    static func note(_ line: Int, in file: SourceFile, _ range: SourceRange, isSensitive: Bool) -> Diagnostic.Note {
        guard !isSensitive, let text = file.line(line) else {
            return Diagnostic.Note("line \(line) of the rendered text, which is sensitive")
        }
        return Diagnostic.Note("line \(line) of the rendered text: \(text)", at: SourcePlace(file: file, range: range))
    }
}

extension Diagnostic.Note {
    fileprivate init(_ text: String, at place: SourcePlace? = nil) { self.init(Diagnostic.Message(text), at: place) }
}
