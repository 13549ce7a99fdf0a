import CEL
package import Diagnostics
package import Kubernetes
import OrderedCollections
package import PuppetCatalog
import PuppetTypes

/// How the agent is to bring an object about: the attributes of a resource that are not the object's.
package struct ConvergenceAttributes: Hashable, Sendable {
    package var ensure = Ensure.present
    package var wait = Wait.healthy
    /// Seconds until waiting ends in a failure; nil for the agent's own limit.
    package var timeout: Int?
    package var restart = Restart.automatic
    /// Whether an object whose immutable fields changed may be deleted and created again; nil where the manifest does
    /// not say: then a Job may.
    package var replace: Bool?
    /// Whether an object of a protected kind may be pruned; nil where the manifest does not say.
    package var purge: Bool?
    /// What health is, where it is not what the kind's rule says.
    package var health: HealthExpressions?
    /// Fields that are left to other managers.
    package var ignore: [FieldPath] = []
    package var noop: Bool?
    /// The name of the schedule outside of which the object is not touched.
    package var schedule: String?
    package var tags: [String] = []

    package enum Ensure: String, Hashable, Sendable, CaseIterable {
        case present, absent
    }

    /// What an explicit relation waits for.
    package enum Wait: String, Hashable, Sendable, CaseIterable {
        case healthy, applied, none
    }

    package enum Restart: String, Hashable, Sendable, CaseIterable {
        case automatic, manual
    }

    package init() {}

    package init(_ resource: Resource) throws(Diagnostic) {
        let reader = Reader(resource: resource)
        ensure = try reader.word("ensure") ?? .present
        wait = try reader.word("wait") ?? .healthy
        restart = try reader.word("restart") ?? .automatic
        timeout = try reader.seconds("timeout")
        replace = try reader.boolean("replace")
        purge = try reader.boolean("purge")
        noop = try reader.boolean("noop")
        health = try reader.expressions("health")
        schedule = try reader.name("schedule")
        ignore = try reader.paths("ignore")
        tags = resource.tags
    }

    /// Throws what `init` would throw, without making anything where a resource has none of them.
    static func check(_ resource: Resource) throws(Diagnostic) {
        guard resource.parameters.keys.contains(where: isOne) else { return }
        _ = try ConvergenceAttributes(resource)
    }

    private static func isOne(_ name: String) -> Bool {
        switch name {
        case "ensure", "health", "ignore", "noop", "purge", "replace", "restart", "schedule", "timeout", "wait": true
        default: false
        }
    }

    private struct Reader {
        let resource: Resource

        private func value(_ name: String) -> Value? {
            switch resource.parameters[name] {
            case nil, .undef?: nil
            case .sensitive(let inner)?: inner
            case .some(let value): value
            }
        }

        private func problem(_ name: String, _ expected: String) -> Diagnostic {
            Diagnostic(id: "invalid_attribute", "\(resource.reference): \(name) must be \(expected)")
        }

        func word<Word: RawRepresentable & CaseIterable>(
            _ name: String
        ) throws(Diagnostic) -> Word? where Word.RawValue == String {
            guard let value = value(name) else { return nil }
            guard let word = value.stringContent.flatMap(Word.init(rawValue:)) else {
                throw problem(name, Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))
            }
            return word
        }

        func boolean(_ name: String) throws(Diagnostic) -> Bool? {
            switch value(name) {
            case nil: nil
            case .boolean(let flag)?: flag
            case .string("true")?: true
            case .string("false")?: false
            default: throw problem(name, "true or false")
            }
        }

        func name(_ name: String) throws(Diagnostic) -> String? {
            guard let value = value(name) else { return nil }
            guard let text = value.stringContent else { throw problem(name, "a name") }
            return text
        }

        /// A number of seconds, or a text as `90s`, `5m`, `1h`.
        func seconds(_ name: String) throws(Diagnostic) -> Int? {
            switch value(name) {
            case nil: return nil
            case .integer(let seconds)? where seconds >= 0: return seconds
            case .string(let text)?:
                let factors: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
                let factor = text.last.flatMap { factors[$0] }
                if let number = Int(factor == nil ? text[...] : text.dropLast()), number >= 0, number < 1_000_000 {
                    return number * (factor ?? 1)
                }
            default: break
            }
            throw problem(name, "a number of seconds, or a text as '90s', '5m' or '1h'")
        }

        /// A Hash of expressions.
        func expressions(_ name: String) throws(Diagnostic) -> HealthExpressions? {
            guard let value = value(name) else { return nil }
            guard case .hash(let entries) = value else {
                throw problem(name, "a Hash with 'current' and, if need be, 'in_progress' and 'failed'")
            }
            var programs: [String: CELProgram] = [:]
            for (key, text) in entries {
                guard let key = key.stringContent, ["current", "in_progress", "failed"].contains(key) else {
                    throw problem(name, "a Hash with no keys but 'current', 'in_progress' and 'failed'")
                }
                guard let text = text.stringContent else { throw problem("\(name).\(key)", "a String") }
                programs[key] = try program("\(name).\(key)", text)
            }
            guard let current = programs["current"] else { throw problem(name, "a Hash with 'current'") }
            return HealthExpressions(
                current: current, inProgress: programs["in_progress"], failed: programs["failed"])
        }

        private func program(_ name: String, _ text: String) throws(Diagnostic) -> CELProgram {
            let program: CELProgram
            do throws(CELError) {
                program = try CELProgram(parsing: text)
            } catch {
                let column = error.place(in: text).column
                throw problem(name, "an expression: \(error.message), at character \(column) of \"\(text)\"")
            }
            // What fields a custom resource has is not known for certain.
            guard let fields = topLevelFields else { return program }
            if let unknown = program.variables.first(where: { !fields.contains($0) }) {
                throw problem(
                    name, "an expression over the object's fields \(fields.joined(separator: ", ")), not '\(unknown)'")
            }
            return program
        }

        private var topLevelFields: [String]? {
            guard case .kind(let gvk)? = NativeTypes.type(named: resource.reference.type)?.form else { return nil }
            return KubernetesSchema.embedded.definition(for: gvk)?.propertyNames
        }

        func paths(_ name: String) throws(Diagnostic) -> [FieldPath] {
            let texts: [Value]
            switch value(name) {
            case nil: return []
            case .array(let elements)?: texts = elements
            case .some(let single): texts = [single]
            }
            var paths: [FieldPath] = []
            for text in texts {
                guard let path = text.stringContent.flatMap(FieldPath.init(parsing:)) else {
                    throw problem(name, "a field path as 'spec.replicas', or a list of them")
                }
                paths.append(path)
            }
            return paths
        }
    }
}
