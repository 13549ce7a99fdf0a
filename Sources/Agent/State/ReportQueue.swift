import JSON

/// Reports that the master has not taken yet, oldest first.
///
/// A file each, so that a crash loses none; past the limit the oldest go.
struct ReportQueue: Sendable {
    private let directory: StateDirectory
    private let limit: Int

    init(_ directory: StateDirectory, limit: Int = 100) {
        self.directory = directory.subdirectory("reports")
        self.limit = limit
    }

    struct Entry: Sendable {
        let name: String
        let environment: String
        let report: JSON
    }

    func add(_ report: JSON, environment: String) throws(StateError) {
        let waiting = names()
        let next = (waiting.last.flatMap { Int($0.prefix(12)) } ?? 0) + 1
        let number = String(next)
        let name = String(repeating: "0", count: max(0, 12 - number.count)) + number + ".json"
        let json: JSON = ["environment": .string(environment), "report": report]
        try directory.write(JSONWriter.bytes(json), to: name)
        for old in waiting.dropLast(max(limit - 1, 0)) { try directory.remove(old) }
    }

    /// The names of what waits, in order.
    func names() -> [String] { directory.names().filter { $0.hasSuffix(".json") } }

    /// Nil for a file that is gone or is not a report.
    func entry(_ name: String) throws(StateError) -> Entry? {
        guard let bytes = try directory.read(name), let json = try? JSONParser.parse(bytes),
            let environment = json["environment"]?.string, let report = json["report"]
        else { return nil }
        return Entry(name: name, environment: environment, report: report)
    }

    func remove(_ name: String) throws(StateError) { try directory.remove(name) }
}
