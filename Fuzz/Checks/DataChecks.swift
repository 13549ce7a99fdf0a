import Diagnostics
import JSON
import YAML

/// A YAML text: its values can be written and read again.
struct YAMLCheck: Check {
    func run(_ bytes: [UInt8]) async throws {
        let file = SourceFile(path: "fuzz.yaml", bytes: bytes)
        let (documents, diagnostics) = YAMLParser.parse(file)
        try Places(file: file).check(diagnostics)
        _ = YAMLParser.parse(file, mergeKeys: .laterWins)
        for document in documents {
            let json = document.json()
            let written = YAMLEmitter.text(json)
            let (again, problems) = YAMLParser.parse(SourceFile(path: "again.yaml", text: written))
            guard problems.isEmpty, again.count == 1, JSONWriter.bytes(again[0].json()) == JSONWriter.bytes(json) else {
                throw Violation("differs when written and read again:\n\(written)")
            }
        }
    }
}

/// A JSON text: what is read is the same when it is written and read again.
struct JSONCheck: Check {
    func run(_ bytes: [UInt8]) async throws {
        let value: JSON
        do {
            value = try JSONParser.parse(bytes)
        } catch {
            guard (0...bytes.count).contains(error.offset) else { throw Violation("offset \(error.offset)") }
            return
        }
        for layout in [JSONWriter.Layout.compact, .pretty, .canonical] {
            let written = JSONWriter.bytes(value, layout)
            do {
                let again = try JSONParser.parse(written)
                guard JSONWriter.bytes(again, layout) == written else { throw Violation("written differently again") }
            } catch let error as JSONParser.Failure {
                throw Violation("what was written is refused: \(error)")
            }
        }
    }
}
