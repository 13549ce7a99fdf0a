import JSON
import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibModules: [BuiltinFunction] = [
        .legacy("get_module_path") { call throws(Interruption) in
            guard call.count == 1 else { throw call.fails("Wrong number of arguments, expects one") }
            return .string(try directory(call))
        },
        .legacy("load_module_metadata") { call throws(Interruption) in
            guard call.count == 1 || call.count == 2 else {
                throw call.fails("Wrong number of arguments, expects one or two")
            }
            let path = try directory(call) + "/metadata.json"
            guard let bytes = call.call.evaluator.input.loader.environmentFile(path) else {
                if call[1].isTruthy { return .hash([:]) }
                throw call.fails("No metadata.json file for module \(RubyValue.shown(call[0]))")
            }
            do throws(JSONParser.Failure) {
                return Value(data: try JSONParser.parse(bytes))
            } catch {
                throw call.fails("\(path): \(error.description)")
            }
        },
        .statement("assert_private") { call throws(Interruption) in
            guard call.count <= 1 else {
                throw call.fails("Wrong number of arguments given (\(call.count)}) for 0 or 1)")
            }
            try assertPrivate(call)
        },
        BuiltinFunction(
            "stdlib::has_function",
            [
                Dispatch([.required("function_name", .string(.size(Size(1, nil))))]) { call throws(Interruption) in
                    .boolean(try call.evaluator.isFunction((call[0].stringContent ?? "").lowercased()))
                }
            ]),
        .legacy("is_function_available") { call throws(Interruption) in
            guard call.count == 1 else {
                throw .failure("is_function_available?(): Wrong number of arguments given \(call.count) for 1")
            }
            guard let name = call.text(0), !name.isEmpty else { return false }
            return .boolean(try call.call.evaluator.isFunction(name))
        },
        BuiltinFunction(
            "stdlib::deferrable_epp", handlesSecrets: true,
            [
                Dispatch([.required("template", .anyString), .required("variables", .anyHash)]) {
                    call throws(Interruption) in
                    let values = try call.evaluator.call(
                        "stdlib::nested_values", [call[1]], nil, call.scope, at: call.place)
                    guard elements(values).contains(where: \.isDeferred) else {
                        return try call.evaluator.call("epp", call.arguments, nil, call.scope, at: call.place)
                    }
                    let name = call[0].stringContent ?? ""
                    let bytes: [UInt8]?
                    do throws(EvaluationError) {
                        bytes = try call.evaluator.input.loader.templateText(name)
                    } catch {
                        throw .error(error)
                    }
                    guard let text = bytes.flatMap({ String(validating: $0, as: UTF8.self) }) else {
                        throw .failure("Could not find template '\(name)'")
                    }
                    return .deferred(DeferredCall(name: "inline_epp", arguments: [.string(text), call[1]]))
                }
            ]),
        BuiltinFunction(
            "stdlib::ensure",
            [
                Dispatch([
                    .required(
                        "ensure",
                        .variant([.boolean(nil), .enumeration(["absent", "present"], caseInsensitive: false)])),
                    .optional(
                        "resource",
                        .optional(
                            .enumeration(
                                ["directory", "file", "link", "mounted", "package", "service"], caseInsensitive: false))
                    ),
                ]) { call in
                    let isPresent = call[0] == true || call[0] == "present"
                    switch call[1].stringContent {
                    case "package": return isPresent ? "installed" : "absent"
                    case "service": return isPresent ? "running" : "stopped"
                    case nil: return isPresent ? "present" : "absent"
                    default: return isPresent ? call[1] : "absent"
                    }
                }
            ]),
    ]

    private static func directory(_ call: LegacyCall) throws(Interruption) -> String {
        let name = call.text(0) ?? ""
        guard let directory = call.call.evaluator.input.loader.moduleDirectory(name) else {
            let environment = call.call.evaluator.input.environment
            throw .failure("Could not find module \(RubyValue.shown(call[0])) in environment \(environment)")
        }
        return directory
    }

    /// Complains of a class or defined type that another module declares.
    private static let assertPrivate: @Sendable (LegacyCall) throws(Interruption) -> Void = {
        call throws(Interruption) in
        let evaluator = call.call.evaluator
        let scope = call.call.scope
        let module = try evaluator.lookup(variable: "module_name", in: scope) ?? .undef
        let caller = try evaluator.lookup(variable: "caller_module_name", in: scope) ?? .undef
        guard module != caller, !(module == .undef && caller == ""), !(module == "" && caller == .undef) else { return }
        if call.count > 0, call[0].stringContent != nil { throw .failure(RubyValue.shown(call[0])) }
        let source = scope.named.source
        throw .failure("\(source.kind == .hostClass ? "Class" : "Definition") \(source.name) is private")
    }
}

extension Value {
    fileprivate var isDeferred: Bool { if case .deferred = self { true } else { false } }
}
