import Diagnostics

extension Checker {
    mutating func checkDefinition(_ expression: Expression) {
        switch expression {
        case .hostClassDefinition(let node):
            checkNamed(expression, node.name)
            checkClass(expression, node.parameters, node.body)
        case .resourceTypeDefinition(let node):
            checkNamed(expression, node.name)
            checkClass(expression, node.parameters, node.body)
        case .functionDefinition(let node):
            checkNamed(expression, node.name)
            if let returnType = node.returnType { checkTypeReference(returnType, in: expression) }
            checkUnique(node.parameters)
        case .nodeDefinition(let node): check(node)
        case .typeAlias(let node):
            checkTop(expression)
            if !NamingRule.isType(node.name) {
                report("illegal_definition_name", .illegalName(node.name, expression), at: node.range)
            }
            checkTypeReference(node.typeExpr, in: expression)
        case .typeMapping(let node): check(node)
        case .typeDefinition(let node):
            checkTop(expression)
            report("unsupported_expression", .unsupported(expression), at: node.range)
        default: break
        }
    }

    private static let reservedTypeNames: Set<String> = [
        "type", "any", "unit", "scalar", "boolean", "numeric", "integer", "float", "collection", "array", "hash",
        "tuple", "struct", "variant", "optional", "enum", "regexp", "pattern", "runtime", "init", "object",
        "sensitive", "semver", "semverrange", "string", "timestamp", "timespan", "typeset",
    ]

    /// Checks the name of a class, defined type or function, and where it stands.
    private mutating func checkNamed(_ definition: Expression, _ name: String) {
        checkTop(definition)
        if !NamingRule.isDefinition(name) {
            report("illegal_definition_name", .illegalName(name, definition), at: definition.range)
        }
        if Self.reservedTypeNames.contains(name) {
            report("reserved_type_name", .reservedTypeName(name, definition), at: definition.range)
        }
        if name == "plan" {
            report("future_reserved_word", .futureReservedWord(name), at: definition.range, severity: .warning)
        }
    }

    private mutating func checkClass(_ definition: Expression, _ parameters: [Parameter], _ body: Expression) {
        checkNoCapture(parameters, in: definition)
        checkUnique(parameters)
        for index in parameters.indices where parameters[index].name == "name" || parameters[index].name == "title" {
            let parameter = parameters[index]
            report("reserved_parameter", .reservedParameter(parameter.name, definition), at: parameter.range)
        }
        checkEnd(body, of: definition)
    }

    /// Checks that a body does not end with a mere value.
    private mutating func checkEnd(_ body: Expression, of definition: Expression) {
        let last: Expression
        switch body {
        case .nop: return
        case .block(let block): last = block.statements.last ?? body
        default: last = body
        }
        guard Self.isIdempotent(last), !Self.isResourceWithoutTitle(last) else { return }
        report("idem_not_allowed_last", .valueLast(last, definition), at: last.range)
    }

    /// Checks that a definition stands at the top of the file or in a class.
    private mutating func checkTop(_ definition: Expression) {
        switch surroundings {
        case .nothing, .fileBlock, .hostClass: return
        case .innerBlock:
            guard Self.isTopOnly(definition) else { return }
            report("not_absolute_top_level", .notAbsoluteTop(definition), at: definition.range)
        case .otherBlock where Self.isTopOnly(definition):
            report("not_absolute_top_level", .notAbsoluteTop(definition), at: definition.range)
        default: report("not_top_level", .notTop, at: definition.range)
        }
    }

    private static func isTopOnly(_ definition: Expression) -> Bool {
        switch definition {
        case .functionDefinition, .typeAlias, .typeDefinition: true
        default: false
        }
    }

    private mutating func check(_ node: NodeDefinition) {
        let definition = Expression.nodeDefinition(node)
        for match in node.hostMatches { checkHost(match, in: definition) }
        checkTop(definition)
        checkEnd(node.body, of: definition)
        if let parent = node.parent { report("illegal_node_inheritance", .nodeInheritance, at: parent.range) }
    }

    private mutating func checkHost(_ match: Expression, in definition: Expression) {
        switch match {
        case .literalDefault, .literalRegularExpression: break
        case .literalString(let node):
            if !NamingRule.isHost(node.value) {
                report("illegal_hostname_chars", .illegalHost(node.value), at: node.range)
            }
        case .concatenatedString(let node):
            for case .text(let text) in node.segments {
                return report("illegal_hostname_interpolation", .hostInterpolation, at: text.expr.range)
            }
        default: illegal(match, as: "hostname", in: definition)
        }
    }
}

// MARK: Parameters and types

extension Checker {
    mutating func check(_ parameter: Parameter) {
        let name = parameter.name
        if !NamingRule.isParameter(name) {
            let digits = name.hasPrefix("0x") ? name.utf8.dropFirst(2) : name.utf8[...]
            if !digits.isEmpty, digits.allSatisfy(\.isDigit) {
                report("illegal_numeric_parameter", .numericParameter(name), at: parameter.range)
            }
            report("illegal_param_name", .illegalParameter(name), at: parameter.range)
        }
        if let value = parameter.value {
            var finder = AssignmentFinder()
            finder.find(in: value)
            for range in finder.ranges { report("illegal_assignment_context", .assignmentNotAllowed, at: range) }
        }
    }

