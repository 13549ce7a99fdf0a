import Foundation
import JSON
import OrderedCollections
import TestSupport

@testable import KubernetesSandbox

/// Requests to a real API server, with its answers, in order.
struct Recording {
    let name: String
    let steps: [Step]

    struct Step {
        let request: APIRequest
        let response: JSON
    }

    static func all() throws -> [Recording] {
        let folder = Fixtures.url("apiserver")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        return try names.map { name in
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            let json = try JSONParser.parse(bytes)
            return Recording(name: name, steps: (json["steps"]?.array ?? []).compactMap(step))
        }
    }

    /// Nil for a step that only waits.
    private static func step(_ json: JSON) -> Step? {
        guard let recorded = json["request"], let response = json["response"] else { return nil }
        let target = recorded["path"]?.string ?? ""
        let halves = target.split(separator: "?", maxSplits: 1)
        var request = APIRequest(
            method: recorded["method"]?.string ?? "GET", path: String(halves[0]),
            query: QueryParameters(halves.count > 1 ? String(halves[1]) : ""))
        request.accept = recorded["accept"]?.string
        request.contentType = recorded["contentType"]?.string
        request.userAgent = "Python-urllib/3.11"
        request.body = body(recorded["body"])
        return Step(request: request, response: response)
    }

    private static func body(_ json: JSON?) -> [UInt8] {
        guard let json else { return [] }
        if let text = json.string { return Array(text.utf8) }
        guard json["$generate"] != nil else { return JSONWriter.bytes(json) }
        let big: JSON = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "big"],
            "data": ["x": .string(String(repeating: "y", count: 1_100_000))],
        ]
        return JSONWriter.bytes(big)
    }
}

/// Compares an answer with a recorded one in which what changes from run to run is masked.
struct MaskedComparison {
    private(set) var differences: [String] = []

    static func differences(_ actual: APIResponse, _ recorded: JSON) -> [String] {
        var comparison = MaskedComparison()
        comparison.compare(.integer(actual.status), recorded["status"] ?? .null, "status")
        let type = actual.contentType.split(separator: ";").first.map(String.init) ?? ""
        let recordedType = recorded["contentType"]?.string?.split(separator: ";").first.map(String.init) ?? ""
        comparison.compare(.string(type), .string(recordedType), "contentType")
        guard case .bytes(let bytes) = actual.body else { return ["not a plain answer"] }
        let text = String(decoding: bytes, as: UTF8.self)
        let body = type == "application/json" ? (try? JSONParser.parse(bytes)) ?? .string(text) : .string(text)
        comparison.compare(body, recorded["body"] ?? .null, "")
        let warnings = actual.warnings.map { warning -> JSON in
            .string("299 - \"\(warning.replacing("\"", with: "\\\""))\"")
        }
        comparison.compare(.array(warnings), recorded["warning"] ?? [], "warning")
        return comparison.differences
    }

    private mutating func compare(_ actual: JSON, _ recorded: JSON, _ path: String) {
        switch (actual, recorded) {
        case (.object(let a), .object(let b)):
            for (key, value) in b {
                if let own = a[key] {
                    compare(own, value, "\(path).\(key)")
                } else {
                    differences.append("\(path).\(key) is missing, recorded \(JSONWriter.text(value))")
                }
            }
            for (key, value) in a where b[key] == nil {
                differences.append("\(path).\(key) is not recorded: \(JSONWriter.text(value))")
            }
        case (.array(let a), .array(let b)):
            guard a.count == b.count else {
                differences.append("\(path) has \(a.count) elements, recorded \(b.count): \(JSONWriter.text(actual))")
                return
            }
            for index in a.indices { compare(a[index], b[index], "\(path)[\(index)]") }
        case (.string(let a), .string(let b)):
            if !matches(a, b) { differences.append("\(path) is \(a), recorded \(b)") }
        default:
            if actual != recorded {
                differences.append("\(path) is \(JSONWriter.text(actual)), recorded \(JSONWriter.text(recorded))")
            }
        }
    }

    /// `<uid>` and the like stand for any text; so do ages, generated names and the recording server's address.
    private func matches(_ actual: String, _ recorded: String) -> Bool {
        if actual == recorded { return true }
        if recorded.hasPrefix("g-"), recorded.count == 7 { return actual.hasPrefix("g-") && actual.count == 7 }
        if recorded.wholeMatch(of: /\d+s/) != nil { return actual.wholeMatch(of: /\d+s/) != nil }
        if recorded.hasPrefix("127.0.0.1:") { return actual.hasPrefix("127.0.0.1:") }
        guard recorded.contains("<") else { return false }
        var rest = actual[...]
        let pieces = recorded.split(separator: /<[a-zA-Z]+>/, omittingEmptySubsequences: false)
        for (index, piece) in pieces.enumerated() {
            if index == 0 {
                guard rest.hasPrefix(piece) else { return false }
                rest = rest.dropFirst(piece.count)
            } else if piece.isEmpty, index == pieces.count - 1 {
                return !rest.isEmpty
            } else {
                guard let range = rest.firstRange(of: piece) else { return false }
                rest = rest[range.upperBound...]
            }
        }
        return rest.isEmpty
    }
}
