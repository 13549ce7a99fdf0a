import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// `Type[…]`: a type with arguments, a reference to resources, or the parameters of one.
    func access(_ type: PuppetType, _ keys: [Value], _ node: AccessExpression, _ scope: Scope) throws(Interruption)
        -> Value
    {
        switch type {
        case .resource(let typeName, let title):
            return try access(resource: typeName, title, keys, node)
        case .classType(let name):
            return try access(class: name, keys, node)
        case .typeReference(let name):
            throw fail("unknown_type", "Resource type not found: \(name)", node.range)
        case .alias(let alias):
            guard let resolved = alias.resolved else {
                throw fail("illegal_alias", "The type alias \(alias.name) is used before it is defined", node.range)
            }
            return try access(resolved, keys, node, scope)
        default:
            return .type(try parameterized(type, keys, node))
        }
    }

    private func parameterized(_ type: PuppetType, _ keys: [Value], _ node: AccessExpression) throws(Interruption)
        -> PuppetType
    {
        do throws(TypeError) {
            return try type.parameterized(keys)
        } catch {
            switch error.blame {
            case .argument(let index): throw fail("bad_type_arguments", error.message, range(of: index, node))
            case .expression: throw fail("bad_type_arguments", error.message, node.range)
            case .type: throw fail("operator_not_applicable", error.message, node.leftExpr.range)
            case .evaluation:
                throw fail(
                    "bad_type_arguments", "Error while evaluating a '[]' expression, \(error.message)", node.range)
            }
        }
    }

    /// `Resource['type', 'title', …]`, `Type['title', …]`, and the parameter of a reference, `Type['title']['name']`.
    private func access(
        resource typeName: String?, _ title: String?, _ keys: [Value], _ node: AccessExpression
    ) throws(Interruption) -> Value {
        let blamed = node.keys.first?.range ?? node.range
        guard !keys.isEmpty else {
            throw fail("bad_type_arguments", "Resource-Type[] accepts 1 or more arguments. Got 0", blamed)
        }
        var keys = keys
        var name = typeName
        if name == nil {
            switch keys.removeFirst() {
            case .type(.resource(let inner, nil)) where keys.isEmpty:
                return .type(.resource(typeName: inner, title: nil))
            case .type(.resource(let inner?, _)): name = inner
            case .type(.classType(nil)): return try access(class: nil, keys, node)
            case .string(let text), .secret(let text): name = ResourceReference.capitalized(text)
            case let other:
                throw fail(
                    "illegal_resource_type",
                    "First argument to Resource[] must be a resource type or a String. Got \(Self.typeName(other)).",
                    blamed)
            }
        }
        guard let name, Self.isClassReference(name) else {
            throw fail(
                "illegal_reference",
                "Illegal type reference. The given name '\(name ?? "")' does not conform to the naming rule", blamed)
        }
        let givesList = keys.count > 1 || { if case .array? = keys.first { true } else { false } }()
        let titles = Self.flattened(keys).filter { $0 != .undef }
        if titles.isEmpty, !keys.isEmpty { return givesList ? .array([]) : .undef }
        if let title { return try parameters(of: name, title, titles, givesList, node) }
        guard !titles.isEmpty else { return .type(.resource(typeName: name, title: nil)) }
        var references: [Value] = []
        for (position, key) in titles.enumerated() {
            guard let text = key.stringContent else {
                let index = titles.count == node.keys.count ? position : position + 1
                throw fail(
                    "bad_type_arguments",
                    "Error creating type specialization of \(Label.article(Value.type(.resource(typeName: typeName, title: nil)))), Cannot use \(Self.typeName(key)) where a resource title String is expected",
                    range(of: index, node))
            }
            references.append(.type(.resource(typeName: name, title: text)))
        }
        return givesList ? .array(references) : references.last ?? .undef
    }

    private func parameters(
        of typeName: String, _ title: String, _ names: [Value], _ givesList: Bool, _ node: AccessExpression
    ) throws(Interruption) -> Value {
        guard let resource = builder.find(type: typeName, title: title) else {
            throw fail("unknown_resource", "Resource not found: \(typeName)['\(title)']", node.range)
        }
        var values: [Value] = []
        for name in names {
            guard let key = name.stringContent.map(HashedName.init(_:)), resource.hasParameter(key) else {
                throw fail(
                    "unknown_resource_parameter",
                    "The resource \(typeName)['\(typeName == "Class" ? title.lowercased() : title)'] does not have a parameter called '\(RubyText.string(name))'",
                    node.range)
            }
            values.append(resource.value(key) ?? Self.defaultValue(of: key, resource))
        }
        return givesList ? .array(values) : values.last ?? .undef
    }

    /// A parameter's value from the resource defaults where the resource was declared.
    private static func defaultValue(of name: HashedName, _ resource: CatalogResource) -> Value {
        resource.scope.default(of: name, type: resource.type)?.value ?? .undef
    }

    /// `Class['name', …]`, and a parameter of a class, `Class['name']['parameter']`.
    private func access(class name: String?, _ keys: [Value], _ node: AccessExpression) throws(Interruption) -> Value {
        guard !keys.isEmpty else {
            throw fail("bad_type_arguments", "Class-Type[] accepts 1 or more arguments. Got 0", node.range)
        }
        let givesList = keys.count > 1 || { if case .array = keys[0] { true } else { false } }()
        let keys = Self.flattened(keys).filter { $0 != .undef }
        guard !keys.isEmpty else { return givesList ? .array([]) : .undef }
        if let name {
            guard builder.find(type: "Class", title: ResourceReference.capitalized(name)) != nil else {
                throw fail("unknown_resource", "Resource not found: Class['\(name)']", node.range)
            }
            return try parameters(of: "Class", ResourceReference.capitalized(name), keys, givesList, node)
        }
        var references: [Value] = []
        for (position, key) in keys.enumerated() {
            guard let text = key.className else {
                throw fail(
                    "illegal_class_name",
                    "Illegal Class name in class reference. \(Label.capitalizedArticle(key)) cannot be used where a String is expected",
                    range(of: position, node))
            }
            var className = text.lowercased()
            if className.hasPrefix("::") { className.removeFirst(2) }
            guard Self.isName(className) else {
                throw fail(
                    "illegal_name",
                    "Illegal name. The given name '\(text)' does not conform to the naming rule /^((::)?[a-z_]\\w*)(::[a-z]\\w*)*$/",
                    range(of: position, node))
            }
            references.append(.type(.classType(name: className)))
        }
        return givesList ? .array(references) : references.last ?? .undef
    }

    /// `/^((::)?[A-Z]\w*)+$/`, lower case let through.
    static func isClassReference(_ name: String) -> Bool {
        name.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ":") } && !name.isEmpty
    }

    /// `/^((::)?[a-z_]\w*)(::[a-z]\w*)*$/`.
    static func isName(_ name: String) -> Bool {
        let segments = name.split(separator: ":", omittingEmptySubsequences: true)
        guard !segments.isEmpty else { return false }
        return segments.allSatisfy { segment in
            guard let first = segment.utf8.first,
                first == UInt8(ascii: "_") || (first >= UInt8(ascii: "a") && first <= UInt8(ascii: "z"))
            else { return false }
            return segment.utf8.allSatisfy(isWordByte)
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Value {
    /// The name that a value gives to `Class[…]`.
    fileprivate var className: String? {
        switch self {
        case .string(let text), .secret(let text): text
        case .type(.typeReference(let name)): name
        default: nil
        }
    }
}