    mutating func checkNoCapture(_ parameters: [Parameter], in container: Expression) {
        for index in parameters.indices where parameters[index].capturesRest {
            let parameter = parameters[index]
            report(
                "captures_rest_not_supported", .capturesRestNotSupported(parameter.name, container),
                at: parameter.range)
        }
    }

    mutating func checkUnique(_ parameters: [Parameter]) {
        guard parameters.count > 1 else { return }
        var names = Set<String>(minimumCapacity: parameters.count)
        for index in parameters.indices where !names.insert(parameters[index].name).inserted {
            let parameter = parameters[index]
            report("duplicate_parameter", .duplicateParameter(parameter.name), at: parameter.range)
        }
    }

    mutating func checkTypeReference(_ type: Expression, in container: Expression) {
        var name = type
        if case .access(let access) = type { name = access.leftExpr }
        guard case .qualifiedReference(let reference) = name else {
            return illegal(type, as: "a type reference", in: container)
        }
        if reference.value == "plan" {
            report("future_reserved_word", .futureReservedWord("plan"), at: type.range, severity: .warning)
        }
    }

    private mutating func check(_ node: TypeMapping) {
        let mapping = Expression.typeMapping(node)
        checkTop(mapping)
        guard case .access(let access) = node.typeExpr, case .qualifiedReference(let name) = access.leftExpr,
            name.casedValue == "Runtime"
        else { return report("unsupported_expression", .unsupported(mapping), at: node.range) }
        let isPattern = access.keys.count == 2 && Self.isPatternWithReplacement(access.keys[1])
        let fits = isPattern ? Self.isPatternWithReplacement(node.mappingExpr) : Self.isType(node.mappingExpr)
        guard !fits else { return }
        report(
            "illegal_type_mapping", isPattern ? .illegalPatternMapping(mapping) : .illegalMapping(mapping),
            at: node.range)
    }

    private static func isPatternWithReplacement(_ expression: Expression) -> Bool {
        guard case .literalList(let list) = expression, list.values.count == 2,
            case .literalRegularExpression = list.values[0], case .literalString = list.values[1]
        else { return false }
        return true
    }

    private static func isType(_ expression: Expression) -> Bool {
        switch expression {
        case .qualifiedReference: true
        case .access(let access): if case .qualifiedReference = access.leftExpr { true } else { false }
        default: false
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let notTop: Self =
        "Classes, definitions, and nodes may only appear at toplevel or inside other classes"
    fileprivate static func notAbsoluteTop(_ definition: Expression) -> Self {
        "\(definition.labelWithCapitalArticle) may only appear at toplevel"
    }
    fileprivate static func illegalName(_ name: String, _ definition: Expression) -> Self {
        "Unacceptable name. The name '\(name)' is unacceptable as the name of \(definition.labelWithArticle)"
    }
    fileprivate static func reservedTypeName(_ name: String, _ definition: Expression) -> Self {
        """
        The name: '\(name)' is already defined by Puppet and can not be used as the name of \
        \(definition.labelWithArticle).
        """
    }
    fileprivate static func futureReservedWord(_ word: String) -> Self { "Use of future reserved word: '\(word)'" }
    fileprivate static func reservedParameter(_ name: String, _ definition: Expression) -> Self {
        "The parameter $\(name) redefines a built in parameter in the \(definition.label)"
    }
    fileprivate static func valueLast(_ expression: Expression, _ definition: Expression) -> Self {
        """
        This \(expression.label) has no effect. \(definition.labelWithCapitalArticle) can not end with a \
        value-producing expression without other effect
        """
    }
    fileprivate static let nodeInheritance: Self =
        """
        Node inheritance is not supported in Puppet >= 4.0.0. \
        See http://links.puppet.com/puppet-node-inheritance-deprecation
        """
    fileprivate static func illegalHost(_ name: String) -> Self {
        "The hostname '\(name)' contains illegal characters (only letters, digits, '_', '-', and '.' are allowed)"
    }
    fileprivate static let hostInterpolation: Self =
        "An interpolated expression is not allowed in a hostname of a node"
    fileprivate static func numericParameter(_ name: String) -> Self {
        "The numeric parameter name '$\(name)' cannot be used (clashes with numeric match result variables)"
    }
    fileprivate static func illegalParameter(_ name: String) -> Self {
        "Illegal parameter name. The given name '\(name)' does not conform to the naming rule /^[a-z_]\\w*$/"
    }
    fileprivate static let assignmentNotAllowed: Self = "Assignment not allowed here"
    fileprivate static func capturesRestNotSupported(_ name: String, _ container: Expression) -> Self {
        "Parameter $\(name) has 'captures rest' - not supported in \(container.labelWithArticle)"
    }
    fileprivate static func duplicateParameter(_ name: String) -> Self {
        "The parameter '\(name)' is declared more than once in the parameter list"
    }
    fileprivate static func unsupported(_ expression: Expression) -> Self {
        "Expressions of type \(expression.labelWithArticle) are not supported in this version of Puppet"
    }
    fileprivate static func illegalMapping(_ expression: Expression) -> Self {
        "Illegal type mapping. Expected a Type on the left side, got \(expression.labelWithCapitalArticle)"
    }
    fileprivate static func illegalPatternMapping(_ expression: Expression) -> Self {
        """
        Illegal type mapping. Expected a Tuple[Regexp,String] on the left side, got \
        \(expression.labelWithCapitalArticle)
        """
    }
}
