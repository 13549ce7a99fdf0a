import OrderedCollections
import PuppetTypes

/// A list or hash that grew in place, with its size, so that it need not be measured again when it grows on.
struct GrownValue {
    let identity: Identity
    /// Bytes, as `EvaluationLimits.size` has it.
    let size: Int

    /// Where the elements lie, and how many they are.
    struct Identity: Equatable {
        private let address: UInt
        let count: Int

        init(_ elements: [Value]) {
            address = elements.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
            count = elements.count
        }

        init(_ entries: PuppetHash) { self.init(entries.values.elements) }
    }
}
