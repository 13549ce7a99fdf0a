import Diagnostics
import OrderedCollections
import PuppetTypes

/// The methods of `Puppet::LookupContext`, which a backend of Hiera calls.
enum LookupContextMethod: String, CaseIterable {
    case notFound = "not_found"
    case explain
    case interpolate
    case cache
    case cacheAll = "cache_all"
    case cacheHasKey = "cache_has_key"
    case cachedValue = "cached_value"
    case cachedEntries = "cached_entries"
    case cachedFileData = "cached_file_data"
    case environmentName = "environment_name"
    case moduleName = "module_name"

    func call(
        _ arguments: [Value], _ block: Block?, on host: any BackendHost, at place: SourcePlace
    ) throws(Interruption) -> Value {
        try check(arguments, block)
        switch self {
        case .notFound: throw .notFound(at: place)
        case .explain: return try explain(block, on: host)
        case .interpolate: return try placing(place) { () throws(Interruption) in try host.interpolate(arguments[0]) }
        case .cache:
            host.keep([arguments[0]: arguments[1]])
            return arguments[1]
        case .cacheAll:
            if case .hash(let entries) = arguments[0] { host.keep(entries) }
            return .undef
        case .cacheHasKey: return .boolean(host.cache[arguments[0]] != nil)
        case .cachedValue: return host.cache[arguments[0]] ?? .undef
        case .cachedEntries: return try entries(block, on: host)
        case .cachedFileData:
            let text = try placing(place) { () throws(Interruption) in
                Value.string(try host.fileText(arguments[0].stringContent ?? ""))
            }
            return try block.map { block throws(Interruption) in try block(text) } ?? text
        case .environmentName: return .string(host.environmentName)
        case .moduleName: return host.moduleName.map(Value.string) ?? .undef
        }
    }

    private func explain(_ block: Block?, on host: any BackendHost) throws(Interruption) -> Value {
        if host.isExplained, let block { host.explain(try block()) }
        return .undef
    }

    /// All entries, or nothing where a block was called with each.
    private func entries(_ block: Block?, on host: any BackendHost) throws(Interruption) -> Value {
        guard let block else { return .hash(host.cache) }
        for (key, value) in host.cache {
            _ = block.parameterCount == 2 ? try block(key, value) : try block(.array([key, value]))
        }
        return .undef
    }

    /// An error of the data that names no place gets that of the call.
    private func placing(
        _ place: SourcePlace, _ body: () throws(Interruption) -> Value
    ) throws(Interruption) -> Value {
        do throws(Interruption) {
            return try body()
        } catch .error(var error) {
            if error.diagnostic.place == nil { error.diagnostic.place = place }
            throw .error(error)
        }
    }

    private func check(_ arguments: [Value], _ block: Block?) throws(Interruption) {
        let dispatch = dispatch
        guard try !dispatch.accepts(arguments, block) else { return }
        throw .failure(
            TypeMismatch.describeCall(
                function: "function Puppet::LookupContext[\(rawValue)]", signatures: [dispatch.signature],
                arguments: arguments, block: try block?.signature()))
    }

    private var dispatch: Dispatch {
        let key = Dispatch.Parameter.required("", .optional(.scalar))
        let body: Dispatch.Body = { _ in .undef }
        return switch self {
        case .notFound, .environmentName, .moduleName: Dispatch([], body)
        case .explain: Dispatch([], block: .required(0...0), body)
        case .interpolate: Dispatch([.required("", .any)], body)
        case .cache: Dispatch([key, .required("", .any)], body)
        case .cacheAll: Dispatch([.required("", .hash(key: .optional(.scalar), value: .any, size: nil))], body)
        case .cacheHasKey, .cachedValue: Dispatch([key], body)
        case .cachedEntries: Dispatch([], block: .optional(1...2), body)
        case .cachedFileData: Dispatch([.required("", .anyString)], block: .optional(1...1), body)
        }
    }
}
