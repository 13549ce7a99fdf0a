import CLibYAML
import Diagnostics

/// Reads the events of one text from libyaml. The only place that touches its memory.
final class YAMLEventReader {
    let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: SourceFile
    /// Past a byte order mark.
    private let start: Int
    private lazy var cursor = OffsetCursor(bytes: file.bytes, start: start)

    /// Nil when libyaml has no memory.
    init?(file: SourceFile) {
        self.file = file
        start = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        input = UnsafeMutableBufferPointer.allocate(capacity: max(file.bytes.count - start, 1))
        _ = input.initialize(from: file.bytes[start...])
        parser = UnsafeMutablePointer.allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) != 0 else {
            parser.deallocate()
            input.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, file.bytes.count - start)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    func next() throws(Diagnostic) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) != 0 else { throw failure() }
        defer { yaml_event_delete(&event) }
        let lower = cursor.offset(ofCharacter: Int(clamping: event.start_mark.index))
        let upper = cursor.offset(ofCharacter: Int(clamping: event.end_mark.index))
        return YAMLEvent(kind: Self.kind(of: event), range: SourceRange(lower, max(lower, upper)))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: return scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(
                YAMLEvent.CollectionStart(
                    anchor: text(start.anchor), tag: text(start.tag), isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(
                YAMLEvent.CollectionStart(
                    anchor: text(start.anchor), tag: text(start.tag), isFlow: start.style == YAML_FLOW_MAPPING_STYLE))
        default: return .streamEnd
        }
    }

    private static func scalar(_ event: yaml_event_t) -> YAMLEvent.Kind {
        let scalar = event.data.scalar
        let content = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let style: YAMLScalar.Style =
            switch scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        let value = YAMLScalar(text: String(decoding: content, as: UTF8.self), style: style, tag: text(scalar.tag))
        return .scalar(value, anchor: text(scalar.anchor))
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func failure() -> Diagnostic {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot read this YAML"
        if parser.pointee.error == YAML_READER_ERROR {
            let offset = start + Int(clamping: parser.pointee.problem_offset)
            return Diagnostic(id: "yaml_syntax", .init(problem), at: place(offset))
        }
        if parser.pointee.error == YAML_MEMORY_ERROR { return .yamlOutOfMemory(file) }
        let offset = cursor.offset(ofCharacter: Int(clamping: parser.pointee.problem_mark.index))
        guard let context = parser.pointee.context.map({ String(cString: $0) }) else {
            return Diagnostic(id: "yaml_syntax", .init(problem), at: place(offset))
        }
        let contextOffset = cursor.offset(ofCharacter: Int(clamping: parser.pointee.context_mark.index))
        return Diagnostic(
            id: "yaml_syntax", .init("\(problem) \(context)"), at: place(offset),
            notes: [Diagnostic.Note(.init(context), at: place(contextOffset))])
    }

    private func place(_ offset: Int) -> SourcePlace {
        SourcePlace(file: file, range: SourceRange(offset, offset))
    }
}

extension Diagnostic {
    static func yamlOutOfMemory(_ file: SourceFile) -> Diagnostic {
        Diagnostic(
            id: "yaml_too_large", "no memory to read this YAML", at: SourcePlace(file: file, range: .zero))
    }
}
