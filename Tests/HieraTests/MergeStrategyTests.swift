import Diagnostics
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

@testable import Hiera

/// `merge.jsonl` holds values by chance, and what Puppet's own strategies made of them.
struct MergeStrategyTests {
    @Test func mergesAsPuppet() throws {
        let lines = try Fixtures.lines("hiera/merge.jsonl")
        #expect(lines.count > 1000)
        for line in lines {
            let row = try JSONParser.parse(line)
            let levels = try #require(row["levels"]?.array).map(Value.init(data:))
            let strategy = try MergeStrategy(Value(data: try #require(row["merge"])))
            do throws(HieraError) {
                let merged = try Self.merge(levels, strategy)
                let expected = row["value"].map(Value.init(data:))
                // Text, because the order of a hash's keys counts here.
                #expect(ConformanceTests.formatted(merged) == expected.map(ConformanceTests.formatted), "\(line)")
            } catch {
                let expected = try #require(row["error"]?.string, "\(line)")
                let isSame = error.message == expected
                #expect(
                    isSame || expected.hasPrefix("comparison of ") && error.message.hasPrefix("comparison of "),
                    "\(line)")
            }
        }
    }

    private static func merge(_ levels: [Value], _ strategy: MergeStrategy) throws(HieraError) -> Value {
        guard levels.count > 1 else { return strategy.single(levels[0]) }
        var merged = strategy.start(levels[0])
        for level in levels.dropFirst() { merged = try strategy.merge(merged, level) }
        return merged
    }
}
