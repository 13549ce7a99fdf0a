import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let catalogInclusion: [BuiltinFunction] = [
        BuiltinFunction("include", [Dispatch([.requiredRepeated("names", .any)], include)]),
        BuiltinFunction("contain", [Dispatch([.requiredRepeated("names", .any)], contain)]),
        BuiltinFunction("require", [Dispatch([.requiredRepeated("names", .any)], require)]),
    ]

    private static let include: Dispatch.Body = { call throws(Interruption) in
        let names = try classNames(call.arguments)
        _ = try call.evaluator.include(names, call.scope, from: call.place)
        return references(names)
    }

    private static let contain: Dispatch.Body = { call throws(Interruption) in
        let names = try classNames(call.arguments)
        let resources = try call.evaluator.include(names, call.scope, from: call.place)
        guard let container = call.scope.named.resource else { return references(names) }
        let builder = call.evaluator.builder
        for resource in resources where !resource.isContained(in: container) {
            container.contain(resource)
        }
        return references(names)
    }

    private static let require: Dispatch.Body = { call throws(Interruption) in
        let names = try classNames(call.arguments)
        _ = try call.evaluator.include(names, call.scope, from: call.place)
        guard let container = call.scope.named.resource else { return references(names) }
        container.require(
            names.map { .type(.resource(typeName: "Class", title: ResourceReference.capitalized($0))) }, at: call.place)
        return references(names)
    }

    private static func references(_ names: [String]) -> Value {
        .array(names.map { .type(.classType(name: $0)) })
    }

    /// Class names out of strings and references, in lower case and without a leading `::`.
    static func classNames(_ arguments: [Value]) throws(Interruption) -> [String] {
        var names: [String] = []
        for argument in Evaluator.flattened(arguments) {
            switch argument {
            case .undef: throw .failure("Cannot use undef as a class name")
            case .secret: throw .failure("Cannot use a secret as a class name")
            case .string(let name):
                if name.isEmpty { throw .failure("Cannot use empty string as a class name") }
                names.append(name.normalized)
            case .type(.classType(let name)):
                guard let name else { throw .failure("Cannot use an unspecific Class[] Type") }
                names.append(name.normalized)
            case .type(.resource(let typeName, let title)):
                names.append(try className(typeName, title))
            default:
                throw .failure("Cannot use a value of type \(Evaluator.typeName(argument)) as a class name")
            }
        }
        return names
    }

    private static func className(_ typeName: String?, _ title: String?) throws(Interruption) -> String {
        guard let typeName else {
            throw .failure("Cannot use an unspecific Resource[] where a Resource['class', name] is expected")
        }
        guard typeName.lowercased() == "class" else {
            throw .failure("Cannot use a Resource[\(typeName)] where a Resource['class', name] is expected")
        }
        guard let title else {
            throw .failure("Cannot use an unspecific Resource['class'] where a Resource['class', name] is expected")
        }
        return title.normalized
    }
}
