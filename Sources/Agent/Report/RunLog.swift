import Foundation
import Synchronization

/// Collects a run's log for the report, and passes each line on to whoever shows it.
final class RunLog: Sendable {
    private let entries = Mutex<[LogEntry]>([])
    private let sink: @Sendable (LogEntry) -> Void
    private let now: @Sendable () -> Date

    /// Past this many lines a report keeps counting in its metrics, but keeps no more text.
    private static let limit = 5000

    init(now: @escaping @Sendable () -> Date, sink: @escaping @Sendable (LogEntry) -> Void) {
        self.now = now
        self.sink = sink
    }

    var collected: [LogEntry] { entries.withLock { $0 } }

    func write(
        _ level: LogEntry.Level, _ message: String, source: String = LogEntry.runSource, file: String? = nil,
        line: Int? = nil, tags: [String] = []
    ) {
        let entry = LogEntry(
            level: level, message: message, source: source, time: now(), file: file, line: line, tags: tags)
        if level > .debug {
            entries.withLock { entries in
                if entries.count < Self.limit { entries.append(entry) }
            }
        }
        sink(entry)
    }

    func info(_ message: String) { write(.info, message) }
    func notice(_ message: String) { write(.notice, message) }
    func warning(_ message: String) { write(.warning, message) }
    func error(_ message: String) { write(.err, message) }
}
