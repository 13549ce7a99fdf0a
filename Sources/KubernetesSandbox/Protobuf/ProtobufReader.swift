import JSON
import OrderedCollections

/// Reads an object in Kubernetes' protobuf form as JSON.
struct ProtobufReader {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    /// Not protobuf, or of a kind that is not known here.
    struct Unreadable: Error {}

    private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

    /// An object in its envelope.
    static func object(_ bytes: [UInt8]) throws(Unreadable) -> JSON {
        guard bytes.starts(with: magic) else { throw Unreadable() }
        var reader = ProtobufReader(bytes.dropFirst(4))
        var apiVersion = ""
        var kind = ""
        var raw: ArraySlice<UInt8> = []
        while let (number, value) = try reader.next() {
            guard case .bytes(let payload) = value else { continue }
            if number == 2 { raw = payload }
            guard number == 1 else { continue }
            var meta = ProtobufReader(payload)
            while let (member, text) = try meta.next() {
                guard case .bytes(let text) = text else { continue }
                if member == 1 { apiVersion = String(decoding: text, as: UTF8.self) }
                if member == 2 { kind = String(decoding: text, as: UTF8.self) }
            }
        }
        guard ProtobufMessages.messages[kind] != nil else { throw Unreadable() }
        var object: JSONObject = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        object.merge(try message(raw, kind, depth: 0)) { first, _ in first }
        return .object(object)
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    private enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private mutating func next() throws(Unreadable) -> (Int, Value)? {
        guard index < bytes.endIndex else { return nil }
        let tag = try varint()
        let number = Int(truncatingIfNeeded: tag >> 3 & 0x1FFF_FFFF)
        switch tag & 7 {
        case 0: return (number, .number(try varint()))
        case 1: return (number, .bytes(try take(8)))
        case 2: return (number, .bytes(try take(Int(exactly: try varint()) ?? -1)))
        case 5: return (number, .bytes(try take(4)))
        default: throw Unreadable()
        }
    }

    private mutating func varint() throws(Unreadable) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard index < bytes.endIndex else { throw Unreadable() }
            let byte = bytes[index]
            index += 1
            if shift < 64 { result |= UInt64(byte & 0x7F) << shift }
            if byte < 0x80 { return result }
        }
        throw Unreadable()
    }

    private mutating func take(_ count: Int) throws(Unreadable) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.endIndex - index else { throw Unreadable() }
        defer { index += count }
        return bytes[index..<index + count]
    }

    private static func message(
        _ bytes: ArraySlice<UInt8>, _ name: String, depth: Int
    ) throws(Unreadable) -> JSONObject {
        guard depth < 32 else { throw Unreadable() }
        let fields = ProtobufMessages.messages[name] ?? [:]
        var reader = ProtobufReader(bytes)
        var result = JSONObject()
        while let (number, value) = try reader.next() {
            guard let field = fields[number] else { continue }
            switch field.shape {
            case .single where field.name == "+":
                // Fields of an embedded structure are the outer one's own.
                guard case .bytes(let payload) = value else { throw Unreadable() }
                result.merge(try message(payload, field.type, depth: depth + 1)) { _, new in new }
            case .single: if let json = try single(value, field.type, depth: depth) { result[field.name] = json }
            case .list:
                guard let json = try single(value, field.type, depth: depth) ?? empty(field.type) else { continue }
                result[field.name] = .array((result[field.name]?.array ?? []) + [json])
            case .map:
                guard case .bytes(let entry) = value else { throw Unreadable() }
                let (key, json) = try mapEntry(entry, field.type, depth: depth)
                var members = result[field.name]?.object ?? [:]
                members[key] = json
                result[field.name] = .object(members)
            }
        }
        return result
    }

    private static func empty(_ type: String) -> JSON? { type == "s" ? "" : nil }

    private static func mapEntry(
        _ bytes: ArraySlice<UInt8>, _ type: String, depth: Int
    ) throws(Unreadable) -> (String, JSON) {
        var reader = ProtobufReader(bytes)
        var key = ""
        var json: JSON = ""
        while let (number, value) = try reader.next() {
            if number == 1, case .bytes(let text) = value { key = String(decoding: text, as: UTF8.self) }
            if number == 2 { json = try single(value, type, depth: depth) ?? "" }
        }
        return (key, json)
    }

    /// Nil for what Go leaves out.
    private static func single(_ value: Value, _ type: String, depth: Int) throws(Unreadable) -> JSON? {
        switch (type, value) {
        case ("i", .number(let number)): return .integer(Int(truncatingIfNeeded: number))
        case ("z", .number(let number)): return number == 0 ? nil : JSON.integer(Int(truncatingIfNeeded: number))
        case ("b", .number(let number)): return .boolean(number != 0)
        case ("f", .number(let number)): return number == 0 ? nil : JSON.boolean(true)
        case ("s", .bytes(let text)): return text.isEmpty ? nil : JSON.string(String(decoding: text, as: UTF8.self))
        case ("y", .bytes(let payload)): return .string(Base64.encode(Array(payload)))
        case ("q", .bytes(let payload)): return try member(1, of: payload)
        case ("x", .bytes(let payload)): return try intOrString(payload)
        case ("t", _): return nil
        case (_, .bytes(let payload)): return .object(try message(payload, type, depth: depth + 1))
        case (_, .number): throw Unreadable()
        }
    }

    private static func member(_ wanted: Int, of bytes: ArraySlice<UInt8>) throws(Unreadable) -> JSON? {
        var reader = ProtobufReader(bytes)
        while let (number, value) = try reader.next() {
            if number == wanted, case .bytes(let text) = value { return .string(String(decoding: text, as: UTF8.self)) }
        }
        return nil
    }

    private static func intOrString(_ bytes: ArraySlice<UInt8>) throws(Unreadable) -> JSON? {
        var reader = ProtobufReader(bytes)
        var isText = false
        var integer = 0
        var text = ""
        while let (number, value) = try reader.next() {
            switch (number, value) {
            case (1, .number(let kind)): isText = kind == 1
            case (2, .number(let value)): integer = Int(truncatingIfNeeded: value)
            case (3, .bytes(let value)): text = String(decoding: value, as: UTF8.self)
            default: break
            }
        }
        if isText { return .string(text) }
        return integer == 0 ? nil : JSON.integer(integer)
    }
}
