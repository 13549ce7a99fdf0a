/// When resources may be touched: Puppet's type `schedule`.
package struct Schedule: Hashable, Sendable {
    /// Empty when the time of day does not matter.
    package var ranges: [Range] = []
    package var period: Period?
    package var periodMatch = PeriodMatch.distance
    /// How often within the period.
    package var repeatCount = 1
    /// 0 is Sunday; nil when the day does not matter.
    package var weekdays: Set<Int>?

    package init() {}

    package init(period: Period, repeatCount: Int = 1) {
        self.period = period
        self.repeatCount = repeatCount
    }

    package struct TimeOfDay: Hashable, Sendable, Comparable {
        package var hour = 0
        package var minute = 0
        package var second = 0

        package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
            (left.hour, left.minute, left.second) < (right.hour, right.minute, right.second)
        }
    }

    /// Both ends belong to it. One that does not end after it starts goes on over midnight.
    package struct Range: Hashable, Sendable {
        package let start: TimeOfDay
        package let end: TimeOfDay
    }

    package enum Period: String, Hashable, Sendable, CaseIterable {
        case hourly, daily, weekly, monthly, never

        /// Nil for `never`.
        package var seconds: Int? {
            switch self {
            case .hourly: 3600
            case .daily: 86400
            case .weekly: 604_800
            case .monthly: 2_592_000
            case .never: nil
            }
        }
    }

    package enum PeriodMatch: String, Hashable, Sendable, CaseIterable {
        /// Another hour, day, week or month than the last time.
        case number
        /// So much time after the last time.
        case distance
    }
}
