// Groups, and what looks like them.
extension RegexpParser {
    mutating func group() throws(RegexpError) -> RegexpNode {
        let outer = flags
        defer { flags = outer }
        let node: RegexpNode
        if skip("?:") {
            node = try alternation()
        } else if skip("?>") {
            node = .atomic(try alternation())
        } else if skip("?=") {
            node = .look(try alternation(), isBehind: false, isNegative: false)
        } else if skip("?!") {
            node = .look(try alternation(), isBehind: false, isNegative: true)
        } else if skip("?<=") {
            node = try lookBehind(isNegative: false)
        } else if skip("?<!") {
            node = try lookBehind(isNegative: true)
        } else if skip("?<") {
            node = try named(closing: ">")
        } else if skip("?'") {
            node = try named(closing: "'")
        } else if starts(with: "?(") {
            throw error("conditions are not supported")
        } else if starts(with: "?~") {
            throw error("absent operators are not supported")
        } else if skip("?") {
            throw error(peek == nil ? "end pattern in group" : "undefined group option")
        } else if hasNames {
            node = try alternation()
        } else {
            groupCount += 1
            let index = groupCount
            let before = size
            node = .group(try alternation(), index: index)
            groups[index] = node
            groupSizes[index] = size - before
        }
        guard skip(")") else { throw error("end pattern with unmatched parenthesis") }
        return node
    }

    /// Each branch must match a fixed number of characters.
    private mutating func lookBehind(isNegative: Bool) throws(RegexpError) -> RegexpNode {
        let outerCount = groupCount
        let inner = try alternation()
        let branches = if case .alternation(let branches) = inner { branches } else { [inner] }
        guard branches.allSatisfy({ $0.fixedLength != nil }), !isNegative || groupCount == outerCount else {
            throw error("invalid pattern in look-behind")
        }
        return .look(inner, isBehind: true, isNegative: isNegative)
    }

    private mutating func named(closing: Unicode.Scalar) throws(RegexpError) -> RegexpNode {
        if peek == nil { throw error("end pattern with unmatched parenthesis") }
        let name = try name(closing: closing)
        if RegexpSet.Property.asciiDigit.holds(name.unicodeScalars.first ?? "a") {
            throw error("invalid group name <\(name)>")
        }
        groupCount += 1
        let index = groupCount
        names.append((name, index))
        let before = size
        let node = RegexpNode.group(try alternation(), index: index)
        groups[index] = node
        groupSizes[index] = size - before
        return node
    }

    mutating func name(closing: Unicode.Scalar) throws(RegexpError) -> String {
        var name = ""
        while let scalar = peek, scalar != closing {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard peek != nil || !name.isEmpty else { throw error("group name is empty") }
        guard skip(String(closing)) else { throw error("invalid group name <\(name)>") }
        if name.isEmpty { throw error("group name is empty") }
        return name
    }
}
