import Foundation
import GRDB
package import JSON

/// The reports and the last facts of every node, in SQLite.
package struct ReportStore: Sendable {
    let database: any DatabaseWriter

    /// Opens the file, and creates it with its tables if it is not there; nil keeps everything in memory.
    package init(path: String?) throws {
        if let path {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            database = try DatabasePool(path: path, configuration: configuration)
        } else {
            database = try DatabaseQueue()
        }
        try Self.migrator.migrate(database)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("reports and facts") { database in
            try database.create(table: "report") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("host", .text).notNull()
                table.column("environment", .text).notNull()
                table.column("status", .text).notNull()
                table.column("time", .text).notNull()
                table.column("receivedAt", .double).notNull()
                table.column("catalogDigest", .text)
                table.column("codeID", .text)
                table.column("transactionUUID", .text)
                table.column("isCorrective", .boolean).notNull()
                table.column("isNoop", .boolean).notNull()
                table.column("body", .blob).notNull()
            }
            try database.create(index: "reportByHost", on: "report", columns: ["host", "receivedAt"])
            try database.create(index: "reportByTime", on: "report", columns: ["receivedAt"])
            try database.create(index: "reportByEnvironment", on: "report", columns: ["environment", "receivedAt"])
            try database.create(index: "reportByDigest", on: "report", columns: ["catalogDigest", "receivedAt"])
            try database.create(table: "facts") { table in
                table.primaryKey("node", .text)
                table.column("environment", .text).notNull()
                table.column("receivedAt", .double).notNull()
                table.column("body", .blob).notNull()
            }
        }
        return migrator
    }

    /// Stores a report as that of `host`, whatever the report itself says.
    @discardableResult
    package func save(_ report: JSON, host: String, receivedAt: Double) async throws -> ReportSummary {
        let body = Data(JSONWriter.bytes(report))
        let values: [String: (any DatabaseValueConvertible)?] = [
            "host": host, "environment": report["environment"]?.string ?? "",
            "status": report["status"]?.string ?? "unknown", "time": report["time"]?.string ?? "",
            "receivedAt": receivedAt, "catalogDigest": report["catalog_digest"]?.string,
            "codeID": report["code_id"]?.string, "transactionUUID": report["transaction_uuid"]?.string,
            "isCorrective": report["corrective_change"]?.boolean ?? false, "isNoop": report["noop"]?.boolean ?? false,
            "body": body,
        ]
        let arguments = StatementArguments(values)
        return try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO report (host, environment, status, time, receivedAt, catalogDigest, codeID,
                        transactionUUID, isCorrective, isNoop, body)
                    VALUES (:host, :environment, :status, :time, :receivedAt, :catalogDigest, :codeID,
                        :transactionUUID, :isCorrective, :isNoop, :body)
                    """,
                arguments: arguments)
            let id = database.lastInsertedRowID
            let row = try Row.fetchOne(
                database, sql: "SELECT \(ReportSummary.columns) FROM report WHERE id = ?", arguments: [id])
            return try ReportSummary(row.orThrow())
        }
    }

    /// The reports that fit, newest first.
    package func list(_ filter: ReportFilter = ReportFilter()) async throws -> [ReportSummary] {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        func require(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments.append(value)
        }
        require("host = ?", filter.host)
        require("environment = ?", filter.environment)
        require("status = ?", filter.status)
        require("catalogDigest = ?", filter.catalogDigest)
        require("receivedAt >= ?", filter.receivedSince)
        require("isCorrective = ?", filter.isCorrective)
        let condition = conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
        arguments.append(min(max(filter.limit, 0), 10_000))
        let statementArguments = StatementArguments(arguments)
        return try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(ReportSummary.columns) FROM report WHERE \(condition)
                    ORDER BY receivedAt DESC, id DESC LIMIT ?
                    """,
                arguments: statementArguments
            ).map(ReportSummary.init)
        }
    }

    /// One report and its JSON, or nil.
    package func report(id: Int64) async throws -> (summary: ReportSummary, body: JSON)? {
        let found: (ReportSummary, Data)? = try await database.read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT \(ReportSummary.columns), body FROM report WHERE id = ?", arguments: [id])
            return row.map { (ReportSummary($0), $0["body"]) }
        }
        guard let (summary, body) = found else { return nil }
        return (summary, try JSONParser.parse(Array(body)))
    }

    /// The newest report of every host, by host name.
    package func latest(limit: Int = 10_000) async throws -> [ReportSummary] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(ReportSummary.columns) FROM report WHERE id IN (
                        SELECT id FROM (
                            SELECT id, ROW_NUMBER() OVER (PARTITION BY host ORDER BY receivedAt DESC, id DESC) AS place
                            FROM report)
                        WHERE place = 1)
                    ORDER BY host LIMIT ?
                    """,
                arguments: [limit]
            ).map(ReportSummary.init)
        }
    }
}

extension Row? {
    fileprivate func orThrow() throws -> Row {
        guard let self else { throw DatabaseError(resultCode: .SQLITE_NOTFOUND, message: "the report is not stored") }
        return self
    }
}

extension ReportSummary {
    fileprivate static let columns = """
        id, host, environment, status, time, receivedAt, catalogDigest, codeID, transactionUUID, isCorrective, isNoop
        """

    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"], host: row["host"], environment: row["environment"], status: row["status"], time: row["time"],
            receivedAt: row["receivedAt"], catalogDigest: row["catalogDigest"], codeID: row["codeID"],
            transactionUUID: row["transactionUUID"], isCorrective: row["isCorrective"], isNoop: row["isNoop"])
    }
}
