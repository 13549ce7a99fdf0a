import Diagnostics
import JSON
import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibParsers: [BuiltinFunction] = [
        .legacy("parsejson") { call throws(Interruption) in try parsed(call, json) },
        .legacy("parseyaml") { call throws(Interruption) in try parsed(call, yaml) },
        .legacy("loadjson") { call throws(Interruption) in try loaded(call, json) },
        .legacy("loadyaml") { call throws(Interruption) in try loaded(call, yaml) },
        BuiltinFunction(
            "stdlib::parsehocon",
            [
                Dispatch([.required("hocon_string", .anyString), .optional("default", .any)]) {
                    call throws(Interruption) in
                    do throws(DataFormatError) {
                        return try call.evaluator.input.formats.hocon(call[0].stringContent ?? "")
                    } catch {
                        if call.has(1) { return call[1] }
                        throw .failure(complaint("parsehocon", error, call[0]))
                    }
                }
            ]),
        .forwarding("parsehocon", to: "stdlib::parsehocon"),
    ]

    private typealias Parser = (_ text: String, _ call: LegacyCall) throws(DataFormatError) -> Value

    private static func json(_ text: String, _ call: LegacyCall) throws(DataFormatError) -> Value {
        do throws(JSONParser.Failure) {
            return Value(data: try JSONParser.parse(text))
        } catch {
            throw DataFormatError(error.description)
        }
    }

    private static func yaml(_ text: String, _ call: LegacyCall) throws(DataFormatError) -> Value {
        try call.call.evaluator.input.formats.yaml(text)
    }

    /// What the text says, or the second argument where it says nothing, or nothing that can be read.
    private static func parsed(_ call: LegacyCall, _ parser: Parser) throws(Interruption) -> Value {
        guard call.count >= 1 else {
            throw .failure("Wrong number of arguments. 1 or 2 arguments should be provided.")
        }
        do throws(DataFormatError) {
            guard let text = call.text(0) else {
                throw DataFormatError("a \(RubyValue.className(call[0])) is no text")
            }
            let value = try parser(text, call)
            return value.isTruthy ? value : call.count > 1 ? call[1] : .undef
        } catch {
            if call[1].isTruthy { return call[1] }
            throw .failure(complaint(call.name, error, call[0]))
        }
    }

    private static func complaint(_ name: String, _ error: DataFormatError, _ source: Value) -> String {
        source.holdsSecret ? "\(name)(): the secret cannot be parsed" : "\(name)(): \(error.message)"
    }

    /// Reads a file of the environment; no other can be named.
    private static func loaded(_ call: LegacyCall, _ parser: Parser) throws(Interruption) -> Value {
        try call.expect(atLeast: 1)
        guard let path = call.text(0) else { throw call.fails("a \(RubyValue.className(call[0])) is no path") }
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            throw call.fails("a manifest reads nothing from the network; put the data into the environment")
        }
        let evaluator = call.call.evaluator
        guard let bytes = evaluator.input.loader.environmentFile(path) else {
            let shown = RubyValue.shown(call[0])
            evaluator.log(
                .warning, "Can't load '\(shown)' File does not exist in the environment!", at: call.call.place)
            return call.count > 1 ? call[1] : .undef
        }
        do throws(DataFormatError) {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw DataFormatError("\(RubyValue.shown(call[0])) is not UTF-8 text")
            }
            let value = try parser(text, call)
            return value.isTruthy ? value : call.count > 1 ? call[1] : .undef
        } catch {
            if call[1].isTruthy { return call[1] }
            throw .failure(complaint(call.name, error, call[0]))
        }
    }
}
