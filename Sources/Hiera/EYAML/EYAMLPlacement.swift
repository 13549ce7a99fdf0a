extension EYAML {
    /// Where the `>` of a folded block stands whose first line begins with the token.
    package static func blockStart(of token: Token, in bytes: [UInt8]) -> Int? {
        Placement(before: token.range.lowerBound, in: bytes).chevron
    }

    /// What stands on the lines before a token, which says how a new value may be written there.
    struct Placement: Hashable {
        /// The blanks before it, where nothing else stands before it on its line.
        let indent: String?
        /// Where a `>` stands that ends the line before; nil where there is none.
        let chevron: Int?

        init(before offset: Int, in bytes: [UInt8]) {
            var line = offset
            while line > 0, bytes[line - 1] == 0x20 || bytes[line - 1] == 0x09 { line -= 1 }
            guard line == 0 || bytes[line - 1] == 0x0A else {
                (indent, chevron) = (nil, nil)
                return
            }
            indent = String(decoding: bytes[line..<offset], as: UTF8.self)
            var end = line - 1
            if end > 0, bytes[end - 1] == 0x0D { end -= 1 }
            chevron = end > 0 && bytes[end - 1] == UInt8(ascii: ">") ? end - 1 : nil
        }
    }
}

extension EYAML.Folding {
    /// Lines of 60 characters, as hiera-eyaml writes a block.
    static func block(indent: String) -> EYAML.Folding {
        EYAML.Folding(prefix: "ENC[PKCS7,", widths: [60], separators: ["\n\(indent)"], length: 0)
    }

    static let string = EYAML.Folding(prefix: "ENC[PKCS7,", widths: [], separators: [], length: 0)

    /// The same lines below another indent.
    func indented(_ indent: String) -> EYAML.Folding {
        let moved = separators.map { separator in
            guard !separator.contains("#"), let end = separator.utf8.lastIndex(of: 0x0A) else { return separator }
            return separator[...end] + indent
        }
        return EYAML.Folding(prefix: prefix, widths: widths, separators: moved, length: length)
    }
}
