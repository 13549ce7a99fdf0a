extension UInt8 {
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isUpper: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isLower: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

    var isHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }
}

extension Lexer {
    private func isDoubleColon(at index: Int) -> Bool {
        byte(at: index) == UInt8(ascii: ":") && byte(at: index + 1) == UInt8(ascii: ":")
    }

    /// A keyword, a name or a bare word.
    ///
    /// A name's segments are lower case letters, digits and underscores and begin with a letter; a word may
    /// also hold hyphens inside, and begin with an underscore.
    mutating func lexName() {
        let start = position
        let (end, isName) = scanBareWord(at: start)
        position = end
        lastMatched = start..<end
        guard isName else { return emit(.word, start, end) }
        emit(KeywordTable.keywords.kind(of: bytes[start..<end]) ?? .name, start, end)
    }

    /// Where the bare word that begins at an index ends, and whether it is a name.
    private func scanBareWord(at start: Int) -> (end: Int, isName: Bool) {
        var index = start
        var isName = true
        repeat {
            let segment = isDoubleColon(at: index) ? index + 2 : index
            let first = byte(at: segment)
            guard first.isLower || first == UInt8(ascii: "_") else { break }
            if first == UInt8(ascii: "_") { isName = false }
            index = segment + 1
            while byte(at: index).isWordByte { index += 1 }
            while let end = endOfHyphens(at: index) {
                isName = false
                index = end
                while byte(at: index).isWordByte { index += 1 }
            }
        } while isDoubleColon(at: index)
        return (index, isName)
    }

    /// Where the hyphens at an index end; nil when there are none, or nothing of a word follows them.
    private func endOfHyphens(at start: Int) -> Int? {
        guard byte(at: start) == UInt8(ascii: "-") else { return nil }
        var index = start
        while byte(at: index) == UInt8(ascii: "-") { index += 1 }
        return byte(at: index).isWordByte ? index : nil
    }

    /// A type name; every segment begins with an upper case letter.
    mutating func lexClassReference() throws(LexicalError) {
        let start = position
        position = scanClassReference(at: start)
        lastMatched = start..<position
        guard !isDoubleColon(at: position) else { throw error(.illegalClassReference, at: position + 1) }
        emit(.classReference, start, position)
    }

    private func scanClassReference(at start: Int) -> Int {
        var index = start
        while true {
            let segment = isDoubleColon(at: index) ? index + 2 : index
            guard byte(at: segment).isUpper else { return index }
            index = segment + 1
            while byte(at: index).isWordByte { index += 1 }
        }
    }

    /// `:`, or a name or type name that begins with `::`.
    mutating func lexColon() throws(LexicalError) {
        guard isDoubleColon(at: position) else { return emit(.colon, 1) }
        let start = position
        if byte(at: start + 2).isUpper {
            position = scanClassReference(at: start)
            lastMatched = start..<position
            guard !isDoubleColon(at: position) else {
                throw error(.illegalFullyQualifiedClassReference, at: position + 3)
            }
            return emit(.classReference, start, position)
        }
        let (end, isName) = scanBareWord(at: start)
        guard end > start else { throw error(.illegalFullyQualifiedName, at: position + 2) }
        position = end
        lastMatched = start..<end
        emit(isName ? .name : .word, start, end)
    }

    /// `$name`; a lone `$` is a variable without a name, which the validator refuses.
    mutating func lexVariable() {
        let start = position
        position = scanVariableName(at: start + 1)
        lastMatched = position == start + 1 ? position..<position : start..<position
        emit(.variable, start, position)
    }

    /// Where a variable's name that may begin at an index ends; the index itself when there is none.
    func scanVariableName(at start: Int) -> Int {
        var index = isDoubleColon(at: start) ? start + 2 : start
        guard byte(at: index).isWordByte else { return start }
        while true {
            while byte(at: index).isWordByte { index += 1 }
            guard isDoubleColon(at: index), byte(at: index + 2).isWordByte else { return index }
            index += 2
        }
    }

    /// A division, a comment or a regular expression.
    mutating func lexSlash() throws(LexicalError) {
        let start = position
        if peek(1) == UInt8(ascii: "*") { return try skipBlockComment() }
        guard after?.mayPrecedeRegularExpression ?? true, !hasNoMoreRegularExpressions else {
            return emit(.divide, 1)
        }
        var pattern: [UInt8] = []
        var index = start + 1
        var isEscaped = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "/") {
                guard isEscaped else {
                    position = index + 1
                    lastMatched = start..<position
                    return emit(
                        .regularExpression, start, position, value: String(decoding: pattern, as: UTF8.self))
                }
                pattern[pattern.count - 1] = byte
                isEscaped = false
            } else {
                pattern.append(byte)
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            }
            index += 1
        }
        hasNoMoreRegularExpressions = true
        emit(.divide, 1)
    }

    private mutating func skipBlockComment() throws(LexicalError) {
        var index = position + 2
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
                lastMatched = position..<(index + 2)
                position = index + 2
                return
            }
            index += 1
        }
        throw error(.unclosedComment, at: position)
    }
}
