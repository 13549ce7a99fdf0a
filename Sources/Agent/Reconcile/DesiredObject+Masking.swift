import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections

extension DesiredObject {
    /// What a new object is made of, without secrets: the names of a Secret's keys stay, its values do not.
    var maskedObject: JSON {
        var json = created.json
        for path in secretPaths { json = Self.masked(path.steps[...], in: json) }
        return json
    }

    private var secretPaths: [FieldPath] {
        node.sensitivePaths + (gvk.kind == "Secret" ? [FieldPath("data"), FieldPath("stringData")] : [])
    }

    private static func masked(_ steps: ArraySlice<PathStep>, in json: JSON) -> JSON {
        switch (steps.first, json) {
        case (nil, .object(let members)): return .object(members.mapValues { masked([], in: $0) })
        case (nil, .null): return .null
        case (nil, _): return FieldChange.masked
        case (.member(let name)?, .object(var members)):
            guard let inner = members[name] else { return json }
            members[name] = masked(steps.dropFirst(), in: inner)
            return .object(members)
        case (.member?, _): return json
        case (let step?, .array(let elements)):
            return .array(
                elements.enumerated().map { index, element in
                    step.selects(index, element) ? masked(steps.dropFirst(), in: element) : element
                })
        case (.some, _): return json
        }
    }

    /// A text of the API server's without the object's secrets, which its errors repeat.
    func masking(_ text: String) -> String {
        var secrets: Set<String> = []
        let sent = created.json
        for path in secretPaths { Self.collect(path.steps[...], in: sent, &secrets) }
        // The longest first, as one may hold another. A very short one would blot out everything.
        var text = text
        for secret in secrets.sorted(by: { $0.count > $1.count }) where secret.count >= 3 {
            text = text.replacing(secret, with: "[redacted]")
        }
        return text
    }

    private static func collect(_ steps: ArraySlice<PathStep>, in json: JSON, _ secrets: inout Set<String>) {
        guard let step = steps.first else { return collectAll(json, &secrets) }
        switch (step, json) {
        case (.member(let name), .object(let members)):
            if let value = members[name] { collect(steps.dropFirst(), in: value, &secrets) }
        case (.member, _): return
        case (_, .array(let elements)):
            for element in elements { collect(steps.dropFirst(), in: element, &secrets) }
        case (.element, _), (.everyElement, _), (.matching, _): return
        }
    }

    private static func collectAll(_ json: JSON, _ secrets: inout Set<String>) {
        switch json {
        case .string(let text):
            secrets.insert(text)
            if let data = Data(base64Encoded: text), let decoded = String(validating: data, as: UTF8.self) {
                secrets.insert(decoded)
            }
        case .array(let elements): for element in elements { collectAll(element, &secrets) }
        case .object(let members): for value in members.values { collectAll(value, &secrets) }
        case .integer, .double: secrets.insert(JSONWriter.text(json))
        case .null, .boolean: return
        }
    }
}
