import Synchronization

/// What an evaluator found out about a node that is the same whenever the node is evaluated. It is kept with the node,
/// for all compiles.
///
/// A note says nothing about the program: all notes are equal.
package final class NodeNote: Hashable, Sendable {
    /// The address of an object that the note owns; 0 as long as there is none. `AtomicLazyReference` would do, were it
    /// not for the hundreds of instructions that a load of it takes across modules.
    private let address = Atomic<UInt>(0)

    package init() {}

    deinit {
        if let pointer = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) {
            Unmanaged<AnyObject>.fromOpaque(pointer).release()
        }
    }

    package var content: AnyObject? {
        guard let pointer = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) else { return nil }
        return Unmanaged<AnyObject>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Keeps what was found; the first that is given.
    package func keep(_ content: any AnyObject & Sendable) {
        let object = Unmanaged<AnyObject>.passRetained(content)
        let address = UInt(bitPattern: object.toOpaque())
        guard self.address.compareExchange(expected: 0, desired: address, ordering: .acquiringAndReleasing).exchanged
        else { return object.release() }
    }

    package static func == (left: NodeNote, right: NodeNote) -> Bool { true }

    package func hash(into hasher: inout Hasher) {}
}
