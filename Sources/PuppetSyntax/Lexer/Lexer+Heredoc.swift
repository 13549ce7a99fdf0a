extension Lexer {
    /// What stands between the parentheses of a heredoc.
    private struct HeredocTag {
        let endTag: [UInt8]
        let syntax: String
        let style: StringStyle
    }

    /// A line of a heredoc that ends it, `| - END`.
    private struct HeredocEnd {
        /// The blanks before the bar: the margin.
        let leading: Range<Int>
        let hasMargin: Bool
        let removesLastBreak: Bool
    }

    /// `@(END)` … `END`: emits the heredoc token and the string tokens of its text, which begins on the next
    /// line, and goes on after the parenthesis.
    mutating func lexHeredoc() throws(LexicalError) {
        let start = position
        guard let close = bytes[position...].firstIndex(of: UInt8(ascii: ")")) else {
            throw error(.heredocUnclosedParenthesis(following: following), at: position)
        }
        position = close + 1
        lastMatched = start..<position
        let tag = try heredocTag((start + 2)..<close)
        emit(.heredoc, start, position, value: tag.syntax)
        let textStart = try heredocTextStart()
        var lines: [Range<Int>] = []
        var index = textStart
        while index < bytes.count {
            let lineEnd = (bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? (bytes.count - 1)) + 1
            if let end = heredocEnd(index..<lineEnd, tag.endTag) {
                newlineJump = lineEnd
                return try lexHeredocText(lines, end, tag)
            }
            lines.append(index..<lineEnd)
            index = lineEnd
        }
        throw error(.heredocWithoutEnd, at: textStart)
    }

    /// Where the text begins: on the next line, or after the text of the heredoc before it on this line.
    private func heredocTextStart() throws(LexicalError) -> Int {
        if let newlineJump { return newlineJump }
        guard let newline = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
            throw error(.heredocWithoutText, at: position)
        }
        return newline + 1
    }

    /// `END`, `"END"`, `END:syntax`, `END/escapes`.
    private func heredocTag(_ range: Range<Int>) throws(LexicalError) -> HeredocTag {
        var index = range.lowerBound
        while index < range.upperBound, bytes[index] != UInt8(ascii: ":"), bytes[index] != UInt8(ascii: "/") {
            index += 1
        }
        let name = range.lowerBound..<index
        guard !name.isEmpty, !bytes[name].contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        else { throw error(.heredocInvalidSyntax, at: position) }
        var syntax = name.upperBound..<name.upperBound
        if byte(at: index) == UInt8(ascii: ":"), index < range.upperBound {
            let begin = skipBlanks(from: index + 1)
            index = begin
            while index < range.upperBound, bytes[index].isWordByte || bytes[index] == UInt8(ascii: "+") { index += 1 }
            syntax = begin..<index
            guard syntax.count >= 2, bytes[begin].isLower else { throw error(.heredocInvalidSyntax, at: position) }
            index = skipBlanks(from: index)
        }
        var escapes: Range<Int>?
        if index < range.upperBound, bytes[index] == UInt8(ascii: "/") {
            let begin = index + 1
            index = begin
            while index < range.upperBound, bytes[index].isWordByte || bytes[index] == UInt8(ascii: "$") { index += 1 }
            escapes = begin..<index
            index = skipBlanks(from: index)
        }
        guard index == range.upperBound else { throw error(.heredocInvalidSyntax, at: position) }
        var endTag = trimmed(name)
        let isQuoted =
            endTag.count >= 2 && byte(at: endTag.lowerBound) == UInt8(ascii: "\"")
            && byte(at: endTag.upperBound - 1) == UInt8(ascii: "\"")
        if isQuoted { endTag = trimmed((endTag.lowerBound + 1)..<(endTag.upperBound - 1)) }
        guard !endTag.isEmpty else { throw error(.heredocEmptyEndTag, at: position) }
        let style = StringStyle(isQuoted: false, interpolates: isQuoted, escapes: try heredocEscapes(escapes))
        return HeredocTag(endTag: Array(bytes[endTag]), syntax: text(syntax), style: style)
    }

    private func heredocEscapes(_ range: Range<Int>?) throws(LexicalError) -> EscapeSet {
        guard let range else { return .none }
        let characters = range.isEmpty ? Array("trnsuL$".utf8) : Array(bytes[range])
        guard Set(characters).count == characters.count else {
            let list = characters.map { String(UnicodeScalar($0)) }.joined(separator: ", ")
            throw error(.heredocMultipleEscapes(list), at: position)
        }
        for character in characters where !"trnsuL$".utf8.contains(character) {
            throw error(.heredocInvalidEscape(String(UnicodeScalar(character))), at: position)
        }
        let letters = String(decoding: characters.filter { $0 != UInt8(ascii: "L") }, as: UTF8.self)
        return EscapeSet("\\" + letters, joinsLines: characters.contains(UInt8(ascii: "L")))
    }

    /// Whether a line ends in the end tag, and with what marks before it. As in Puppet, the tag need not be
    /// alone on its line.
    private func heredocEnd(_ line: Range<Int>, _ endTag: [UInt8]) -> HeredocEnd? {
        var end = line.upperBound
        if end > line.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > line.lowerBound, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        end = skipBlanksBackward(from: end, to: line.lowerBound)
        guard end - line.lowerBound >= endTag.count, bytes[(end - endTag.count)..<end].elementsEqual(endTag) else {
            return nil
        }
        let tagStart = end - endTag.count
        var marks = skipBlanksBackward(from: tagStart, to: line.lowerBound)
        var leading = marks..<tagStart
        var removesLastBreak = false
        if marks > line.lowerBound, bytes[marks - 1] == UInt8(ascii: "-") {
            removesLastBreak = true
            let dash = marks - 1
            marks = skipBlanksBackward(from: dash, to: line.lowerBound)
            leading = marks..<dash
        }
        var hasMargin = false
        if marks > line.lowerBound, bytes[marks - 1] == UInt8(ascii: "|") {
            hasMargin = true
            leading = skipBlanksBackward(from: marks - 1, to: line.lowerBound)..<(marks - 1)
        }
        return HeredocEnd(leading: leading, hasMargin: hasMargin, removesLastBreak: removesLastBreak)
    }

    /// Lexes the text of a heredoc, without its margin, in a lexer of its own.
    private mutating func lexHeredocText(
        _ lines: [Range<Int>], _ end: HeredocEnd, _ tag: HeredocTag
    ) throws(LexicalError) {
        let margin = end.hasMargin ? bytes[end.leading] : []
        var content: [UInt8] = []
        var map: [(local: Int, global: Int)] = []
        for line in lines {
            let hasMargin = !margin.isEmpty && bytes[line].starts(with: margin)
            let start = hasMargin ? line.lowerBound + margin.count : line.lowerBound
            map.append((content.count, start))
            content.append(contentsOf: bytes[start..<line.upperBound])
        }
        if map.isEmpty { map = [(0, end.leading.lowerBound)] }
        if end.removesLastBreak, content.last == UInt8(ascii: "\n") {
            content.removeLast()
            if content.last == UInt8(ascii: "\r") { content.removeLast() }
        }
        let offsets = OffsetMap(lines: map)
        let firstToken = tokens.count
        var lexer = Lexer(bytes: content)
        lexer.depth = depth
        swap(&lexer.tokens, &tokens)
        swap(&lexer.strings, &strings)
        defer {
            swap(&lexer.tokens, &tokens)
            swap(&lexer.strings, &strings)
            warnings += lexer.warnings.map(offsets.global)
        }
        do {
            try lexer.lexInterpolated(from: 0, tag.style)
        } catch {
            throw offsets.global(error)
        }
        for index in firstToken..<lexer.tokens.count { lexer.tokens[index] = offsets.global(lexer.tokens[index]) }
        // The text itself stands where its first line does, margin and all.
        lexer.tokens[firstToken].start = UInt32(
            truncatingIfNeeded: lines.first?.lowerBound ?? end.leading.lowerBound)
    }

    private func skipBlanks(from start: Int) -> Int {
        var index = start
        while byte(at: index) == UInt8(ascii: " ") || byte(at: index) == UInt8(ascii: "\t") { index += 1 }
        return index
    }

    private func skipBlanksBackward(from end: Int, to start: Int) -> Int {
        var index = end
        while index > start, bytes[index - 1] == UInt8(ascii: " ") || bytes[index - 1] == UInt8(ascii: "\t") {
            index -= 1
        }
        return index
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let start = min(skipBlanks(from: range.lowerBound), range.upperBound)
        return start..<skipBlanksBackward(from: range.upperBound, to: start)
    }
}
