package import PuppetTypes

extension ResourceReference {
    /// Reads `Type[title]`; nil for any other text.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard let open = bytes.firstIndex(of: UInt8(ascii: "[")), open != bytes.startIndex,
            bytes.last == UInt8(ascii: "]")
        else { return nil }
        let title = text[bytes.index(after: open)..<bytes.index(before: bytes.endIndex)]
        guard !title.isEmpty else { return nil }
        let type = Self.capitalized(String(text[..<open]))
        self.init(
            type: type, title: type == "Class" && title != "main" ? Self.capitalized(String(title)) : String(title))
    }

    /// The reference that a type names: `Type['title']` or `Class['name']`; nil for types of other kinds and
    /// for references without a title.
    package init?(_ type: PuppetType) {
        switch type {
        case .resource(let typeName?, let title?):
            let type = Self.capitalized(typeName)
            self.init(type: type, title: type == "Class" ? Self.capitalized(title) : title)
        case .classType(let name?):
            self.init(type: "Class", title: Self.capitalized(name))
        default:
            return nil
        }
    }

    /// `k8s::deployment` → `K8s::Deployment`, a leading `::` dropped. A word that is capitalised stays as it is.
    package static func capitalized(_ name: String) -> String {
        isCapitalized(name) ? name : capitalizing(name)
    }

    private static func isCapitalized(_ name: String) -> Bool {
        guard name.utf8.first != UInt8(ascii: ":") else { return false }
        var isStart = true
        for byte in name.utf8 {
            if isStart, byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") { return false }
            isStart = byte == UInt8(ascii: ":")
        }
        return true
    }

    private static func capitalizing(_ name: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(name.utf8.count)
        var isStart = true
        for byte in name.utf8 {
            if byte == UInt8(ascii: ":") {
                isStart = true
                if result.isEmpty { continue }
                result.append(byte)
            } else if isStart, byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") {
                isStart = false
                result.append(byte & 0xDF)
            } else {
                isStart = false
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
