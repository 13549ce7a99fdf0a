import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibResources: [BuiltinFunction] = [
        .legacy("getparam") { call throws(Interruption) in
            guard call.count > 0, call[0] != false else { throw .failure("Must specify a reference") }
            guard call.count > 1, let name = call.text(1) else {
                throw .failure("Must specify name of a parameter")
            }
            if name.isEmpty { return "" }
            let reference = try parsedReference(call[0])
            guard let resource = call.call.evaluator.builder.find(reference) else { return "" }
            return resource.parameter(name) ?? ""
        },
        .legacy("defined_with_params", keepsValues: true) { call throws(Interruption) in
            guard call.count > 0, call[0] != false else { throw .failure("Must specify a reference") }
            return .boolean(try isDefined(call[0] == .undef ? "" : call[0], with: entries(call[1]), call.call))
        },
        .statement("ensure_resource", keepsValues: true) { call throws(Interruption) in
            let (type, titles) = try typeAndTitles(call)
            let parameters = try parameters(call)
            for title in flatten([titles]) { try ensure(type, title, parameters, call.call) }
        },
        .statement("ensure_resources", keepsValues: true) { call throws(Interruption) in
            let (type, titles) = try typeAndTitles(call)
            guard case .hash(let resources) = titles else {
                throw call.fails("Requires second argument to be a Hash")
            }
            let defaults = try parameters(call)
            for (title, parameters) in resources {
                try ensure(type, title, try merged(defaults, parameters, call.name), call.call)
            }
        },
        BuiltinFunction(
            "stdlib::ensure_packages",
            [
                Dispatch([
                    .required("packages", .variant([.string(.size(Size(1, nil))), packageNames])),
                    .optional("default_attributes", .anyHash),
                ]) { call throws(Interruption) in
                    for name in RubyValue.list(call[0]) { try ensurePackage(name, entries(call[1]), call) }
                    return .undef
                },
                Dispatch([
                    .required("packages", .hash(key: .string(.size(Size(1, nil))), value: .any, size: nil)),
                    .optional("default_attributes", .anyHash),
                ]) { call throws(Interruption) in
                    for (name, attributes) in entries(call[0]) {
                        try ensurePackage(
                            name, try merged(entries(call[1]), attributes, call.name, needsHash: true), call)
                    }
                    return .undef
                },
            ]),
        .forwarding("ensure_packages", to: "stdlib::ensure_packages"),
        BuiltinFunction(
            "stdlib::str2resource",
            [
                Dispatch([.required("res_string", .anyString)]) { call throws(Interruption) in
                    let reference = try parsedReference(call[0])
                    guard call.evaluator.builder.find(reference) != nil else {
                        throw .failure(
                            "stdlib::str2resource(): could not find \(reference), this is parse order dependent and values should not be quoted"
                        )
                    }
                    if reference.type == "Class" { return .type(.classType(name: reference.title.lowercased())) }
                    return .type(.resource(typeName: reference.type, title: reference.title))
                }
            ]),
    ]

    private static let packageNames = PuppetType.array(.string(.size(Size(1, nil))), size: nil)

    /// `Type[title]` as text.
    private static func parsedReference(_ value: Value) throws(Interruption) -> ResourceReference {
        let text = RubyValue.string(value)
        guard let open = text.firstIndex(of: "["), open > text.startIndex, text.last == "]",
            text.index(open, offsetBy: 2) < text.endIndex, !text[..<open].contains("]")
        else {
            throw .failure(
                "No title provided and \(RubyValue.inspected(value.holdsSecret ? value : .string(text))) is not a valid resource reference"
            )
        }
        let type = ResourceReference.capitalized(String(text[..<open]))
        let title = String(text[text.index(after: open)...].dropLast())
        return ResourceReference(type: type, title: type == "Class" ? ResourceReference.capitalized(title) : title)
    }

    private static func typeAndTitles(_ call: LegacyCall) throws(Interruption) -> (type: String, titles: Value) {
        guard call.count > 0, call[0] != false else { throw .failure("Must specify a type") }
        guard call.count > 1, call[1] != false else { throw .failure("Must specify a title") }
        guard !call[0].holdsSecret, !call[1].holdsSecret else { throw call.fails("a secret is no type and no title") }
        guard let type = call.text(0) else {
            throw call.fails("a \(RubyValue.className(call[0])) is no name of a resource type")
        }
        return (type, call[1])
    }

    private static func parameters(_ call: LegacyCall) throws(Interruption) -> PuppetHash {
        guard call.count > 2, call[2] != false else { return [:] }
        guard case .hash(let entries) = call[2] else { throw call.fails("the parameters must be a Hash") }
        return entries
    }

    private static func merged(
        _ defaults: PuppetHash, _ own: Value, _ function: String, needsHash: Bool = false
    ) throws(Interruption) -> PuppetHash {
        if case .hash(let entries) = own { return defaults.merging(entries) { $1 } }
        if !needsHash, !own.isTruthy { return defaults }
        throw .failure("\(function)(): the parameters of each must be a Hash, not \(RubyValue.className(own))")
    }

    /// Declares the resource unless one like it is there.
    private static func ensure(
        _ type: String, _ title: Value, _ parameters: PuppetHash, _ call: FunctionCall
    ) throws(Interruption) {
        let reference = Value.string("\(type)[\(RubyValue.string(title))]")
        if try isDefined(reference, with: parameters, call) { return }
        _ = try call.evaluator.call(
            "create_resources", [.string(type), .hash([title: .hash(parameters)])], nil, call.scope, at: call.place)
    }

    private static func ensurePackage(
        _ name: Value, _ attributes: PuppetHash, _ call: FunctionCall
    ) throws(Interruption) {
        var parameters: PuppetHash = ["ensure": "installed"]
        parameters.merge(attributes) { $1 }
        if ["present", "installed"].contains(parameters["ensure"]) {
            let reference = Value.string("Package[\(RubyValue.string(name))]")
            let isPresent = try isDefined(reference, with: ["ensure": "present"], call)
            parameters["ensure"] = isPresent ? "present" : "installed"
        }
        try ensure("package", name, parameters, call)
    }

    /// Whether a resource is declared that has at least these parameters.
    private static func isDefined(
        _ reference: Value, with parameters: PuppetHash, _ call: FunctionCall
    ) throws(Interruption) -> Bool {
        let builder = call.evaluator.builder
        let candidates: [CatalogResource]
        switch reference {
        case .string, .secret:
            candidates = builder.find(try parsedReference(reference)).map { [$0] } ?? []
        case .type(.resource(let typeName?, nil)):
            candidates = builder.resources(ofType: ResourceReference.capitalized(typeName))
        case .type(let type) where type.isCatalogEntry:
            candidates = ResourceReference(type).flatMap(builder.find).map { [$0] } ?? []
        case .regexp, .semVer, .semVerRange, .timestamp, .timespan, .binary:
            _ = try parsedReference(reference)
            return false
        default:
            throw .failure("Reference is not understood: '\(RubyValue.className(reference))'")
        }
        return candidates.contains { resource in
            resource !== call.scope.named.resource
                && parameters.allSatisfy { name, value in
                    RubyValue.equals(resource.parameter(RubyValue.string(name)) ?? .undef, value)
                }
        }
    }
}

extension CatalogResource {
    /// A parameter's value as functions see it; the title counts as one.
    fileprivate func parameter(_ name: String) -> Value? { name == "title" ? .string(title) : value(name) }
}
