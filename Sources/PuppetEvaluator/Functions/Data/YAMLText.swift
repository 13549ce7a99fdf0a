import OrderedCollections
package import PuppetTypes
import YAML

/// YAML as Ruby's `to_yaml` writes it: a ConfigMap's text depends on it.
package enum YAMLText {
    private static let depthLimit = 500

    /// A document; nil for what YAML cannot hold.
    package static func text(of value: Value) -> String? {
        do throws(Interruption) { return try document(value) } catch { return nil }
    }

    static func document(_ value: Value, _ options: PuppetHash = [:]) throws(Interruption) -> String {
        let emitter = PsychEmitter(try self.options(options))
        try write(value, to: emitter, depth: 0)
        do throws(PsychEmitter.Failure) {
            return try emitter.text()
        } catch {
            throw .failure(error.message)
        }
    }

    private static func options(_ given: PuppetHash) throws(Interruption) -> PsychEmitter.Options {
        var options = PsychEmitter.Options()
        if case .integer(let width)? = given["line_width"] {
            guard width >= -1 else {
                throw .failure("Invalid line_width \(width), must be non-negative or -1 for unlimited.")
            }
            options.lineWidth = width
        }
        if case .integer(let indentation)? = given["indentation"] { options.indentation = indentation }
        options.isCanonical = given["canonical"]?.isTruthy ?? false
        options.hasHeader = given["header"]?.isTruthy ?? false
        return options
    }

    private static func write(_ value: Value, to emitter: PsychEmitter, depth: Int) throws(Interruption) {
        guard depth < depthLimit else { throw .failure("the data is nested deeper than \(depthLimit) levels") }
        switch value {
        case .undef: emitter.null()
        case .default: emitter.literal(":default")
        case .boolean, .integer: emitter.literal(RubyText.string(value))
        case .float(let number): emitter.literal(text(number))
        case .string(let text), .secret(let text): emitter.string(text)
        case .sensitive(let inner): try write(inner, to: emitter, depth: depth + 1)
        case .array(let elements):
            emitter.startSequence()
            for element in elements { try write(element, to: emitter, depth: depth + 1) }
            emitter.endSequence()
        case .hash(let entries):
            emitter.startMapping()
            for (key, value) in entries {
                try write(key, to: emitter, depth: depth + 1)
                try write(value, to: emitter, depth: depth + 1)
            }
            emitter.endMapping()
        case .regexp: emitter.tagged("!ruby/regexp", RubyText.inspect(value))
        case .type, .binary, .semVer, .semVerRange, .timestamp, .timespan, .uri, .deferred, .object:
            emitter.string(ValueFormatter.interpolated(value))
        }
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        return RubyText.string(.float(number))
    }
}
