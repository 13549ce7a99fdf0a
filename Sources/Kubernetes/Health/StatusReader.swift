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
            since = json["lastTransitionTime"]?.string.flatMap(Timestamp.seconds)
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
        guard let now, let created = json[path: "metadata", "creationTimestamp"]?.string.flatMap(Timestamp.seconds)
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
