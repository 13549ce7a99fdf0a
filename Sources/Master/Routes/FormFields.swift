/// The fields of `application/x-www-form-urlencoded` text; a repeated field keeps its first value.
struct FormFields: Hashable, Sendable {
    private var fields: [String: String] = [:]

    init(_ bytes: some Collection<UInt8>) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(name.count + 1)
            let key = Self.decode(name, plusIsSpace: true)
            if fields[key] == nil { fields[key] = Self.decode(value, plusIsSpace: true) }
        }
    }

    subscript(_ name: String) -> String? { fields[name] }

    /// The fields of both; those of `self` win.
    func merging(_ other: FormFields) -> FormFields {
        var result = self
        result.fields.merge(other.fields) { own, _ in own }
        return result
    }

    /// Undoes percent encoding. What is no valid escape stays as it is; what is no UTF-8 is replaced.
    static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index != bytes.endIndex {
            let byte = bytes[index]
            index = bytes.index(after: index)
            if byte == UInt8(ascii: "%"), let value = hexadecimal(bytes[index...].prefix(2)) {
                result.append(value)
                index = bytes.index(index, offsetBy: 2)
            } else {
                result.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: some Collection<UInt8>) -> UInt8? {
        guard digits.count == 2 else { return nil }
        var value: UInt8 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | (digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | (digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | (digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
