import JSON
import OrderedCollections

/// A label selector: `app=web,tier in (a, b),!old`.
struct LabelSelector: Sendable {
    var requirements: [Requirement] = []

    struct Requirement: Sendable {
        let key: String
        let test: Test
    }

    enum Test: Sendable {
        case exists
        case absent
        case among(Set<String>)
        /// Also where the label is missing.
        case notAmong(Set<String>)
        case greater(Int)
        case less(Int)
    }

    /// A text that is not a selector, in the server's words.
    struct Malformed: Error { let message: String }

    init(_ text: String) throws(Malformed) {
        var parser = LabelSelectorParser(text)
        requirements = try parser.requirements()
    }

    /// `{matchLabels: …, matchExpressions: …}`; nil where it is malformed.
    init?(object: JSON) {
        for (key, value) in object["matchLabels"]?.object ?? [:] {
            requirements.append(Requirement(key: key, test: .among([value.string ?? ""])))
        }
        for expression in object["matchExpressions"]?.array ?? [] {
            guard let key = expression["key"]?.string else { return nil }
            let values = Set((expression["values"]?.array ?? []).compactMap(\.string))
            switch expression["operator"]?.string {
            case "In": requirements.append(Requirement(key: key, test: .among(values)))
            case "NotIn": requirements.append(Requirement(key: key, test: .notAmong(values)))
            case "Exists": requirements.append(Requirement(key: key, test: .exists))
            case "DoesNotExist": requirements.append(Requirement(key: key, test: .absent))
            default: return nil
            }
        }
    }

    func matches(_ labels: JSONObject) -> Bool {
        requirements.allSatisfy { requirement in
            let value = labels[requirement.key]?.string
            switch requirement.test {
            case .exists: return value != nil
            case .absent: return value == nil
            case .among(let values): return value.map(values.contains) ?? false
            case .notAmong(let values): return value.map { !values.contains($0) } ?? true
            case .greater(let bound): return value.flatMap { Int($0) }.map { $0 > bound } ?? false
            case .less(let bound): return value.flatMap { Int($0) }.map { $0 < bound } ?? false
            }
        }
    }

    /// The form of `status.selector` in a Scale: `app=web,tier in (a,b)`.
    static func text(object: JSON) -> String {
        var parts: [String] = []
        for (key, value) in object["matchLabels"]?.object ?? [:] { parts.append("\(key)=\(value.string ?? "")") }
        for expression in object["matchExpressions"]?.array ?? [] {
            let key = expression["key"]?.string ?? ""
            let values = (expression["values"]?.array ?? []).compactMap(\.string).sorted().joined(separator: ",")
            switch expression["operator"]?.string {
            case "In": parts.append("\(key) in (\(values))")
            case "NotIn": parts.append("\(key) notin (\(values))")
            case "DoesNotExist": parts.append("!\(key)")
            default: parts.append(key)
            }
        }
        return parts.sorted().joined(separator: ",")
    }
}
