/// Decides which events are written, so that no object, and not all of them together, can flood the server.
///
/// The ideas and numbers for one object are client-go's `EventCorrelator`: the same event again raises the count of the
/// first, many similar ones become one, and a token bucket for each object bounds what is left.
struct EventCorrelator: Sendable {
    enum Verdict: Hashable, Sendable {
        case create(message: String)
        /// The event of this name happened again.
        case update(name: String, message: String, count: Int)
        case drop
    }

    private struct Subject: Hashable {
        let subject: ObjectSubject
        let kind: EventNote.Kind
        let reason: String
    }

    private struct Written {
        var name: String
        var count: Int
        var last: Duration
    }

    private struct Series {
        var messages: Set<String> = []
        var last: Duration
    }

    /// Fills at a steady rate, and gives as long as there is something in it.
    private struct Bucket {
        var tokens: Double
        var last: Duration

        mutating func take(_ now: Duration, perSecond: Double, capacity: Double) -> Bool {
            tokens = min(capacity, tokens + max((now - last).inSeconds, 0) * perSecond)
            last = now
            guard tokens >= 1 else { return false }
            tokens -= 1
            return true
        }
    }

    private var written: [EventNote: Written] = [:]
    private var series: [Subject: Series] = [:]
    private var buckets: [ObjectSubject: Bucket] = [:]
    private var all = Bucket(tokens: Self.totalBurst, last: .zero)

    /// Servers forget events after an hour.
    private static let memory: Duration = .seconds(3600)
    private static let seriesWindow: Duration = .seconds(600)
    private static let seriesLimit = 10
    private static let objectBurst = 25.0
    private static let objectRate = 1.0 / 300
    private static let totalBurst = 100.0
    private static let totalRate = 5.0
    /// Past this many objects the older half is forgotten.
    private static let capacity = 4096

    /// `now` is a stopwatch's reading.
    mutating func verdict(on note: EventNote, at now: Duration) -> Verdict {
        forget(before: now)
        let combined = combine(note, now)
        let known = written[combined]
        var bucket = buckets[note.subject] ?? Bucket(tokens: Self.objectBurst, last: now)
        let isAllowed = bucket.take(now, perSecond: Self.objectRate, capacity: Self.objectBurst)
        buckets[note.subject] = bucket
        guard isAllowed else { return .drop }
        // What is wrong is told even while there is much to tell.
        let fits = all.take(now, perSecond: Self.totalRate, capacity: Self.totalBurst)
        guard fits || note.kind == .warning else { return .drop }
        guard var known else { return .create(message: combined.message) }
        known.count += 1
        known.last = now
        written[combined] = known
        let message = combined == note ? note.message : "\(Self.combinedPrefix)\(note.message)"
        return .update(name: known.name, message: message, count: known.count)
    }

    /// Notes under which name a note was created.
    mutating func created(_ name: String, for note: EventNote, at now: Duration) {
        written[combine(note, now)] = Written(name: name, count: 1, last: now)
    }

    /// The server has forgotten it.
    mutating func forget(_ note: EventNote, at now: Duration) { written[combine(note, now)] = nil }

    private static let combinedPrefix = "(combined from similar events): "

    /// The note under which this one counts: itself, or the one for all similar ones when there are many.
    private mutating func combine(_ note: EventNote, _ now: Duration) -> EventNote {
        let subject = Subject(subject: note.subject, kind: note.kind, reason: note.reason)
        var entry = series[subject] ?? Series(last: now)
        if now - entry.last > Self.seriesWindow { entry.messages = [] }
        entry.last = now
        let isNew = !entry.messages.contains(note.message)
        if isNew, entry.messages.count < Self.seriesLimit { entry.messages.insert(note.message) }
        series[subject] = entry
        guard isNew, !entry.messages.contains(note.message) else { return note }
        return EventNote(note.subject, note.kind, note.reason, "\(Self.combinedPrefix)\(note.reason)")
    }

    private mutating func forget(before now: Duration) {
        if written.count > Self.capacity {
            written = written.filter { now - $0.value.last < Self.memory }
            if written.count > Self.capacity { written.removeAll() }
        }
        if series.count > Self.capacity { series = series.filter { now - $0.value.last < Self.seriesWindow } }
        if series.count > Self.capacity { series.removeAll() }
        if buckets.count > Self.capacity {
            // A full bucket is as none.
            buckets = buckets.filter { $0.value.tokens < Self.objectBurst - 1 }
            if buckets.count > Self.capacity { buckets.removeAll() }
        }
    }
}
