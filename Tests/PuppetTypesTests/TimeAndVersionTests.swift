import Foundation
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

/// Real Puppet's answers for versions, ranges, time spans and timestamps.
struct TimeAndVersionTests {
    private static func rows(_ key: String) throws -> [[JSON]] {
        let text = try String(contentsOf: Fixtures.url("types/times.json"), encoding: .utf8)
        return (try JSONParser.parse(text).object?[key]?.array ?? []).map { $0.array ?? [$0] }
    }

    @Test func rangesContainVersions() throws {
        let versions = try Self.rows("versions").compactMap { $0.first?.string }
        let rows = try Self.rows("ranges")
        for row in rows {
            let range = try SemVerRange.parse(row[0].string ?? "")
            let found = try versions.filter { range.contains(try SemVer.parse($0)) }
            #expect(range.description == row[1].string)
            #expect(found == (row[2].array ?? []).compactMap(\.string), "\(range)")
        }
        #expect(rows.count > 20)
    }

    @Test func versionsAreOrdered() throws {
        let versions = try Self.rows("versions").compactMap { $0.first?.string }.map(SemVer.parse)
        let expected = try Self.rows("order").compactMap { $0.first?.string }
        let sorted = versions.enumerated().sorted { left, right in
            left.element < right.element || !(right.element < left.element) && left.offset < right.offset
        }
        #expect(sorted.map(\.element.description) == expected)
    }

    @Test func spansAreFormatted() throws {
        let rows = try Self.rows("spans")
        for row in rows {
            let span = Timespan(nanoseconds: row[0].integer ?? 0)
            #expect(try span.format(row[1].string ?? "") == row[2].string, "\(row)")
        }
        #expect(rows.count > 80)
    }

    @Test func timestampsAreFormatted() throws {
        let rows = try Self.rows("times")
        for row in rows {
            let time = Timestamp(seconds: row[0].integer ?? 0, nanoseconds: 123_456_789)
            #expect(try time.format(row[1].string ?? "") == row[2].string, "\(row)")
        }
        #expect(rows.count > 100)
    }

    @Test func timezonesShiftTimestamps() throws {
        let rows = try Self.rows("zones")
        for row in rows {
            let text = try Timestamp(seconds: 1_582_979_445).format("%F %T %z", timezone: row[0].string)
            #expect(text == row[1].string)
        }
        #expect(rows.count == 5)
    }
}
