import JSON
import Kubernetes
import OrderedCollections

/// What is served besides objects: health, version, discovery, OpenAPI.
extension APIServer {
    func document(_ steps: [String], _ request: APIRequest) throws(APIError) -> APIResponse {
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
        switch steps.first {
        case nil: return .json(["paths": .array(Self.paths.map(JSON.string))])
        case "healthz"?, "livez"?, "readyz"?: return .text("ok")
        case "version"?: return .json(version)
        case "metrics"?: return .text(metrics)
        case "api"?, "apis"?: return try discovery(steps, request)
        case "openapi"?: return openAPI(steps, request)
        default: return .pageNotFound
        }
    }

    private static let paths = [
        "/api", "/api/v1", "/apis", "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz",
        "/version",
    ]

    private var version: JSON {
        let numbers = configuration.version.drop { $0 == "v" }.split(separator: ".").map(String.init)
        let major = numbers.first ?? "1"
        let minor = numbers.count > 1 ? numbers[1] : "36"
        return [
            "major": .string(major), "minor": .string(minor), "emulationMajor": .string(major),
            "emulationMinor": .string(minor), "minCompatibilityMajor": .string(major),
            "minCompatibilityMinor": .string(Int(minor).map { String($0 - 1) } ?? minor),
            "gitVersion": .string(configuration.version), "gitCommit": "8e16b12fda5b1dccc41a6de48b3e356cc7d5048b",
            "gitTreeState": "", "buildDate": "2026-06-01T00:00:00Z", "goVersion": "go1.26.6", "compiler": "gc",
            "platform": "linux/amd64",
        ]
    }

    /// Prometheus' text form.
    private var metrics: String {
        let counts = counters.counts
        var lines = ["# TYPE apiserver_request_total counter"]
        for verb in Verb.allCases where counts[verb] > 0 {
            lines.append("apiserver_request_total{verb=\"\(verb.rawValue)\"} \(counts[verb])")
        }
        lines.append("# TYPE apiserver_storage_objects gauge")
        for resource in store.resources.sorted(by: { ($0.group, $0.plural) < ($1.group, $1.plural) }) {
            let name = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
            lines.append("apiserver_storage_objects{resource=\"\(name)\"} \(store.count(resource))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
