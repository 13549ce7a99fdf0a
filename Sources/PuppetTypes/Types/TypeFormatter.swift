import OrderedCollections

/// Writes types as Puppet writes them: `Array[Integer[1, 3]]`.
struct TypeFormatter {
    /// Whether an alias is followed by what it stands for, `Name = Type`.
    private let expandsAliases: Bool
    private var text = ""
    private var expanding: [TypeAlias] = []
    /// How many object types are being spelled out; inside one, others go by their names.
    private var depth = 0
    /// The set that is being spelled out; its types go by the names that it has for them.
    private var set: TypeSet?

    /// An expansion stops to unfold aliases past this length.
    private static let expansionLimit = 10_000

    private init(expandsAliases: Bool) { self.expandsAliases = expandsAliases }

    static func string(_ type: PuppetType) -> String { string(type, expandsAliases: false) }

    static func expandedString(_ type: PuppetType) -> String { string(type, expandsAliases: true) }

    private static func string(_ type: PuppetType, expandsAliases: Bool) -> String {
        var formatter = TypeFormatter(expandsAliases: expandsAliases)
        formatter.append(type)
        return formatter.text
    }

    private mutating func append(_ type: PuppetType) {
        if let name = type.bareName {
            text += name
            return
        }
        switch type {
        case .any, .data, .richData, .richDataKey, .scalar, .scalarData, .numeric, .undef, .default, .unit,
            .catalogEntry, .semVerRange, .binary:
            text += type.simpleName
        case .deferred, .error(nil), .object: append(objectType: type)
        case .error(.some(let parameters)): append(errorParameters: parameters)
        case .alias(let alias): append(alias)
        case .resource(let typeName, let title):
            text += typeName ?? "Resource"
            if let title { text += "[\(ValueFormatter.quoted(title))]" }
        case .typeSet(let typeSet): append(typeSet)
        case .structure(let elements): append(elements)
        case .callable(let signature): append(signature)
        default:
            text += type.simpleName
            text += "["
            appendArguments(of: type)
            text += "]"
        }
    }

    private mutating func appendArguments(of type: PuppetType) {
        switch type {
        case .boolean(let value): text += value == true ? "true" : "false"
        case .integer(let lower, let upper): append(lower.map(String.init), upper.map(String.init))
        case .float(let lower, let upper):
            // An infinite bound is none.
            append(
                lower.flatMap { $0 == -.infinity ? nil : FloatText.shortest($0) },
                upper.flatMap { $0 == .infinity ? nil : FloatText.shortest($0) })
        case .string(.size(let size)), .collection(.some(let size)): append(size)
        case .enumeration(let values, let caseInsensitive):
            appendList(values.map(ValueFormatter.quoted) + (caseInsensitive ? ["true"] : []))
        case .pattern(let patterns): appendList(patterns.map(ValueFormatter.delimited))
        case .regexp(let source): text += ValueFormatter.delimited(source ?? "")
        case .array(let element, let size): appendCollection([element], size)
        case .hash(let key, let value, let size): appendCollection([key, value], size)
        case .tuple(let types, let size):
            append(types)
            if let size {
                text += ", "
                append(size)
            }
        case .variant(let types): append(types)
        case .optional(.some(.string(.value(let value)))), .notUndef(.some(.string(.value(let value)))):
            text += ValueFormatter.quoted(value)
        case .optional(.some(let inner)), .notUndef(.some(let inner)), .type(.some(let inner)),
            .sensitive(.some(let inner)), .iterable(.some(let inner)), .iterator(.some(let inner)):
            append(inner)
        case .classType(.some(let name)): text += name
        case .typeReference(let name): text += ValueFormatter.quoted(name)
        case .initType(.some(let inner), let arguments):
            append(inner)
            for argument in arguments { text += ", " + ValueFormatter.literal(argument) }
        case .semVer(let ranges): appendList(ranges.map { "'\($0)'" })
        case .timestamp(let lower, let upper): appendTimes(lower, upper)
        case .timespan(let lower, let upper): appendTimes(lower, upper)
        case .uri(.some(let parameters)): text += ValueFormatter.literal(.hash(parameters))
        case .runtime(let name, let pattern):
            appendList([name, pattern.map(ValueFormatter.quoted)].map { $0 ?? "undef" })
        default: break
        }
    }

