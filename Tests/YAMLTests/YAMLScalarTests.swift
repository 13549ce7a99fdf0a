import Foundation
import JSON
import TestSupport
import Testing
import YAML

struct YAMLScalarTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("nULL", "nULL"), ("yes", true), ("y", true), ("off", false),
            ("yEs", "yEs"), ("1", 1), ("-1", -1), ("+1", 1), ("0777", 511), ("0o17", 15), ("0x1F", 31), ("0b11", 3),
            ("1_000", 1000), ("08", 8.0), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("1.2.3", "1.2.3"),
            ("10.0.0.1", "10.0.0.1"),
            ("2024-01-01", "2024-01-01"), ("12:30", "12:30"), ("1Gi", "1Gi"), ("100m", "100m"),
            ("9223372036854775807", 9_223_372_036_854_775_807),
            ("18446744073709551615", .double(18_446_744_073_709_551_616)), ("+", "+"), ("-", "-"), ("0x", "0x"),
            (".", "."), ("5.", 5.0),
            ("1e999", "1e999"), (".5e333", ".5e333"), ("--1", "--1"), ("+-1", "+-1"), ("0x-1", "0x-1"), ("inf", "inf"),
            ("nan", "nan"),
            ("infinity", "infinity"),
        ] as [(String, JSON)])
    func kubectl(text: String, expected: JSON) {
        #expect(YAMLScalar(text: text).json == expected)
        #expect(YAMLScalar(text: text, style: .singleQuoted).json == .string(text))
        #expect(YAMLScalar(text: text, tag: "tag:yaml.org,2002:str").json == .string(text))
    }

    @Test(
        arguments: [
            ("", .null), ("~", .null), ("nULL", .null), ("yes", .boolean(true)), ("Off", .boolean(false)),
            ("y", .string("y")),
            ("0777", .integer(511)), ("0o17", .string("0o17")), ("0x1F", .integer(31)), ("0b11", .integer(3)),
            ("08", .string("08")),
            ("1_000", .integer(1000)), ("1,000", .integer(1000)), ("1__0", .string("1__0")), ("1_", .string("1_")),
            ("1.5", .float(1.5)), (".5", .float(0.5)), ("5.", .float(5)), ("1e3", .string("1e3")),
            ("1.0e3", .string("1.0e3")),
            ("1.0e+3", .float(1000)), (".", .string(".")), ("-.", .string("-.")), ("1.2.3", .string("1.2.3")),
            (":web", .symbol("web")), (":\"a b\"", .symbol("a b")), (":", .string(":")), ("12:30", .integer(45_000)),
            ("1:30:15", .integer(5415)), ("-1:30:00", .integer(-1800)), ("1:30:15.5", .float(5415.5)),
            ("1:99", .string("1:99")),
            ("2024-01-01", .refused("Tried to load unspecified class: Date")),
            ("2024-1-1", .refused("Tried to load unspecified class: Date")), ("2024-13-01", .string("2024-13-01")),
            ("2024-01-01T10:00:00Z", .refused("Tried to load unspecified class: Time")),
            ("2024-01-01 10:00:00 +01:00", .refused("Tried to load unspecified class: Time")),
            (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)), ("10.0.0.1", .string("10.0.0.1")),
            ("0", .integer(0)),
            ("-0x1f", .integer(-31)), ("+7", .integer(7)), ("falsely", .string("falsely")),
            ("99999999999999999999", .refused("the integer 99999999999999999999 does not fit 64 bits")),
        ] as [(String, PsychScalar)])
    func psych(text: String, expected: PsychScalar) {
        #expect(PsychScalar(YAMLScalar(text: text)) == expected)
        #expect(PsychScalar(YAMLScalar(text: text, style: .doubleQuoted)) == .string(text))
    }

    @Test(
        arguments: [
            ("!ruby/object:Foo", .refused("Tried to load unspecified class: Foo")),
            ("tag:yaml.org,2002:str", .string("5")),
            ("tag:yaml.org,2002:float", .float(5)), ("!custom", .integer(5)), ("!ruby/symbol", .symbol("5")),
        ] as [(String, PsychScalar)])
    func psychTags(tag: String, expected: PsychScalar) {
        #expect(PsychScalar(YAMLScalar(text: "5", tag: tag)) == expected)
    }

    @Test func base64() {
        #expect(Base64.decode("aGVs\n bG8=", .spaced) == Array("hello".utf8))
        #expect(Base64.decode("aGVsbG8", .spaced) == Array("hello".utf8))
        #expect(Base64.decode("a*", .spaced) == nil)
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8($0 * 13) }
            #expect(Base64.decode(Base64.encode(bytes), .spaced) == bytes)
        }
        #expect(Base64.encode(Array("hell".utf8)) == "aGVsbA==")
    }
}

extension YAMLScalarTests {
    /// Scalars by chance, and what Ruby's Psych made of them.
    @Test func psychAgreesWithRuby() throws {
        let lines = try Fixtures.lines("yaml/psych.jsonl")
        #expect(lines.count > 1000)
        for line in lines {
            let row = try #require(try JSONParser.parse(line).array)
            let text = try #require(row[0].string)
            let expected =
                "\(row[1].string ?? "") \(row.count > 2 ? row[2].string ?? row[2].boolean.map { "\($0)" } ?? "" : "")"
            #expect(Self.described(PsychScalar(YAMLScalar(text: text))) == expected, "\(text)")
        }
    }

    private static func described(_ scalar: PsychScalar) -> String {
        switch scalar {
        case .null: "null "
        case .boolean(let value): "bool \(value)"
        case .integer(let value): "int \(value)"
        case .float(let value): "float \(rubyText(value))"
        case .string: "str "
        case .symbol(let name): "sym \(name)"
        case .refused: "refused "
        }
    }

    /// Ruby writes `1.0e+20` where Swift writes `1e+20`.
    private static func rubyText(_ value: Double) -> String {
        let text = value.description
        guard let exponent = text.firstIndex(of: "e") else { return text }
        return text[..<exponent].contains(".") ? text : text[..<exponent] + ".0" + text[exponent...]
    }
}
