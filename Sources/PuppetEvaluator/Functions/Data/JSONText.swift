import JSON
import OrderedCollections
import PuppetTypes

/// JSON as Ruby's generator writes it, with Ruby's options.
struct JSONText {
    private var indent = ""
    private var space = ""
    private var spaceBefore = ""
    private var objectBreak = ""
    private var arrayBreak = ""
    private var allowsNaN = false
    /// Zero for no limit of Ruby's.
    private var nestingLimit = 100
    private var text = ""

    private static let depthLimit = 500

    private init() {}

    /// `to_json`: without blanks.
    static func compact(_ value: Value) throws(Interruption) -> String {
        var writer = JSONText()
        try writer.write(value, depth: 0)
        return writer.text
    }

    /// `JSON.pretty_generate`, with the options that it takes.
    static func pretty(_ value: Value, _ options: PuppetHash = [:]) throws(Interruption) -> String {
        var writer = JSONText()
        writer.indent = options["indent"]?.stringContent ?? "  "
        writer.space = options["space"]?.stringContent ?? " "
        writer.spaceBefore = options["space_before"]?.stringContent ?? ""
        writer.objectBreak = options["object_nl"]?.stringContent ?? "\n"
        writer.arrayBreak = options["array_nl"]?.stringContent ?? "\n"
        writer.allowsNaN = options["allow_nan"]?.isTruthy ?? false
        if case .integer(let limit)? = options["max_nesting"] { writer.nestingLimit = max(limit, 0) }
        try writer.write(value, depth: 0)
        return writer.text
    }

    private mutating func write(_ value: Value, depth: Int) throws(Interruption) {
        switch value {
        case .undef: text += "null"
        case .boolean, .integer: text += RubyText.string(value)
        case .float(let number): try write(number)
        case .string(let content), .secret(let content): write(content)
        case .sensitive(let inner): try write(inner, depth: depth)
        case .array(let elements): try write(elements, depth: depth + 1)
        case .hash(let entries): try write(entries, depth: depth + 1)
        default: write(RubyText.string(value))
        }
    }

    private mutating func write(_ number: Double) throws(Interruption) {
        guard number.isFinite || allowsNaN else {
            throw .failure("\(RubyText.string(.float(number))) not allowed in JSON")
        }
        text += RubyText.string(.float(number))
    }

    private mutating func write(_ content: String) { text += JSONWriter.text(.string(content)) }

    private func checkNesting(_ depth: Int) throws(Interruption) {
        let limit = nestingLimit > 0 ? min(nestingLimit, Self.depthLimit) : Self.depthLimit
        if depth > limit { throw .failure("nesting of \(limit) is too deep") }
    }

    private mutating func write(_ elements: [Value], depth: Int) throws(Interruption) {
        try checkNesting(depth)
        text += "[" + arrayBreak
        for (position, element) in elements.enumerated() {
            if position > 0 { text += "," + arrayBreak }
            writeIndent(depth)
            try write(element, depth: depth)
        }
        if !arrayBreak.isEmpty {
            text += arrayBreak
            writeIndent(depth - 1)
        }
        text += "]"
    }

    private mutating func write(_ entries: PuppetHash, depth: Int) throws(Interruption) {
        try checkNesting(depth)
        text += "{"
        for (position, (key, value)) in entries.elements.enumerated() {
            if position > 0 { text += "," }
            text += objectBreak
            writeIndent(depth)
            write(RubyText.string(key, secrets: .shown))
            text += spaceBefore + ":" + space
            try write(value, depth: depth)
        }
        if !objectBreak.isEmpty {
            text += objectBreak
            writeIndent(depth - 1)
        }
        text += "}"
    }

    private mutating func writeIndent(_ depth: Int) {
        guard !indent.isEmpty else { return }
        for _ in 0..<depth { text += indent }
    }
}
