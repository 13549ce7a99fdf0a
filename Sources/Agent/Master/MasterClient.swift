import Foundation
import JSON
import NIOHTTP1
import PuppetCatalog

/// Puppet's HTTP API as an agent uses it.
struct MasterClient: Sendable {
    let connection: MasterConnection
    let certname: String
    let environment: String

    /// What the master says to the question for a catalog.
    enum CatalogAnswer: Sendable {
        case catalog(Catalog)
        /// 304: the one whose digest we named is the right one.
        case notModified
    }

    /// Facts as Puppet sends them.
    struct FactsDocument: Sendable {
        let json: JSON

        init(certname: String, values: JSON, now: Date, lifetime: Duration) {
            let expiration = now.addingTimeInterval(lifetime.inSeconds)
            json = [
                "name": .string(certname), "values": values, "timestamp": .string(Timestamps.iso8601(now)),
                "expiration": .string(Timestamps.iso8601(expiration)),
            ]
        }
    }

    private var query: String { "?environment=\(FormEncoding.escape(environment))" }

    func sendFacts(_ facts: FactsDocument) async throws {
        _ = try await connection.send(
            .init(
                method: .PUT, path: "/puppet/v3/facts/\(certname)\(query)",
                headers: [("content-type", "application/json"), ("accept", "application/json")],
                body: JSONWriter.bytes(facts.json)))
    }

    /// Asks for the catalog; `digest` is that of the one we have.
    func catalog(facts: FactsDocument, transactionUUID: String, digest: String?) async throws -> CatalogAnswer {
        let form = FormEncoding.encode([
            ("environment", environment), ("configured_environment", environment), ("check_environment", "true"),
            ("facts_format", "application/json"), ("facts", FormEncoding.escape(JSONWriter.text(facts.json))),
            ("transaction_uuid", transactionUUID), ("static_catalog", "false"), ("checksum_type", "sha256"),
        ])
        var headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/vnd.puppet.rich+json, application/json"),
        ]
        if let digest { headers.append(("if-none-match", "\"\(digest)\"")) }
        let answer = try await connection.send(
            .init(
                method: .POST, path: "/puppet/v3/catalog/\(certname)\(query)", headers: headers, body: Array(form.utf8))
        )
        if answer.status == 304 { return .notModified }
        let catalog: Catalog
        do {
            catalog = try Catalog(bytes: answer.body)
        } catch {
            throw MasterError.invalidAnswer("the catalog cannot be read: \(error)")
        }
        guard catalog.name == certname else {
            throw MasterError.invalidAnswer("it is the catalog of '\(catalog.name)'")
        }
        return .catalog(catalog)
    }

    func sendReport(_ report: JSON, environment: String) async throws {
        _ = try await connection.send(
            .init(
                method: .PUT, path: "/puppet/v3/report/\(certname)?environment=\(FormEncoding.escape(environment))",
                headers: [("content-type", "application/json"), ("accept", "application/json")],
                body: JSONWriter.bytes(report)))
    }
}
