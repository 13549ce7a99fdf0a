package import Diagnostics
import OrderedCollections
package import PuppetCatalog
import PuppetTypes

extension Schedule {
    /// Reads a resource of type `Schedule`, with Puppet's words for what is wrong.
    package init(_ resource: Resource) throws(Diagnostic) {
        let reader = Reader(resource: resource)
        if let range = resource.parameters["range"] { ranges = try reader.ranges(range) }
        period = try reader.word("period")
        periodMatch = try reader.word("periodmatch") ?? .distance
        if let count = resource.parameters["repeat"] { repeatCount = try reader.count(count, periodMatch) }
        if let days = resource.parameters["weekday"] { weekdays = try reader.weekdays(days) }
    }

    private struct Reader {
        let resource: Resource

        func problem(_ parameter: String, _ reason: String) -> Diagnostic {
            Diagnostic(id: "invalid_schedule", "Parameter \(parameter) failed on \(resource.reference): \(reason)")
        }

        private func elements(_ value: Value) -> [Value] {
            if case .array(let elements) = value { elements } else { [value] }
        }

        func word<Word: RawRepresentable & CaseIterable>(
            _ name: String
        ) throws(Diagnostic) -> Word? where Word.RawValue == String {
            guard let value = resource.parameters[name], value != .undef else { return nil }
            guard let word = value.stringContent.flatMap(Word.init(rawValue:)) else {
                let valid = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw problem(
                    name, "Invalid value \"\(ValueFormatter.interpolated(value))\". Valid values are \(valid).")
            }
            return word
        }

        func ranges(_ value: Value) throws(Diagnostic) -> [Range] {
            var ranges: [Range] = []
            for element in elements(value) {
                let shown = ValueFormatter.interpolated(element)
                guard let text = element.stringContent, Self.looksLikeRange(text) else {
                    throw problem("range", "Invalid range value '\(shown)'")
                }
                let ends = text.split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count == 2 else { throw problem("range", "Invalid range \(shown)") }
                let start = try time(ends[0], in: text)
                ranges.append(Range(start: start, end: try time(ends[1], in: text)))
            }
            return ranges
        }

        /// Digits somewhere before a hyphen and somewhere after it.
        private static func looksLikeRange(_ text: String) -> Bool {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            return ends.count > 1 && ends.allSatisfy { $0.contains(where: \.isASCIIDigit) }
        }

        private func time(_ text: Substring, in whole: String) throws(Diagnostic) -> TimeOfDay {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.map { Int($0.filter { !$0.isWhitespace }) ?? -1 }
            guard numbers.count <= 3, !numbers.contains(-1) else {
                throw problem("range", "Invalid range value '\(whole)'")
            }
            let names = ["hour", "minute", "second"]
            for (position, number) in numbers.enumerated() where !(0..<(position == 0 ? 24 : 60)).contains(number) {
                throw problem(
                    "range",
                    "Munging failed for value \"\(whole)\" in class range: Invalid \(names[position]) '\(number)'")
            }
            return TimeOfDay(
                hour: numbers[0], minute: numbers.count > 1 ? numbers[1] : 0, second: numbers.count > 2 ? numbers[2] : 0
            )
        }

        func count(_ value: Value, _ match: PeriodMatch) throws(Diagnostic) -> Int {
            let count: Int?
            switch value {
            case .integer(let number): count = number
            default: count = value.stringContent.flatMap { $0.allSatisfy(\.isASCIIDigit) ? Int($0) : nil }
            }
            guard let count else { throw problem("repeat", "Repeat must be a number") }
            guard count > 0 else { throw problem("repeat", "Repeat must be a positive number, not \(count)") }
            guard count == 1 || match == .distance else {
                throw problem("repeat", "Repeat must be 1 unless periodmatch is 'distance', not '\(match.rawValue)'")
            }
            return count
        }

        func weekdays(_ value: Value) throws(Diagnostic) -> Set<Int> {
            var days: Set<Int> = []
            for element in elements(value) {
                guard let day = Self.weekday(element) else {
                    throw problem("weekday", "\(ValueFormatter.interpolated(element)) is not a valid day of the week")
                }
                days.insert(day)
            }
            return days
        }

        private static func weekday(_ value: Value) -> Int? {
            if case .integer(let number) = value { return (0...6).contains(number) ? number : nil }
            guard var text = value.stringContent?.lowercased() else { return nil }
            if text.count == 1, let number = Int(text), (0...6).contains(number) { return number }
            if text.hasSuffix("day") { text.removeLast(3) }
            return names[text]
        }

        /// Without `day` at the end.
        private static let names = [
            "sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "wednes": 3, "thu": 4, "thurs": 4, "fri": 5, "sat": 6,
            "satur": 6,
        ]
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
