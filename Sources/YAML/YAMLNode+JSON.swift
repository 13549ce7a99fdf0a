package import JSON
import OrderedCollections

extension YAMLNode {
    /// The node as kubectl reads it: YAML 1.1's booleans and numbers by their spelling, everything else text.
    ///
    /// Keys become strings (`8080:` gives `"8080"`, `yes:` gives `"true"`).
    package func json() -> JSON {
        switch content {
        case .scalar(let scalar): return scalar.json
        case .sequence(let nodes): return .array(nodes.map { $0.json() })
        case .mapping(let entries):
            var members = JSONObject()
            members.reserveCapacity(entries.count)
            for entry in entries { members[entry.key.memberName] = entry.value.json() }
            return .object(members)
        }
    }

    private var memberName: String {
        let key = json()
        if case .string(let name) = key { return name }
        if case .scalar(let scalar) = content, case .double = key { return scalar.text }
        return JSONWriter.text(key)
    }
}

extension YAMLScalar {
    /// The scalar as kubectl reads it. Timestamps, and numbers past 64 bits written as such, stay text or doubles.
    package var json: JSON {
        switch tag {
        case nil: style == .plain ? Self.kubectl(text) : .string(text)
        case YAMLTag.binary:
            Base64.decode(text, .spaced).flatMap { String(validating: $0, as: UTF8.self) }.map(JSON.string)
                ?? .string(text)
        case YAMLTag.boolean, YAMLTag.integer, YAMLTag.null: Self.kubectl(text)
        case YAMLTag.float: Self.kubectl(text).double.map(JSON.double) ?? .string(text)
        case .some: .string(text)
        }
    }

    private static func kubectl(_ text: String) -> JSON {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return text.utf8.count <= 5 ? word(text) ?? .string(text) : .string(text)
        case UInt8(ascii: "."):
            guard YAMLNumber.isFloat(text[...]), let double = Double(text), double.isFinite else {
                return .string(text)
            }
            return .double(double)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return YAMLNumber.shortDecimal(text).map(JSON.integer) ?? number(text) ?? .string(text)
        default: return .string(text)
        }
    }

    private static func word(_ text: String) -> JSON? {
        switch text {
        case "~", "null", "Null", "NULL": .null
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .boolean(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .boolean(false)
        default: nil
        }
    }

    private static func number(_ text: String) -> JSON? {
        let plain = text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" }[...] : text[...]
        if let integer = YAMLNumber.integer(plain) { return .integer(integer) }
        guard YAMLNumber.isFloat(plain), let double = Double(plain), double.isFinite else { return nil }
        return .double(double)
    }
}
