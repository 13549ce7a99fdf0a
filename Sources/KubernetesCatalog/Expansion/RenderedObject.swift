package import Diagnostics
package import Kubernetes
package import PuppetCatalog
import YAML

/// The text of a manifest, and where its objects are in it.
final class RenderedText {
    let file: SourceFile
    let content: String
    let isSensitive: Bool
    /// The places are needed for errors alone.
    private lazy var documents = YAMLParser.parse(file).documents

    init(_ content: String, path: String, isSensitive: Bool) {
        file = SourceFile(path: path, text: content)
        self.content = content
        self.isSensitive = isSensitive
    }

    fileprivate func document(_ index: Int) -> YAMLNode? {
        documents.indices.contains(index) ? documents[index] : nil
    }
}

/// One object of a manifest's text.
package struct RenderedObject {
    package let manifest: Resource
    let text: RenderedText
    /// The position of its document.
    let document: Int
    /// Its position in the list that the document is, in the list there, and so on.
    var items: [Int] = []

    private var node: YAMLNode? {
        items.reduce(text.document(document)) { node, item in node?["items"]?[item] }
    }

    package var content: String { text.content }

    /// The place of a field in the text: that of the innermost node on the way that exists.
    func range(of path: FieldPath) -> SourceRange { place(of: path).key }

    /// The place of a field's value in the text, in bytes.
    package func valueRange(of path: FieldPath) -> SourceRange { place(of: path).value }

    private func place(of path: FieldPath) -> (key: SourceRange, value: SourceRange) {
        guard var node else { return (.zero, .zero) }
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
        let line = text.file.position(at: range.lower).line
        return (options.templatePlace(text.content, line), text.note(line, range))
    }
}

extension RenderedText {
    /// `line 3 of the rendered text: replicas: x`; a text with a secret is not shown.
    func note(_ line: Int, _ range: SourceRange) -> Diagnostic.Note {
        guard !isSensitive, let text = file.line(line) else {
            return Diagnostic.Note("line \(line) of the rendered text, which is sensitive")
        }
        return Diagnostic.Note("line \(line) of the rendered text: \(text)", at: SourcePlace(file: file, range: range))
    }
}

extension Diagnostic.Note {
    fileprivate init(_ text: String, at place: SourcePlace? = nil) { self.init(Diagnostic.Message(text), at: place) }
}
