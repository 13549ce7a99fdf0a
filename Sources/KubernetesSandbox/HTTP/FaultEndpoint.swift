import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// `/sandbox/faults`: sets faults from outside while the sandbox runs. The real server has nothing like it.
///
/// GET shows the rules and how often each has hit, PUT replaces them, POST adds to them, DELETE lifts them all. Only
/// clients on the same machine are answered, and faults never hit this path.
struct FaultEndpoint: Sendable {
    static let path = "/sandbox/faults"

    let faults: FaultInjector

    private static let maximumBodySize = 1024 * 1024

    func respond(to request: Request, _ context: SandboxContext) async throws -> APIResponse {
        guard context.isLocal else {
            return Self.error(403, "Forbidden", "faults are set from the sandbox's own machine only")
        }
        do {
            switch request.method {
            case .get: break
            case .put: faults.set(try await rules(request))
            case .post: faults.add(try await rules(request))
            case .delete: faults.set([])
            default:
                return Self.error(405, "MethodNotAllowed", "\(Self.path) takes GET, PUT, POST and DELETE")
            }
        } catch let error as FaultRuleError {
            return Self.error(400, "BadRequest", error.description)
        }
        return .json(["faults": .array(faults.hits.map(Self.json))])
    }

    private func rules(_ request: Request) async throws -> [FaultRule] {
        let body = try await request.body.collect(upTo: Self.maximumBodySize)
        let json: JSON
        do {
            json = try JSONParser.parse(Array(body.readableBytesView))
        } catch {
            throw FaultRuleError(description: "the body is not JSON: \(error)")
        }
        return try FaultRule.list(json)
    }

    private static func json(_ entry: (rule: FaultRule, hits: Int)) -> JSON {
        var json = entry.rule.json
        json["hits"] = .integer(entry.hits)
        return json
    }

    private static func error(_ code: Int, _ reason: String, _ message: String) -> APIResponse {
        .json(APIError(code, reason: reason, message: message).status, status: code)
    }
}