    private mutating func append(_ types: [PuppetType]) {
        for (index, type) in types.enumerated() {
            if index > 0 { text += ", " }
            append(type)
        }
    }

    private mutating func appendCollection(_ types: [PuppetType], _ size: Size?) {
        if let size, size == Size(0, 0) {
            text += "0, 0"
            return
        }
        append(types)
        if let size {
            text += ", "
            append(size)
        }
    }

    private mutating func appendList(_ items: [String]) { text += items.joined(separator: ", ") }

    private mutating func append(_ size: Size) { append(String(size.lower), size.upper.map(String.init)) }

    private mutating func append(_ lower: String?, _ upper: String?) {
        text += lower ?? "default"
        if let upper { text += ", \(upper)" }
    }

    private mutating func appendTimes<Time: CustomStringConvertible & Equatable>(_ lower: Time?, _ upper: Time?) {
        text += lower.map { "'\($0)'" } ?? "default"
        if let upper, upper != lower { text += ", '\(upper)'" }
    }

    private mutating func append(_ elements: [StructElement]) {
        text += "Struct[{"
        for (index, element) in elements.enumerated() {
            if index > 0 { text += ", " }
            let key = ValueFormatter.quoted(element.name)
            switch (element.isOptional, element.type.isAssignable(from: .undef)) {
            case (true, true), (false, false): text += key
            case (true, false): text += "Optional[\(key)]"
            case (false, true): text += "NotUndef[\(key)]"
            }
            text += " => "
            append(element.type)
        }
        text += "}]"
    }

    private mutating func append(_ signature: CallableSignature?) {
        text += "Callable"
        guard let signature else { return }
        let parameters = callableParameters(signature)
        guard let returnType = signature.returnType, returnType != .any else {
            text += "[\(parameters)]"
            return
        }
        text += "[[\(parameters)], "
        append(returnType)
        text += "]"
    }

    private mutating func callableParameters(_ signature: CallableSignature) -> String {
        let outer = text
        text = ""
        defer { text = outer }
        append(signature.parameters.filter { $0 != .unit })
        var parts = text.isEmpty ? [] : [text]
        if let size = signature.sizeToWrite { parts += [String(size.lower)] + (size.upper.map { [String($0)] } ?? []) }
        if let block = signature.block {
            text = ""
            append(block)
            parts.append(text)
        }
        return parts.joined(separator: ", ")
    }

    private mutating func append(errorParameters parameters: PuppetHash) {
        var arguments = PuppetType.errorParameterNames.map { name in
            parameters[.string(name)].map(ValueFormatter.literal)
        }
        while let last = arguments.last, last == nil { arguments.removeLast() }
        text += "Error[" + arguments.map { $0 ?? "default" }.joined(separator: ", ") + "]"
    }

    private mutating func append(objectType type: PuppetType) {
        guard let object = type.objectDefinition, expandsAliases, depth < 1 else {
            text += set?.name(of: type) ?? type.simpleName
            return
        }
        depth += 1
        defer { depth -= 1 }
        var entries: [String] = []
        if let name = object.name, set?.defines(type) != true {
            entries.append("name => \(ValueFormatter.quoted(name))")
        }
        if let parent = object.parent { entries.append("parent => \(nameText(parent))") }
        func list<Member>(_ key: String, _ members: [(String, Member)], _ show: (Member) -> String) {
            if members.isEmpty { return }
            let shown = members.map { "\(ValueFormatter.quoted($0.0)) => \(show($0.1))" }
            entries.append("\(key) => {\(shown.joined(separator: ", "))}")
        }
        list("type_parameters", object.typeParameters.map { ($0.key, $0.value) }) { nameText($0) }
        let members = object.attributes.map { ($0.key, $0.value) }
        list("attributes", members.filter { $0.1.kind != .constant }) { attributeText($0) }
        list("constants", members.filter { $0.1.kind == .constant }) {
            ValueFormatter.literal($0.defaultValue ?? .undef)
        }
        list("functions", object.functions.map { ($0.key, $0.value) }) { nameText($0) }
        if let equality = object.equality {
            entries.append("equality => [\(equality.map(ValueFormatter.quoted).joined(separator: ", "))]")
        }
        text += "Object[{\(entries.joined(separator: ", "))}]"
    }

