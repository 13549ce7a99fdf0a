import JSON
import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibWriters: [BuiltinFunction] = [
        literal("stdlib::to_python", LiteralWriter(true: "True", false: "False", null: "None", arrow: ": ")),
        .forwarding("to_python", to: "stdlib::to_python"),
        literal("stdlib::to_ruby", LiteralWriter(true: "true", false: "false", null: "nil", arrow: " => ")),
        .forwarding("to_ruby", to: "stdlib::to_ruby"),
        BuiltinFunction(
            "stdlib::to_toml",
            [
                Dispatch([.required("data", .anyHash)]) { call throws(Interruption) in
                    var writer = TOMLWriter()
                    try writer.write(entries(call[0]))
                    return .string(writer.text)
                }
            ]),
        .forwarding("to_toml", to: "stdlib::to_toml"),
    ]

    private static func literal(_ name: String, _ writer: LiteralWriter) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.required("object", .any)]) { call in
                    .string(writer.text(RichData.json(call[0].withoutSecretMarks)))
                }
            ])
    }
}

/// Data as a literal of another language.
struct LiteralWriter: Sendable {
    let `true`: String
    let `false`: String
    let null: String
    /// Between a key and its value.
    let arrow: String

    func text(_ value: JSON) -> String {
        switch value {
        case .null: null
        case .boolean(let value): value ? `true` : `false`
        case .integer(let value): String(value)
        case .double(let value): ValueFormatter.interpolated(.float(value))
        case .string(let text): RubyText.inspect(text)
        case .array(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { RubyText.inspect($0.key) + arrow + text($0.value) }.joined(separator: ", ")
                + "}"
        }
    }
}

/// Writes TOML as stdlib does: under each header the plain values first, sorted by key.
struct TOMLWriter {
    private(set) var text = ""
    private static let maximumDepth = 200

    mutating func write(_ table: PuppetHash) throws(Interruption) {
        try write(table, path: [], hasHeader: false)
    }

    /// - Parameter hasHeader: Whether the header stands already.
    private mutating func write(_ table: PuppetHash, path: [String], hasHeader: Bool) throws(Interruption) {
        guard path.count < Self.maximumDepth else { throw .failure("stdlib::to_toml(): tables nest too deep") }
        let keys = try RubyOrder.sorted(Array(table.keys)) { left, right throws(Interruption) in
            try RubyOrder.order(left, right)
        }
        let sorted = keys.map { (key: Self.key($0), value: (table[$0] ?? .undef).unwrapped) }
        let plain = sorted.filter { !$0.value.isTable && !$0.value.isTables }
        if !hasHeader, !path.isEmpty, !plain.isEmpty || table.isEmpty {
            text += "[\(path.joined(separator: "."))]\n"
        }
        for (key, value) in plain { text += "\(key) = \(Self.text(value))\n" }
        for case (let key, .hash(let inner)) in sorted { try write(inner, path: path + [key], hasHeader: false) }
        for case (let key, .array(let elements)) in sorted where Value.array(elements).isTables {
            for element in elements {
                guard case .hash(let inner) = element.unwrapped else {
                    throw .failure("stdlib::to_toml(): an array of tables holds something else")
                }
                text += "[[\((path + [key]).joined(separator: "."))]]\n"
                try write(inner, path: path + [key], hasHeader: true)
            }
        }
    }

    private static func key(_ value: Value) -> String {
        let text = RubyValue.string(value)
        let isBare = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        return isBare ? text : "\"\(RubyValue.replace("\"", in: text, with: "\\\""))\""
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .string(let text), .secret(let text):
            var quoted = RubyText.inspect(text)
            for start in ["#{", "#$", "#@"] { quoted = RubyValue.replace("\\\(start)", in: quoted, with: start) }
            return quoted
        case .regexp: return RubyText.inspect(RubyText.inspect(value, secrets: .textsShown))
        case .sensitive(let inner): return text(inner)
        case .timestamp(let time):
            let text = time.description.replacing(" UTC", with: "Z")
            return text.replacing(".000000000Z", with: "Z")
        default: return RubyText.inspect(value.withoutSecretMarks)
        }
    }
}

extension Value {
    fileprivate var isTable: Bool { if case .hash = self { true } else { false } }

    /// An array whose first element is a hash.
    fileprivate var isTables: Bool {
        guard case .array(let elements) = self, case .hash? = elements.first?.unwrapped else { return false }
        return true
    }

    /// Secret strings as plain ones; whoever calls this taints the result.
    fileprivate var withoutSecretMarks: Value {
        switch self {
        case .secret(let text): .string(text)
        case .array(let elements): .array(elements.map(\.withoutSecretMarks))
        case .sensitive(let inner): .sensitive(inner.withoutSecretMarks)
        case .hash(let entries):
            .hash(
                PuppetHash(
                    entries.map { ($0.key.withoutSecretMarks, $0.value.withoutSecretMarks) },
                    uniquingKeysWith: { $1 }))
        default: self
        }
    }
}
