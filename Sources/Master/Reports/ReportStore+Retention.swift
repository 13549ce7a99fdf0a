import Foundation
import GRDB

extension ReportStore {
    /// Removes the reports that need not be kept, and says how many. The newest of each host always stays.
    @discardableResult
    package func prune(_ retention: ReportRetention, now: Double) async throws -> Int {
        let oldest = now - retention.seconds
        let count = max(1, retention.countPerHost)
        return try await database.write { database in
            try database.execute(
                sql: """
                    DELETE FROM report WHERE id IN (
                        SELECT id FROM (
                            SELECT id, receivedAt,
                                ROW_NUMBER() OVER (PARTITION BY host ORDER BY receivedAt DESC, id DESC) AS place
                            FROM report)
                        WHERE place > 1 AND (place > ? OR receivedAt < ?))
                    """,
                arguments: [count, oldest])
            return database.changesCount
        }
    }
}
