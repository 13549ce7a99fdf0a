import Foundation

/// Shows a run's log to people, as `puppet agent` does: errors and warnings on standard error, the rest on standard output.
package struct ConsoleLog: Sendable {
    private let minimum: LogEntry.Level
    private let usesColor: Bool

    package init(minimum: LogEntry.Level = .notice, usesColor: Bool) {
        self.minimum = minimum
        self.usesColor = usesColor
    }

    package func write(_ entry: LogEntry) {
        guard entry.level >= minimum else { return }
        let handle: FileHandle = entry.level >= .warning ? .standardError : .standardOutput
        do {
            try handle.write(contentsOf: Data((line(entry) + "\n").utf8))
        } catch {
            // Nobody reads any more; the report still has the line.
            return
        }
    }

    /// The line with Puppet's colours: green information, yellow warnings, red errors, cyan debugging.
    package func line(_ entry: LogEntry) -> String {
        guard usesColor else { return entry.consoleLine }
        let color =
            switch entry.level {
            case .debug: "\u{1B}[0;36m"
            case .info: "\u{1B}[0;32m"
            case .notice: "\u{1B}[m"
            case .warning: "\u{1B}[1;33m"
            case .err: "\u{1B}[1;31m"
            }
        return "\(color)\(entry.consoleLine)\u{1B}[0m"
    }
}
