import OrderedCollections

extension ValueFormatter {
    /// `String.new(value, formats)`: `formats` is `default`, a format (`%x`), or a hash of formats by type.
    package static func format(_ value: Value, _ formats: Value = .default) throws(TypeError) -> String {
        // What most calls are for needs no formats.
        if case .default = formats {
            if case .integer(let number) = value { return String(number) }
            if case .string(let text) = value { return text }
        }
        let type = TypeInference.infer(value)
        let map = try FormatMap.parse(formats, for: type)
        return try StringConverter().convert(value, type, map, StringConverter.Indentation())
    }
}

/// Converts values to text by formats.
struct StringConverter {
    struct Indentation {
        var level = 0
        var isFirst = true
        var isIndenting = false

        func indenting(_ flag: Bool) -> Indentation { Indentation(level: level, isFirst: isFirst, isIndenting: flag) }

        func increased(_ flag: Bool = false) -> Indentation {
            Indentation(level: level + 1, isFirst: true, isIndenting: flag)
        }

        var subsequent: Indentation { Indentation(level: level, isFirst: false, isIndenting: isIndenting) }
        var breaks: Bool { isIndenting && level > 0 && !isFirst }
        var padding: String { String(repeating: "  ", count: level) }
    }

    private static let depthLimit = 200

    func convert(
        _ value: Value, _ type: PuppetType, _ formats: FormatMap, _ indentation: Indentation
    ) throws(TypeError) -> String {
        if indentation.level > Self.depthLimit { throw TypeError("value is nested too deeply to be formatted") }
        let format = try formats.format(for: type)
        switch value {
        case .undef: return try undef(format)
        case .default: return try defaultValue(format)
        case .boolean(let value): return try boolean(value, format)
        case .integer(let value): return try integer(value, format)
        case .float(let value): return try float(value, format)
        case .string(let text), .secret(let text): return try string(text, format)
        case .regexp(let source): return try regexp(source, format)
        case .array(let elements): return try array(elements, format, formats, indentation)
        case .hash(let entries): return try hash(entries, format, formats, indentation)
        case .type(let type): return try typeText(type, format)
        case .binary(let bytes): return try binary(bytes, format)
        case .uri(let text): return try uri(text, format)
        case .deferred, .object: return try object(value, format)
        case .sensitive, .semVer, .semVerRange, .timestamp, .timespan: return try format.ruby(value)
        }
    }

    static func illegal(_ format: StringFormat, _ type: String, _ expected: String) -> TypeError {
        TypeError(
            "Illegal format '\(format.letter)' specified for value of \(type) type - expected one of the characters "
                + "'\(expected)'")
    }

    private func array(
        _ elements: [Value], _ format: StringFormat, _ formats: FormatMap, _ indentation: Indentation
    ) throws(TypeError) -> String {
        guard "asp".contains(format.letter) else { throw Self.illegal(format, "Array", "asp") }
        let separator = format.separator ?? ", "
        let delimiters = format.delimiters(default: ("[", "]"))
        let isAlternate = format.isAlternate
        let indentation = indentation.indenting(isAlternate || indentation.isIndenting)
        var text = indentation.breaks ? "\n" + indentation.padding : ""
        text += delimiters.0
        let first = indentation.increased(isAlternate)
        let children = first.subsequent
        var parts: [String] = []
        for element in elements {
            parts.append(try convertElement(element, format, formats, children))
        }
        let breaksBySize = isAlternate && isTooWide(elements, parts, format.directive.width)
        for (index, element) in elements.enumerated() {
            let isContainer = element.isContainer
            if index == 0 {
                if breaksBySize, !isContainer { text += " " }
            } else {
                text += separator
                if breaksBySize && !isContainer || isAlternate && elements[index - 1].isContainer && !isContainer {
                    if text.last != "\n" { text.removeTrailingBlanks() }
                    text += "\n" + children.padding
                }
            }
            if text.last == " ", parts[index].first == "\n" { text.removeTrailingBlanks() }
            text += parts[index]
        }
        return text + delimiters.1
    }

    private func convertElement(
        _ element: Value, _ format: StringFormat, _ formats: FormatMap, _ indentation: Indentation
    ) throws(TypeError) -> String {
        let nested: FormatMap
        if element.isFormattedAsContainer {
            nested = formats
        } else if let own = format.elementFormats {
            nested = own
        } else {
            nested = FormatMap([FormatMap.Entry(type: .any, format: try StringFormat("%p"))])
        }
        return try convert(element, TypeInference.infer(element), nested, indentation)
    }

    /// Whether a run of elements between containers is longer than the width.
    private func isTooWide(_ elements: [Value], _ parts: [String], _ width: Int?) -> Bool {
        guard let width else { return false }
        var run = 0
        var widest = 0
        for (element, part) in zip(elements, parts) {
            run = element.isContainer ? 0 : run + part.count
            widest = max(widest, run)
        }
        return widest > width
    }

    private func hash(
        _ entries: PuppetHash, _ format: StringFormat, _ formats: FormatMap, _ indentation: Indentation
    ) throws(TypeError) -> String {
        if format.letter == "a" {
            let pairs = Value.array(entries.map { .array([$0.key, $0.value]) })
            return try convert(pairs, TypeInference.infer(pairs), formats, indentation)
        }
        guard "hsp".contains(format.letter) else { throw Self.illegal(format, "Hash", "hasp") }
        var separator = format.separator ?? ", "
        let associator = format.associator ?? " => "
        let delimiters = format.delimiters(default: ("{", "}"))
        if format.isAlternate {
            if separator.last != "\n" { separator.removeTrailingBlanks() }
            separator += "\n"
        }
        let indentation = indentation.indenting(format.isAlternate || indentation.isIndenting)
        let children = indentation.increased()
        let padding = format.isAlternate ? children.padding : ""
        var parts: [String] = []
        for (key, value) in entries {
            let keyText = try convertElement(key, format, formats, children)
            parts.append(padding + keyText + associator + (try convertElement(value, format, formats, children)))
        }
        var text = indentation.breaks ? "\n" + indentation.padding : ""
        text += delimiters.0 + (format.isAlternate ? "\n" : "") + parts.joined(separator: separator)
        if format.isAlternate { text += "\n" + indentation.padding }
        return text + delimiters.1
    }
}

extension Value {
    /// An array or a hash.
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .hash: true
        default: false
        }
    }

    fileprivate var isFormattedAsContainer: Bool {
        switch self {
        case .array, .hash, .deferred, .object: true
        default: false
        }
    }
}

extension String {
    fileprivate mutating func removeTrailingBlanks() {
        while let last, last.isWhitespace { removeLast() }
    }
}
