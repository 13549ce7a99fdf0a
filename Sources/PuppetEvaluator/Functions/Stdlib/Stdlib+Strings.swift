import PuppetTypes
import Regexp

extension BuiltinFunctions {
    static let stdlibStrings: [BuiltinFunction] = [
        .legacy("dos2unix") { call throws(Interruption) in
            try call.expect(exactly: 1)
            guard let text = call.text(0) else { throw call.fails("Requires string as argument") }
            return .string(LineEnds.unix(text))
        },
        .legacy("unix2dos") { call throws(Interruption) in
            try call.expect(exactly: 1)
            guard let text = call.text(0) else { throw call.fails("Requires string as argument") }
            return .string(LineEnds.dos(text))
        },
        .legacy("swapcase") { call throws(Interruption) in try changed(call, swapped) },
        .legacy("regexpescape") { call throws(Interruption) in try changed(call, PuppetRegexp.escaped) },
        .legacy("uriescape") { call throws(Interruption) in try changed(call, percentEscaped) },
        .legacy("squeeze") { call throws(Interruption) in
            guard call.count == 1 || call.count == 2 else {
                throw call.fails("Wrong number of arguments given \(call.count) for 2 or 1")
            }
            let selection = try call[1].isTruthy ? selection(call) : nil
            guard case .array(let elements) = call[0] else { return try squeezed(call[0], selection, call) }
            var result: [Value] = []
            for element in elements { result.append(try squeezed(element, selection, call)) }
            return .array(result)
        },
        affixTest("stdlib::start_with", "prefixes") { $0.starts(with: $1) },
        affixTest("stdlib::end_with", "suffixes") { $0.reversed().starts(with: $1.reversed()) },
        BuiltinFunction(
            "stdlib::xml_encode",
            [
                Dispatch([
                    .required("str", .anyString),
                    .optional("type", .enumeration(["attr", "text"], caseInsensitive: false)),
                ]) { call in
                    let isAttribute = call[1].stringContent == "attr"
                    var result = ""
                    for scalar in (call[0].stringContent ?? "").unicodeScalars {
                        switch scalar {
                        case "&": result += "&amp;"
                        case "<": result += "&lt;"
                        case ">": result += "&gt;"
                        case "\"" where isAttribute: result += "&quot;"
                        case "'" where isAttribute: result += "&apos;"
                        default: result.unicodeScalars.append(scalar)
                        }
                    }
                    return .string(isAttribute ? "\"\(result)\"" : result)
                }
            ]),
        BuiltinFunction(
            "sprintf_hash",
            [
                Dispatch([.required("format", .anyString), .required("arguments", .anyHash)]) {
                    call throws(Interruption) in
                    .string(
                        try RubyFormat.text(
                            call[0].stringContent ?? "", [call[1]], checkSize: call.evaluator.checkSize))
                }
            ]),
    ]

    /// Changes a string, or the strings of an array.
    private static func changed(_ call: LegacyCall, _ change: (String) -> String) throws(Interruption) -> Value {
        guard call.count >= 1 else { throw call.wrongCount("1") }
        switch call[0] {
        case .string(let text), .secret(let text): return .string(change(text))
        case .array(let elements):
            return .array(elements.map { element in element.stringContent.map { .string(change($0)) } ?? element })
        default: throw call.fails("Requires either array or string to work with")
        }
    }

    private static func swapped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isUppercase || properties.generalCategory == .titlecaseLetter {
                result += properties.lowercaseMapping
            } else {
                result += properties.uppercaseMapping
            }
        }
        return result
    }

    /// Percent signs for what a URI cannot hold.
    private static func percentEscaped(_ text: String) -> String {
        let safe = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'();/?:@&=+$,[]".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes += safe.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func selection(_ call: LegacyCall) throws(Interruption) -> CharacterSelection {
        guard let text = call.text(1) else { throw call.fails("the characters to squeeze must be a String") }
        return CharacterSelection(text)
    }

    private static func squeezed(
        _ value: Value, _ selection: CharacterSelection?, _ call: LegacyCall
    ) throws(Interruption) -> Value {
        guard let text = value.stringContent else {
            throw call.fails("a \(RubyValue.className(value)) cannot be squeezed")
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars
        where result.last != scalar || !(selection.map { $0.contains(scalar) } ?? true) {
            result.append(scalar)
        }
        return .string(String(result))
    }

    private static func affixTest(
        _ name: String, _ parameter: String,
        _ test: @escaping @Sendable (Substring.UTF8View, Substring.UTF8View) -> Bool
    ) -> BuiltinFunction {
        let text = PuppetType.string(.size(Size(1, nil)))
        return BuiltinFunction(
            name,
            [
                Dispatch([
                    .required("test_string", .anyString),
                    .required(parameter, .variant([text, .array(text, size: Size(1, nil))])),
                ]) { call in
                    let tested = (call[0].stringContent ?? "")[...].utf8
                    let affixes = RubyValue.list(call[1]).compactMap(\.stringContent)
                    return .boolean(affixes.contains { test(tested, $0[...].utf8) })
                }
            ])
    }
}

/// The ends of lines, of Unix and of DOS.
enum LineEnds {
    static func unix(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte == 0x0A, result.last == 0x0D { result.removeLast() }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func dos(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte == 0x0A {
                while result.last == 0x0D { result.removeLast() }
                result.append(0x0D)
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
