import Foundation
import Synchronization

/// What a watcher of the demo sees: numbered steps, and below the current one a live line on a terminal.
final class DemoDisplay: Sendable {
    private let started = Mutex<(step: ContinuousClock.Instant, all: ContinuousClock.Instant)>((.now, .now))
    private let results = Mutex<[(title: String, time: Duration)]>([])
    private let stepCount: Int

    init(stepCount: Int) { self.stepCount = stepCount }

    func say(_ text: String) {
        clear()
        Terminal.say(text)
    }

    func begin(_ number: Int, _ title: String) {
        started.withLock { $0.step = .now }
        say(Terminal.styled("[\(number)/\(stepCount)] \(title)", .bold))
    }

    /// A line that the next one replaces on a terminal; nothing elsewhere.
    func progress(_ text: String) {
        guard Terminal.isInteractive else { return }
        let frames = Array("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
        let elapsed = started.withLock { $0.step.duration(to: .now) }
        let tick = Int(elapsed / .milliseconds(100)) % frames.count
        Terminal.write("\r\u{1B}[K  \(frames[tick]) \(text)", to: .standardOutput)
    }

    func detail(_ text: String) { say("      \(text)") }

    func done(_ title: String, _ text: String) {
        let elapsed = started.withLock { $0.step.duration(to: .now) }
        results.withLock { $0.append((title, elapsed)) }
        say("      " + Terminal.styled("✓ \(text)", .green) + " (\(Self.seconds(elapsed)))")
    }

    func fail(_ text: String) { say("      " + Terminal.styled("✗ \(text)", .red)) }

    func summary() {
        let all = started.withLock { $0.all.duration(to: .now) }
        say("")
        for (index, result) in results.withLock({ $0 }).enumerated() {
            say("  \(index + 1). \(result.title): \(Self.seconds(result.time))")
        }
        say(Terminal.styled("All \(stepCount) steps did what they say, in \(Self.seconds(all)).", .bold))
    }

    private func clear() {
        if Terminal.isInteractive { Terminal.write("\r\u{1B}[K", to: .standardOutput) }
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(seconds).\(attoseconds / 100_000_000_000_000_000) s"
    }
}
