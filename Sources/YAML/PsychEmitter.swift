import CLibYAML

/// Writes one YAML document as Ruby's Psych does, byte for byte: Psych's choice of quotes, libyaml's layout.
///
/// The caller sends a value's parts in order, then asks for the text. Nodes that a Ruby program would share, and Psych
/// would write as anchors, are written out.
package final class PsychEmitter {
    /// The options that `to_yaml` of Ruby takes.
    package struct Options: Hashable, Sendable {
        /// Columns to fold at; 80 without one, -1 for no limit. Texts longer than that are folded.
        package var lineWidth: Int?
        /// From 2 to 9; others mean 2.
        package var indentation: Int?
        package var isCanonical = false
        /// Whether the document begins with `%YAML 1.1`.
        package var hasHeader = false

        package init() {}
    }

    /// libyaml refused an event.
    package struct Failure: Error {
        package let message: String
    }

    private final class Output {
        var bytes: [UInt8] = []
    }

    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output = Output()
    /// Texts with more characters are folded.
    private let foldingWidth: Int?
    private var problem: String?

    package init(_ options: Options = Options()) {
        emitter = UnsafeMutablePointer.allocate(capacity: 1)
        emitter.initialize(to: yaml_emitter_t())
        foldingWidth = options.lineWidth.flatMap { $0 < 0 ? nil : $0 }
        guard yaml_emitter_initialize(emitter) != 0 else {
            problem = "there is no memory to write YAML"
            return
        }
        yaml_emitter_set_output(
            emitter,
            { target, buffer, size in
                guard let target, let buffer else { return 0 }
                let output = Unmanaged<Output>.fromOpaque(target).takeUnretainedValue()
                output.bytes.append(contentsOf: UnsafeBufferPointer(start: buffer, count: size))
                return 1
            }, Unmanaged.passUnretained(output).toOpaque())
        yaml_emitter_set_unicode(emitter, 1)
        yaml_emitter_set_indent(emitter, Int32(clamping: options.indentation ?? 2))
        yaml_emitter_set_width(emitter, Int32(clamping: options.lineWidth ?? 0))
        yaml_emitter_set_canonical(emitter, options.isCanonical ? 1 : 0)
        start(hasHeader: options.hasHeader)
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    /// Ends the document.
    package func text() throws(Failure) -> String {
        send { yaml_document_end_event_initialize(&$0, 1) }
        send { yaml_stream_end_event_initialize(&$0) }
        if yaml_emitter_flush(emitter) == 0 { noteProblem() }
        if let problem { throw Failure(message: problem) }
        return String(decoding: output.bytes, as: UTF8.self)
    }

    private func start(hasHeader: Bool) {
        send { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
        send { event in
            var version = yaml_version_directive_t(major: 1, minor: 1)
            return hasHeader
                ? yaml_document_start_event_initialize(&event, &version, nil, nil, 0)
                : yaml_document_start_event_initialize(&event, nil, nil, nil, 0)
        }
    }

    private func send(_ initialize: (inout yaml_event_t) -> Int32) {
        guard problem == nil else { return }
        var event = yaml_event_t()
        // The emitter takes the event over, whether it succeeds or not.
        if initialize(&event) == 0 || yaml_emitter_emit(emitter, &event) == 0 { noteProblem() }
    }

    private func noteProblem() {
        problem = problem ?? emitter.pointee.problem.map { String(cString: $0) } ?? "cannot write this YAML"
    }
}

extension PsychEmitter {
    package func startSequence() {
        send { yaml_sequence_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
    }

    package func endSequence() { send { yaml_sequence_end_event_initialize(&$0) } }

    /// Keys and values follow in turn.
    package func startMapping() {
        send { yaml_mapping_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
    }

    package func endMapping() { send { yaml_mapping_end_event_initialize(&$0) } }

    package func null() { scalar("", tag: YAMLTag.null, isPlain: true, isQuoted: false, YAML_ANY_SCALAR_STYLE) }

    /// A number, a boolean or a symbol.
    package func literal(_ text: String) {
        scalar(text, tag: nil, isPlain: true, isQuoted: false, YAML_ANY_SCALAR_STYLE)
    }

    /// A scalar with a tag, `!ruby/regexp /a/`.
    package func tagged(_ tag: String, _ text: String) {
        scalar(text, tag: tag, isPlain: false, isQuoted: false, YAML_ANY_SCALAR_STYLE)
    }

    package func string(_ text: String) {
        if text == "<<" {
            scalar(text, tag: YAMLTag.string, isPlain: false, isQuoted: false, YAML_SINGLE_QUOTED_SCALAR_STYLE)
        } else {
            scalar(text, tag: nil, isPlain: true, isQuoted: true, style(of: text))
        }
    }

    /// What Psych asks of libyaml, which keeps to it where the text permits.
    private func style(of text: String) -> yaml_scalar_style_t {
        if PsychQuoting.hasInnerBreak(text) { return YAML_LITERAL_SCALAR_STYLE }
        if text == "y" || text == "n" { return YAML_DOUBLE_QUOTED_SCALAR_STYLE }
        if let foldingWidth, text.unicodeScalars.count > foldingWidth { return YAML_FOLDED_SCALAR_STYLE }
        if PsychQuoting.beginsWithMark(text) { return YAML_DOUBLE_QUOTED_SCALAR_STYLE }
        return PsychQuoting.staysText(text) ? YAML_PLAIN_SCALAR_STYLE : YAML_SINGLE_QUOTED_SCALAR_STYLE
    }

    private func scalar(_ text: String, tag: String?, isPlain: Bool, isQuoted: Bool, _ style: yaml_scalar_style_t) {
        var text = text
        text.withUTF8 { bytes in
            let tagBytes = tag.map { Array($0.utf8) + [0] }
            send { event in
                yaml_scalar_event_initialize(
                    &event, nil, tagBytes, bytes.baseAddress, Int32(clamping: bytes.count), isPlain ? 1 : 0,
                    isQuoted ? 1 : 0, style)
            }
        }
    }
}
