/// A date and time of day of the Gregorian calendar.
struct CivilTime {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0

    init() {}

    init(secondsSinceEpoch seconds: Int) {
        let (days, rest) = Timespan.floorDivide(seconds, 86_400)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        // Years are counted from March, in eras of 400 years, so that the leap day is the last of its year.
        let shifted = days + 719_468
        let (era, dayOfEra) = Timespan.floorDivide(shifted, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = Timespan.floorDivide(shiftedYear, 400)
        let shiftedMonth = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    var secondsSinceEpoch: Int { ((daysSinceEpoch * 24 + hour) * 60 + minute) * 60 + second }

    /// From 1 to 366.
    var dayOfYear: Int {
        var start = self
        start.month = 1
        start.day = 1
        return daysSinceEpoch - start.daysSinceEpoch + 1
    }

    /// From 0, Sunday.
    var weekday: Int { Timespan.floorDivide(daysSinceEpoch + 4, 7).remainder }

    var isValid: Bool {
        guard (1...12).contains(month), (0...24).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (1...31).contains(day), (-100_000...100_000).contains(year)
        else { return false }
        return CivilTime(secondsSinceEpoch: daysSinceEpoch * 86_400).month == month
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
