import Foundation
import KubernetesCatalog

extension Schedule {
    /// Whether what was last looked at then may be looked at now; by `puppet/type/schedule.rb`.
    ///
    /// `calendar` says which time zone is meant. A last time that is still to come is of a clock that was set back since:
    /// it counts as never.
    func matches(previous: Date?, now: Date, calendar: Calendar) -> Bool {
        var previous = previous ?? Date(timeIntervalSince1970: 0)
        if previous > now { previous = Date(timeIntervalSince1970: 0) }
        guard matchesRanges(now, calendar), matchesPeriod(previous, now, calendar) else { return false }
        // With a range it is the day on which the range began that counts.
        guard ranges.isEmpty, let weekdays else { return true }
        return weekdays.contains(Self.weekday(now, calendar))
    }

    private static func weekday(_ date: Date, _ calendar: Calendar) -> Int {
        calendar.component(.weekday, from: date) - 1
    }

    private func matchesRanges(_ now: Date, _ calendar: Calendar) -> Bool {
        ranges.isEmpty || ranges.contains { matches($0, now, calendar) }
    }

    private func matches(_ range: Range, _ now: Date, _ calendar: Calendar) -> Bool {
        func date(_ time: TimeOfDay, _ days: Int) -> Date? {
            guard let day = calendar.date(byAdding: .day, value: days, to: calendar.startOfDay(for: now)) else {
                return nil
            }
            return calendar.date(bySettingHour: time.hour, minute: time.minute, second: time.second, of: day)
        }
        func isWithin(_ start: Date?, _ end: Date?, weekday: Date?) -> Bool {
            guard let start, let end, start <= now, now <= end else { return false }
            guard let weekdays, let weekday else { return true }
            return weekdays.contains(Self.weekday(weekday, calendar))
        }
        if range.start < range.end { return isWithin(date(range.start, 0), date(range.end, 0), weekday: now) }
        if let start = date(range.start, 0), let end = date(range.end, 1), start <= now, now <= end {
            return isWithin(start, end, weekday: now)
        }
        return isWithin(date(range.start, -1), date(range.end, 0), weekday: date(range.start, -1))
    }

    private func matchesPeriod(_ previous: Date, _ now: Date, _ calendar: Calendar) -> Bool {
        guard let period else { return true }
        guard let seconds = period.seconds else { return false }
        switch periodMatch {
        case .distance:
            let distance =
                Int(now.timeIntervalSince1970.rounded(.down)) - Int(previous.timeIntervalSince1970.rounded(.down))
            return distance >= seconds / repeatCount
        case .number:
            switch period {
            case .hourly: return differs(.hour, previous, now, calendar)
            case .daily: return differs(.day, previous, now, calendar)
            case .monthly: return differs(.month, previous, now, calendar)
            case .weekly:
                return Self.weekday(previous, calendar) > Self.weekday(now, calendar)
                    || now.timeIntervalSince(previous) > 604_800
            case .never: return false
            }
        }
    }

    private func differs(_ component: Calendar.Component, _ previous: Date, _ now: Date, _ calendar: Calendar) -> Bool {
        calendar.component(component, from: previous) != calendar.component(component, from: now)
    }
}
