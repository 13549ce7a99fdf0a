import Foundation

/// Which of many cases a test run takes.
///
/// By default a sample, the same every time; `BUNRAKU_FAULTS=all` takes all, `BUNRAKU_FAULTS_SEED=7` another sample, and
/// `BUNRAKU_FAULT='apply Secret/lost'` those whose name contains this, with their logs shown.
enum FaultSelection {
    static let wanted = ProcessInfo.processInfo.environment["BUNRAKU_FAULT"]
    static let takesAll = ProcessInfo.processInfo.environment["BUNRAKU_FAULTS"] == "all"
    static let seed = ProcessInfo.processInfo.environment["BUNRAKU_FAULTS_SEED"].flatMap { UInt64($0) } ?? 1

    /// How many cases are under way at a time.
    static let width = 6

    static func choose<Case>(_ count: Int, of cases: [Case], named name: (Case) -> String) -> [Case] {
        if let wanted { return cases.filter { name($0).contains(wanted) } }
        if takesAll || cases.count <= count { return cases }
        // By lots that follow from the seed and the name, so that a new case moves no other one.
        let lots = cases.enumerated().map { (lot: lot(name($0.element)), position: $0.offset) }.sorted {
            $0.lot < $1.lot
        }
        return lots.prefix(count).map(\.position).sorted().map { cases[$0] }
    }

    /// FNV-1a over seed and name, mixed once more.
    private static func lot(_ name: String) -> UInt64 {
        let hash = "\(seed)/\(name)".utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let mixed: UInt64 = (hash ^ (hash >> 31)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Performs an action for each, some at a time.
func concurrently<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], width: Int = FaultSelection.width, _ action: @Sendable @escaping (Input) async throws -> Output
) async throws -> [Output] {
    try await withThrowingTaskGroup(of: Output.self) { group in
        var rest = inputs.makeIterator()
        func startNext() {
            if let next = rest.next() { group.addTask { try await action(next) } }
        }
        for _ in 0..<width { startNext() }
        var outputs: [Output] = []
        while let output = try await group.next() {
            outputs.append(output)
            startNext()
        }
        return outputs
    }
}
