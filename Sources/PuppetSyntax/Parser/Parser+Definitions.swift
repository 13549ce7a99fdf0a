import Diagnostics

extension Parser {
    private func define(_ definition: Expression) -> Expression {
        definitions.append(definition)
        return definition
    }

    /// A name with the names of the classes around it. Leading colons stay where no class is around.
    private func qualified(_ name: String) -> String {
        let full = namespaces.joined(separator: "::") + "::" + name
        return full.hasPrefix("::") ? String(full.dropFirst(2)) : full
    }

    /// classname: NAME | WORD | CLASSREF
    private func className() throws(Stop) -> String {
        switch kind {
        case .name, .word, .classReference: return text(advance())
        case .class: throw stop("syntax_error", .classNotAllowed, at: token.range)
        case .string: throw stop("syntax_error", .quotedName, at: token.range)
        default: throw unexpected()
        }
    }

    /// parameter_list: ('(' parameters? ')')?
    private func parameterList() throws(Stop) -> [Parameter] {
        guard accept(.leftParenthesis) || accept(.lineStartParenthesis) else { return [] }
        return try parameters(until: .rightParenthesis)
    }

    /// 'class' classname parameter_list ('inherits' (classname | 'default'))? '{' statements? '}'
    func hostClass() throws(Stop) -> Expression {
        let keyword = advance().range
        let name = try className()
        namespaces.append(name)
        let parameters = try parameterList()
        var parent: String?
        if accept(.inherits) { parent = kind == .default ? text(advance()) : try className() }
        let body = try body()
        namespaces.removeLast()
        return define(
            .hostClassDefinition(
                HostClassDefinition(
                    name: qualified(name), parameters: parameters, parentClass: parent, body: body,
                    range: keyword.through(body.range))))
    }

    /// 'define' classname parameter_list '{' statements? '}'
    func resourceType() throws(Stop) -> Expression {
        let keyword = advance().range
        let name = try className()
        let parameters = try parameterList()
        let body = try body()
        return define(
            .resourceTypeDefinition(
                ResourceTypeDefinition(
                    name: qualified(name), parameters: parameters, body: body, range: keyword.through(body.range))))
    }

    /// 'function' classname parameter_list opt_return_type '{' statements? '}'
    func function() throws(Stop) -> Expression {
        let keyword = advance().range
        let name = try className()
        let parameters = try parameterList()
        let returnType = try returnType()
        let body = try body()
        return define(
            .functionDefinition(
                FunctionDefinition(
                    name: name, parameters: parameters, returnType: returnType, body: body,
                    range: keyword.through(body.range))))
    }

    /// 'node' hostname (',' hostname)* ','? ('inherits' hostname)? '{' statements? '}'
    func node() throws(Stop) -> Expression {
        let keyword = advance().range
        var matches = [try hostName()]
        while accept(.comma), kind != .inherits, kind != .leftBrace { matches.append(try hostName()) }
        let parent = accept(.inherits) ? try hostName() : nil
        let body = try body()
        return define(
            .nodeDefinition(
                NodeDefinition(
                    hostMatches: matches, parent: parent, body: body, range: keyword.through(body.range))))
    }

    /// hostname: (NAME | NUMBER) ('.' (NAME | NUMBER))* | quotedtext | 'default' | REGEX
    private func hostName() throws(Stop) -> Expression {
        switch kind {
        case .name, .number: return try dottedName()
        case .default: return .literalDefault(LiteralDefault(range: advance().range))
        case .regularExpression: return regularExpression(advance())
        default: return try quotedText()
        }
    }

    private func dottedName() throws(Stop) -> Expression {
        let first = advance()
        var name = text(first)
        var range = first.range
        while accept(.dot) {
            guard kind == .name || kind == .number else { throw unexpected() }
            let part = advance()
            name += "." + text(part)
            range = range.through(part)
        }
        return .literalString(LiteralString(value: name, range: range))
    }
}

extension Parser {
    /// 'type', as the name of a function, of an alias, of a mapping or of a definition
    func typeKeyword() throws(Stop) -> Expression {
        let keyword = advance()
        if kind == .leftParenthesis {
            return .qualifiedName(QualifiedName(value: text(keyword), range: keyword.range))
        }
        guard kind == .classReference else { throw unexpected() }
        if nextKind == .leftBrace || nextKind == .inherits { return try typeDefinition(keyword) }
        let left = try typeReference()
        try expect(.equals)
        let right = try aliasedType()
        let range = left.range.through(right.range)
        switch left {
        case .qualifiedReference(let name):
            return define(.typeAlias(TypeAlias(name: name.casedValue, typeExpr: Self.objectType(right), range: range)))
        default:
            return define(.typeMapping(TypeMapping(typeExpr: left, mappingExpr: right.expression, range: range)))
        }
    }

    /// What stands right of the `=` of an alias.
    private enum AliasedType {
        case plain(Expression)
        /// `Parent { … }`.
        case extending(QualifiedReference, LiteralHash)

        var expression: Expression {
            switch self {
            case .plain(let expression): expression
            case .extending(let parent, let hash):
                .access(
                    AccessExpression(
                        leftExpr: .qualifiedReference(parent), keys: [.literalHash(hash)],
                        range: parent.range.through(hash.range)))
            }
        }

        var range: SourceRange { expression.range }
    }

    /// type hash | type '[' access_args ','? ']' | type | hash | array
    private func aliasedType() throws(Stop) -> AliasedType {
        switch kind {
        case .leftBrace: return .plain(try hash())
        case .leftBracket, .listStart: return .plain(try list())
        case .classReference: break
        default: throw unexpected()
        }
        let name = advance()
        let reference = QualifiedReference(casedValue: text(name), range: name.range)
        switch kind {
        case .leftBrace:
            guard case .literalHash(let hash) = try hash() else { return .plain(.qualifiedReference(reference)) }
            return .extending(reference, hash)
        case .leftBracket:
            let keys = try accessArguments(allowsTrailingComma: true)
            let close = try expect(.rightBracket)
            return .plain(
                .access(
                    AccessExpression(
                        leftExpr: .qualifiedReference(reference), keys: keys, range: name.range.through(close))))
        default:
            return .plain(.qualifiedReference(reference))
        }
    }

    /// `{ … }` is `Object[{ … }]`; `Parent { … }` is `Object[{ …, parent => Parent }]`, except of `Object` and
    /// `TypeSet` themselves.
    private static func objectType(_ type: AliasedType) -> Expression {
        switch type {
        case .plain(.literalHash(let hash)): return .objectType(hash, range: hash.range)
        case .plain(let expression): return expression
        case .extending(let parent, let hash):
            guard parent.casedValue != "Object", parent.casedValue != "TypeSet" else { return type.expression }
            return .objectType(hash, parent: parent, range: type.range)
        }
    }

    /// 'type' CLASSREF ('inherits' CLASSREF)? '{' statements? '}'
    private func typeDefinition(_ keyword: Token) throws(Stop) -> Expression {
        let name = text(advance())
        let parent = accept(.inherits) ? text(try expect(.classReference)) : nil
        let body = try body()
        return define(
            .typeDefinition(
                TypeDefinition(name: name, parent: parent, body: body, range: keyword.range.through(body.range))))
    }
}

extension Diagnostic.Message {
    fileprivate static let classNotAllowed: Self = "'class' keyword not allowed at this location"
    fileprivate static let quotedName: Self = "A quoted string is not valid as a name here"
}
