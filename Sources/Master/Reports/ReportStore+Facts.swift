import Foundation
import GRDB
package import JSON
import OrderedCollections

extension ReportStore {
    /// Keeps a node's facts in place of its earlier ones.
    package func saveFacts(
        _ facts: JSONObject, node: String, environment: String, receivedAt: Double
    ) async throws {
        let body = Data(JSONWriter.bytes(.object(facts)))
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO facts (node, environment, receivedAt, body) VALUES (?, ?, ?, ?)
                    ON CONFLICT (node) DO UPDATE SET
                        environment = excluded.environment, receivedAt = excluded.receivedAt, body = excluded.body
                    """,
                arguments: [node, environment, receivedAt, body])
        }
    }

    /// The facts that a node sent last, or nil.
    package func facts(node: String) async throws -> StoredFacts? {
        let found: (String, Double, Data)? = try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT environment, receivedAt, body FROM facts WHERE node = ?", arguments: [node]
            ).map { ($0["environment"], $0["receivedAt"], $0["body"]) }
        }
        guard let (environment, receivedAt, body) = found else { return nil }
        return StoredFacts(
            node: node, environment: environment, receivedAt: receivedAt,
            values: try JSONParser.parse(Array(body)).object ?? [:])
    }

    /// Every node that has sent facts, by name.
    package func nodes() async throws -> [String] {
        try await database.read { database in
            try String.fetchAll(database, sql: "SELECT node FROM facts ORDER BY node")
        }
    }
}
