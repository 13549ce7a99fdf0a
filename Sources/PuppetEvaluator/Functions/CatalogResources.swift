import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension BuiltinFunctions {
    static let catalogResources: [BuiltinFunction] = [
        .classic("create_resources", .atLeast(2), createResources),
        .classic("realize", .atLeast(1), realize),
        .classic("tag", .atLeast(1), tag), .classic("tagged", .atLeast(1), tagged),
    ]

    private static let createResources: Dispatch.Body = { call throws(Interruption) in
        if call.arguments.count > 3 {
            throw .failure(
                "create_resources(): wrong number of arguments (\(call.arguments.count); must be 2 or 3)")
        }
        guard case .hash(let instances) = call[1] else {
            throw .failure("create_resources(): second argument must be a hash")
        }
        var defaults = PuppetHash()
        if call.has(2) {
            guard case .hash(let given) = call[2] else {
                throw .failure("create_resources(): third argument, if provided, must be a hash")
            }
            defaults = given
        }
        let site = call.evaluator.tracer?.takeCall(of: call.name)
        let (typeName, form) = resourceForm(call[0].stringContent ?? "")
        if typeName.lowercased() == "class", form != .regular {
            throw call.evaluator.fail("class_not_virtualizable", "Classes are not virtualizable", at: call.place)
        }
        for (title, parameters) in instances {
            guard !title.holdsSecret else { throw .failure("create_resources(): cannot use a secret as a title") }
            let titles = Evaluator.flattened([title]).map { $0.stringContent ?? ValueFormatter.interpolated($0) }
            let settings = try call.evaluator.unique(
                try settings(parameters, defaults, call) { name in
                    site?.origin(ofArgument: (parameters.part(.key(name)) != nil) ? 1 : 2).map { origin in
                        .part(parameters.part(.key(name)) != nil ? .part(origin, .key(title)) : origin, .key(name))
                    }
                },
                of: ResourceReference(
                    type: ResourceReference.capitalized(typeName.lowercased()), title: titles.first ?? ""))
            _ = try call.evaluator.declare(
                typeName.lowercased(), titles, settings, form: form, at: call.place, call.scope)
        }
        return .undef
    }

    /// `@type` declares virtual resources, `@@type` exported ones.
    private static func resourceForm(_ text: String) -> (typeName: String, form: ResourceForm) {
        if text.hasPrefix("@@") { return (String(text.dropFirst(2)), .exported) }
        if text.hasPrefix("@") { return (String(text.dropFirst()), .virtual) }
        return (text, .regular)
    }

    private static func settings(
        _ parameters: Value, _ defaults: PuppetHash, _ call: FunctionCall, _ origin: (Value) -> ValueOrigin?
    ) throws(Interruption) -> [ParameterSetting] {
        var values = defaults
        switch parameters {
        case .hash(let own): for (name, value) in own { values[name] = value }
        default: throw .failure("create_resources(): the parameters of a resource must be a hash")
        }
        guard !values.keys.contains(where: \.holdsSecret) else {
            throw .failure("create_resources(): cannot use a secret as the name of an attribute")
        }
        return values.map { name, value in
            ParameterSetting(
                name: name.stringContent ?? ValueFormatter.interpolated(name), value: value,
                source: call.scope.named.source, place: call.place, origin: origin(name))
        }
    }

    private static let realize: Dispatch.Body = { call throws(Interruption) in
        var references: [ResourceReference] = []
        for value in Evaluator.flattened(call.arguments) {
            let reference: ResourceReference? =
                switch value {
                case .type(let type): ResourceReference(type)
                case .string(let text): ResourceReference(text)
                default: nil
                }
            guard let reference else {
                throw .failure("realize(): \(Evaluator.typeName(value)) is not a reference to a resource")
            }
            references.append(reference)
        }
        call.evaluator.builder.collectors.append(Collector(.fixed(references), place: call.place))
        return .undef
    }

    private static let tag: Dispatch.Body = { call throws(Interruption) in
        for argument in call.arguments { try call.scope.named.resource?.tags.insert(argument) }
        return .undef
    }

    private static let tagged: Dispatch.Body = { call throws(Interruption) in
        let builder = call.evaluator.builder
        for argument in Evaluator.flattened(call.arguments) {
            let tag = ValueFormatter.interpolated(argument).lowercased()
            let isSet = builder.tags.contains(tag) || (call.scope.named.resource?.tags.contains(tag) ?? false)
            guard isSet || builder.classes.contains(tag) else { return .boolean(false) }
        }
        return .boolean(true)
    }
}
