import Diagnostics
import JSON
package import PuppetTypes
import YAML

/// Data in a text of its own rather than in a data file.
package enum DataText {
    /// The first document as Ruby's Psych reads it, its date and set types aside.
    package static func yaml(_ text: String) throws(HieraError) -> Value {
        let source = SourceFile(path: "yaml", text: text)
        let result = YAMLParser.parse(source, mergeKeys: .laterWins)
        guard let root = result.documents.first else {
            if let error = result.diagnostics.first(where: { $0.severity == .error }) {
                throw HieraError(.data, error.message, at: error.place)
            }
            return .undef
        }
        if let error = result.diagnostics.first(where: { $0.severity == .error }) {
            throw HieraError(.data, error.message, at: error.place)
        }
        var reader = YAMLValueReader(source: source)
        let value = try reader.value(root)
        if let problem = reader.problem {
            throw HieraError(.data, "\(problem.text)", at: SourcePlace(file: source, range: problem.range))
        }
        return value
    }

    package static func hocon(_ text: String) throws(HieraError) -> Value {
        var parser = HOCONParser(SourceFile(path: "hocon", text: text))
        return Value(data: .object(try parser.document()))
    }
}
