package import Diagnostics

/// Parses YAML 1.1 as libyaml reads it.
///
/// Never throws: what is wrong comes back as diagnostics, with the documents that could be read before it.
package enum YAMLParser {
    /// Which value stands when a merge key (`<<`) and the mapping itself name one key.
    package enum MergeKeys: Sendable {
        /// The mapping's own value, wherever it stands: the specification, and Go.
        case ownKeyWins
        /// The one written later: Ruby's Psych.
        case laterWins
    }

    package static func parse(_ file: SourceFile) -> (documents: [YAMLNode], diagnostics: [Diagnostic]) {
        parse(file, mergeKeys: .ownKeyWins)
    }

    package static func parse(
        _ file: SourceFile, mergeKeys: MergeKeys, limits: YAMLLimits = YAMLLimits()
    ) -> (documents: [YAMLNode], diagnostics: [Diagnostic]) {
        if let offset = file.bytes.firstInvalidUTF8 {
            let place = SourcePlace(file: file, range: SourceRange(offset, offset + 1))
            return ([], [Diagnostic(id: "yaml_encoding", .notUTF8(file.bytes[offset]), at: place)])
        }
        guard let reader = YAMLEventReader(file: file) else { return ([], [.yamlOutOfMemory(file)]) }
        var composer = YAMLComposer(file: file, reader: reader, mergeKeys: mergeKeys, limits: limits)
        return composer.documents()
    }
}

extension [UInt8] {
    /// The offset of the first byte that is not part of valid UTF-8, or nil.
    fileprivate var firstInvalidUTF8: Int? {
        if String(validating: self, as: UTF8.self) != nil { return nil }
        var decoder = UTF8.ForwardParser()
        var iterator = makeIterator()
        var offset = 0
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }
}

extension Diagnostic.Message {
    fileprivate static func notUTF8(_ byte: UInt8) -> Self {
        .init("YAML must be UTF-8, but byte 0x\(String(byte, radix: 16, uppercase: true)) is not")
    }
}