    /// A type as it is named inside of another one.
    private func nameText(_ type: PuppetType) -> String {
        var formatter = TypeFormatter(expandsAliases: false)
        formatter.set = set
        formatter.append(type)
        return formatter.text
    }

    private func attributeText(_ attribute: ObjectAttribute) -> String {
        var entries = ["type => \(nameText(attribute.type))"]
        if attribute.isFinal { entries.append("final => true") }
        if attribute.isOverride { entries.append("override => true") }
        if attribute.kind != .given { entries.append("kind => \(attribute.kind.rawValue)") }
        if let value = attribute.defaultValue, attribute.kind != .givenOrDerived || value != .undef {
            entries.append("value => \(ValueFormatter.literal(value))")
        }
        return entries.count == 1 ? nameText(attribute.type) : "{\(entries.joined(separator: ", "))}"
    }

    private mutating func append(_ typeSet: TypeSet) {
        var entries: [String] = []
        if let uri = typeSet.pcoreURI { entries.append("pcore_uri => \(ValueFormatter.quoted(uri))") }
        entries.append("pcore_version => '\(typeSet.pcoreVersion)'")
        entries.append("name_authority => \(ValueFormatter.quoted(TypeSet.nameAuthority))")
        entries.append("name => \(ValueFormatter.quoted(typeSet.name))")
        if let version = typeSet.version { entries.append("version => '\(version)'") }
        if !typeSet.types.isEmpty {
            let types = typeSet.types.map { "\($0.key) => \(memberText($0.value, of: typeSet))" }
            entries.append("types => {\(types.joined(separator: ", "))}")
        }
        if !typeSet.references.isEmpty {
            let references = typeSet.references.map { alias, reference in
                "\(alias) => {'name' => \(ValueFormatter.quoted(reference.set.name)), "
                    + "'version_range' => \(ValueFormatter.quoted("\(reference.versions)"))}"
            }
            entries.append("references => {\(references.joined(separator: ", "))}")
        }
        text += "TypeSet[{\(entries.joined(separator: ", "))}]"
    }

    private func memberText(_ type: PuppetType, of typeSet: TypeSet) -> String {
        var formatter = TypeFormatter(expandsAliases: expandsAliases)
        formatter.set = typeSet
        formatter.append(type)
        return formatter.text
    }

    private mutating func append(_ alias: TypeAlias) {
        if let set {
            guard expandsAliases, set.defines(.alias(alias)), let resolved = alias.resolved,
                !expanding.contains(where: { $0 === alias }), text.utf8.count < Self.expansionLimit
            else {
                text += set.name(of: .alias(alias)) ?? alias.name
                return
            }
            expanding.append(alias)
            append(resolved)
            expanding.removeLast()
            return
        }
        text += alias.name
        guard expandsAliases, PuppetType.named(alias.name) == nil, expanding.count < 50, let resolved = alias.resolved,
            !expanding.contains(where: { $0 === alias }),
            text.utf8.count < Self.expansionLimit
        else { return }
        expanding.append(alias)
        text += " = "
        append(resolved)
        expanding.removeLast()
    }
}

extension CallableSignature {
    /// The size that has to be written out: none where each parameter occurs exactly once.
    fileprivate var sizeToWrite: Size? {
        if parameters.isEmpty { return Size(0, 0) }
        if parameters == [.unit] { return Size(minimum, maximum) }
        if parameters.count == minimum && maximum == minimum { return nil }
        return Size(minimum, maximum)
    }
}
