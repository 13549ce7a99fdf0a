import JSON
import OrderedCollections

/// A `LabelSelector` of the API: `matchLabels` and `matchExpressions`, all of which must hold.
struct LabelSelector: Hashable, Sendable {
    private var requirements: [Requirement] = []

    private struct Requirement: Hashable, Sendable {
        let key: String
        let rule: Rule
    }

    private enum Rule: Hashable, Sendable {
        case oneOf(Set<String>)
        case noneOf(Set<String>)
        case exists
        case missing
        /// An operator that is not known here; matches, so that nothing is said about it.
        case unknown
    }

    /// An empty selector matches everything.
    var isEmpty: Bool { requirements.isEmpty }

    init(_ json: JSON) {
        addLabels(json["matchLabels"])
        for expression in json["matchExpressions"]?.array ?? [] {
            let values = Set((expression["values"]?.array ?? []).compactMap(\.string))
            let rule: Rule =
                switch expression["operator"]?.string {
                case "In": .oneOf(values)
                case "NotIn": .noneOf(values)
                case "Exists": .exists
                case "DoesNotExist": .missing
                default: .unknown
                }
            requirements.append(Requirement(key: expression["key"]?.string ?? "", rule: rule))
        }
    }

    /// A plain map of labels, as a Service has it.
    init(labels json: JSON?) { addLabels(json) }

    private mutating func addLabels(_ json: JSON?) {
        for (key, value) in json?.object ?? [:] {
            requirements.append(Requirement(key: key, rule: value.string.map { .oneOf([$0]) } ?? .unknown))
        }
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            let value = labels[requirement.key]
            return switch requirement.rule {
            case .oneOf(let values): value.map(values.contains) ?? false
            case .noneOf(let values): value.map { !values.contains($0) } ?? true
            case .exists: value != nil
            case .missing: value == nil
            case .unknown: true
            }
        }
    }
}
