import JSON

/// Reads the fields of an object that the rules are about.
struct StatusReader {
    let object: KubernetesObject
    /// Seconds since 1970.
    let now: Int?
    private let conditions: [JSON]

    /// What is wrong for a shorter time than this may be mended by another controller that is only starting.
    static let patience = 60

    init(_ object: KubernetesObject, now: Int?) {
        self.init(object, now: now, conditions: object.json[path: "status", "conditions"]?.array ?? [])
    }

    private init(_ object: KubernetesObject, now: Int?, conditions: [JSON]) {
        self.object = object
        self.now = now
        self.conditions = conditions
    }

    /// The same with conditions from elsewhere.
    func with(conditions: [JSON]) -> StatusReader { StatusReader(object, now: now, conditions: conditions) }

    /// Without what a condition says of an older generation.
    var ofThisGeneration: StatusReader {
        guard let generation = object.generation else { return self }
        return with(conditions: conditions.filter { ($0["observedGeneration"]?.integer ?? generation) == generation })
    }

    struct Condition {
        let type: String
        let status: String
        let reason: String
        let message: String
        /// Seconds since 1970.
        let since: Int?

        init(_ json: JSON) {
            type = json["type"]?.string ?? ""
            status = json["status"]?.string ?? ""
            reason = json["reason"]?.string ?? ""
            message = json["message"]?.string ?? ""
            since = json["lastTransitionTime"]?.string.flatMap(EpochSeconds.parse)
        }

        var isTrue: Bool { status == "True" }
        var isFalse: Bool { status == "False" }
        /// The message, or the reason where there is none.
        var text: String { message.isEmpty ? reason : message }
        /// `Ready is False: MessageOrReason`.
        var sentence: String { text.isEmpty ? "\(type) is \(status)" : "\(type) is \(status): \(text)" }
    }

    var json: JSON { object.json }
    var allConditions: [Condition] { conditions.map(Condition.init) }

    func condition(_ type: String) -> Condition? {
        conditions.first { $0["type"]?.string == type }.map(Condition.init)
    }

    func status(_ name: String) -> Int? { json[path: "status", name]?.integer }
    func specification(_ name: String) -> Int? { json[path: "spec", name]?.integer }

    /// Seconds since the object's creation.
    var age: Int? {
        guard let now, let created = json[path: "metadata", "creationTimestamp"]?.string.flatMap(EpochSeconds.parse)
        else { return nil }
        return now &- created
    }

    /// A failure once it has lasted, in progress before.
    func failure(_ condition: Condition) -> HealthStatus {
        guard let now, let since = condition.since, now &- since >= Self.patience else {
            return .inProgress(condition.sentence)
        }
        return .failed(condition.sentence)
    }
}

/// Times as the API writes them, `2026-01-31T23:59:59Z`.
package enum EpochSeconds {
    /// Seconds since 1970, without fractions; nil for another form.
    package static func parse(_ text: String) -> Int? {
        let bytes = Array(text.utf8.prefix(64))
        guard ValueFormat.isDateTime(bytes[...]) else { return nil }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
        let days = days(number(0..<4), number(5..<7), number(8..<10))
        var seconds = days * 86400 + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        if let sign = bytes.dropFirst(19).firstIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
            let offset = number(sign + 1..<sign + 3) * 3600 + number(sign + 4..<sign + 6) * 60
            seconds += bytes[sign] == UInt8(ascii: "+") ? -offset : offset
        }
        return seconds
    }

    /// Days since 1970-01-01: whole eras of 400 years, then days since the last of February.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
