import HTTPTypes
import JSON

/// What a git server tells.
enum Webhook: Hashable, Sendable {
    /// A test of the connection.
    case ping
    case push(branch: String)
    /// An event that changes no branch.
    case ignored(event: String)

    /// Reads the payload of GitHub, GitLab or Gitea; they agree on `ref`.
    init(headers: HTTPFields, body: [UInt8]) throws {
        let event = headers[.gitHubEvent] ?? headers[.giteaEvent] ?? headers[.gitLabEvent] ?? ""
        switch event {
        case "ping":
            self = .ping
        case "push", "create", "delete", "Push Hook":
            let payload: JSON
            do {
                payload = try JSONParser.parse(body)
            } catch {
                throw PuppetError.badRequest(
                    "The webhook's payload is not JSON; set its content type to application/json")
            }
            self = try Self.push(payload, event: event)
        default:
            self = .ignored(event: String(event.prefix(64)))
        }
    }

    private static func push(_ payload: JSON, event: String) throws -> Webhook {
        guard let reference = payload["ref"]?.string else { throw PuppetError.badRequest("The webhook names no ref") }
        if event == "create" || event == "delete" {
            return payload["ref_type"]?.string == "branch" ? .push(branch: reference) : .ignored(event: event)
        }
        let prefix = "refs/heads/"
        guard reference.hasPrefix(prefix), reference.count > prefix.count else { return .ignored(event: event) }
        return .push(branch: String(reference.dropFirst(prefix.count)))
    }
}
