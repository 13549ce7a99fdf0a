import Synchronization

/// Carries a value out of a thread.
final class Box<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    func set(_ value: Value) { content.withLock { $0 = value } }

    var value: Value? { content.withLock { $0 } }
}
