import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let catalogQueries: [BuiltinFunction] = [
        BuiltinFunction(
            "defined",
            [
                Dispatch([
                    .requiredRepeated(
                        "vals",
                        .variant([.anyString, .type(.catalogEntry), .type(.type(.catalogEntry))]))
                ]) { call throws(Interruption) in
                    for value in call.arguments {
                        if try isDefined(value, call) { return .boolean(true) }
                    }
                    return .boolean(false)
                }
            ])
    ]

    private static func isDefined(_ value: Value, _ call: FunctionCall) throws(Interruption) -> Bool {
        let evaluator = call.evaluator
        switch value {
        case .string(let text), .secret(let text):
            if text.hasPrefix("$") {
                return try evaluator.lookup(variable: String(text.dropFirst()), in: call.scope) != nil
            }
            if text.isEmpty { return false }
            if text == "main" { return true }
            return try isTypeOrClass(text, evaluator)
        case .type(.resource(let typeName, let title)):
            guard let typeName else { throw .failure("The given resource type is a reference to all kind of types") }
            guard let title else { return try isType(typeName, evaluator) }
            return evaluator.builder.find(type: ResourceReference.capitalized(typeName), title: title) != nil
        case .type(.classType(let name)):
            guard let name else { throw .failure("The given class type is a reference to all classes") }
            return evaluator.builder.find(type: "Class", title: ResourceReference.capitalized(name)) != nil
        case .type(.type(let inner)):
            return try isDefined(inner, evaluator, call)
        default:
            throw .failure("Invalid argument of type '\(Evaluator.typeName(value))' to 'defined'")
        }
    }

    /// `Type[Class['x']]` asks whether the class can be found, not whether it is in the catalog.
    private static func isDefined(
        _ inner: PuppetType?, _ evaluator: Evaluator, _ call: FunctionCall
    ) throws(Interruption) -> Bool {
        switch inner {
        case .classType(let name)?:
            guard let name else { throw .failure("The given class type is a reference to all classes") }
            return try evaluator.definition(ofClass: name.normalized) != nil
        case .some(let type): return try isDefined(.type(type), call)
        case nil: return false
        }
    }

    private static func isType(_ name: String, _ evaluator: Evaluator) throws(Interruption) -> Bool {
        let name = name.normalized
        if evaluator.input.resourceTypes.builtIn(name) != nil { return true }
        return try evaluator.definition(ofDefinedType: name) != nil
    }

    private static func isTypeOrClass(_ name: String, _ evaluator: Evaluator) throws(Interruption) -> Bool {
        if !name.hasPrefix("::"), try isType(name, evaluator) { return true }
        return try evaluator.definition(ofClass: name.normalized) != nil
    }
}
