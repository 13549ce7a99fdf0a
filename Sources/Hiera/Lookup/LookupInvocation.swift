import Diagnostics
import PuppetTypes

/// One lookup under way: the caller's variables, what is being looked up, and what it has cost so far.
///
/// An object, because every step of a lookup is given it.
final class LookupInvocation {
    let session: HieraSession
    /// Variables of the caller; the name may begin with `::`.
    private let scope: (String) throws -> Value?
    private let convert: HieraEngine.Conversion?
    let recorder: (any HieraRecorder)?
    let explainer: Explainer?
    private let calls: HieraCalls?
    private let progress: Progress
    /// The layers that were asked, as they are for the caller's variables; of modules, the last. Nil inside for one
    /// without a configuration.
    private var global: HieraLayer??
    private var environment: HieraLayer??
    private var module: (name: String, layer: HieraLayer?)?

    /// Shared by all that one lookup leads to.
    private final class Progress {
        /// Keys whose values are being found, outermost first.
        var names: [String] = []
        /// Variables that only the path template of `mapped_paths` sees.
        var locals: [String: Value] = [:]
        /// How deep the arrays and hashes are nested that are being interpolated, over all lookups.
        var nesting = 0
        var interpolations = 0
        var interpolatedBytes = 0
    }

    private static let maximumDepth = 64
    private static let maximumNesting = 512
    private static let maximumInterpolations = 20_000
    private static let maximumBytes = 16 << 20

    init(
        session: HieraSession, scope: @escaping (String) throws -> Value?, convert: HieraEngine.Conversion?,
        recorder: (any HieraRecorder)?, calls: HieraCalls?, explainer: Explainer?
    ) {
        // A lookup that a backend makes is a part of the one that the backend was asked in.
        let outer = calls?.caller?.invocation
        self.session = session
        self.scope = scope
        self.convert = convert
        self.recorder = recorder
        self.calls = calls
        self.explainer = explainer ?? outer?.explainer
        progress = outer?.progress ?? Progress()
    }

    private init(_ other: LookupInvocation, recorder: (any HieraRecorder)?, explainer: Explainer?) {
        session = other.session
        scope = other.scope
        convert = other.convert
        calls = other.calls
        self.recorder = recorder
        self.explainer = explainer
        progress = other.progress
        global = other.global
        environment = other.environment
        module = other.module
    }

    /// Calls a backend that is a function; nil where the caller gave no way to.
    func call(_ request: BackendRequest) throws(HieraError) -> LookupBackendOutcome? {
        guard let calls else { return nil }
        return try asking(.data, "the \(request.kind.rawValue) function '\(request.function)' failed") {
            try calls.backend(request)
        }
    }

    /// What the caller gives, whose errors of other kinds become one with this message.
    private func asking<Answer>(
        _ id: HieraError.ErrorID, _ message: @autoclosure () -> Diagnostic.Message, _ body: () throws -> Answer
    ) throws(HieraError) -> Answer {
        do {
            return try body()
        } catch let error as HieraError {
            throw error
        } catch let error as Diagnostic {
            throw HieraError(error, underlying: error)
        } catch {
            throw HieraError(Diagnostic(id: id.rawValue, message()), underlying: error)
        }
    }

    func warn(_ message: Diagnostic.Message) { calls?.warn(message.text) }

    /// The same lookup, not shown in the explanation.
    var unexplained: LookupInvocation {
        explainer == nil ? self : LookupInvocation(self, recorder: recorder, explainer: nil)
    }

    /// The same lookup, telling another recorder.
    func recording(_ recorder: any HieraRecorder) -> LookupInvocation {
        LookupInvocation(self, recorder: recorder, explainer: explainer)
    }

    /// Whether nothing is told of how the lookup goes.
    var isQuiet: Bool { recorder == nil && explainer == nil }

    /// A layer with its hierarchy; nil when it has no configuration. Variables stay what they are during a lookup, so
    /// the layer is brought up to date once.
    func layer(_ kind: LayerKind) throws(HieraError) -> HieraLayer? {
        switch kind {
        case .global:
            if let global { return global }
            let layer = try session.layer(kind, self)
            global = .some(layer)
            return layer
        case .environment:
            if let environment { return environment }
            let layer = try session.layer(kind, self)
            environment = .some(layer)
            return layer
        case .module(let name):
            if let module, module.name == name { return module.layer }
            let layer = try session.layer(kind, self)
            module = (name, layer)
            return layer
        }
    }

    /// Runs `body` with the name guarded against finding itself.
    func check<Result>(
        _ name: String, _ body: () throws(HieraError) -> Result
    ) throws(HieraError) -> Result {
        if progress.names.contains(name) {
            let list = progress.names.joined(separator: ", ")
            if name == LookupKey.lookupOptions.text {
                throw HieraError(.recursion, "Recursive lookup detected in [\(list)]")
            }
            throw HieraError(.recursion, "Lookup of key '\(name)' failed: Recursive lookup detected in [\(list)]")
        }
        guard progress.names.count < Self.maximumDepth else {
            throw HieraError(
                .limit, "Lookup of key '\(name)' failed: lookups are nested deeper than \(Self.maximumDepth)")
        }
        progress.names.append(name)
        defer { progress.names.removeLast() }
        return try body()
    }

    /// Runs `body` one level deeper inside of arrays and hashes.
    func nested<Result>(_ body: () throws(HieraError) -> Result) throws(HieraError) -> Result {
        guard progress.nesting < Self.maximumNesting else {
            throw HieraError(
                .limit, "Lookup of key '\(progress.names.first ?? "")' failed: its value is nested too deep")
        }
        progress.nesting += 1
        defer { progress.nesting -= 1 }
        return try body()
    }

    /// Counts an interpolation against what one lookup may cost.
    func spend(bytes: Int) throws(HieraError) {
        progress.interpolations += 1
        progress.interpolatedBytes += bytes
        guard progress.interpolations <= Self.maximumInterpolations, progress.interpolatedBytes <= Self.maximumBytes
        else {
            throw HieraError(
                .limit, "Lookup of key '\(progress.names.first ?? "")' failed: interpolation gives too much text")
        }
    }

    /// The variable's value; nil for an unknown one.
    func variable(_ name: String) throws(HieraError) -> Value? {
        if !progress.locals.isEmpty, let local = progress.locals[name] { return local }
        return try asking(.interpolation, "cannot read the variable '\(name)'") { try scope(name) }
    }

    func with<Result>(
        local name: String, _ value: Value, _ body: () throws(HieraError) -> Result
    ) throws(HieraError) -> Result {
        let outer = progress.locals
        progress.locals[name] = value
        defer { progress.locals = outer }
        return try body()
    }

    /// Applies `convert_to`; nil where the caller gave no conversion.
    func converted(_ value: Value, _ arguments: [Value], key: String) throws(HieraError) -> Value? {
        guard let convert else { return nil }
        return try asking(.lookupOptions, "The convert_to lookup_option for key '\(key)' raised an error") {
            do {
                return try convert(value, arguments)
            } catch let error as ConversionFailure {
                throw HieraError(.lookupOptions, error.message(key: key))
            }
        }
    }
}
