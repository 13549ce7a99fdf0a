/// A way in which the sandbox misbehaves when it is told to: which requests, how often, and what happens to them.
package struct FaultRule: Hashable, Sendable {
    /// Nil for every method.
    package var method: String?
    /// A path as a glob: `*` stands for any text. `/api/v1/*`, `*/deployments/web`.
    package var path: String
    /// Nil for every verb, and for what has none: discovery, `/version`.
    package var verb: Verb?
    /// Nil for both writes and their dry runs.
    package var isDryRun: Bool?
    /// Globs for parameters of the query; one that is not there fits `*` no more than any other text.
    package var query: [String: String] = [:]
    package var effect: Effect
    /// How many requests that fit are let through before the first one is hit.
    package var after = 0
    /// How often the rule applies before it is spent; nil for always.
    package var count: Int?
    /// The share of the requests that are hit, 0…1, by lot.
    package var probability = 1.0
    /// Of the lots that the rule draws: the same one gives the same hits and the same latencies.
    package var seed: UInt64 = 0

    package init(
        method: String? = nil, path: String, verb: Verb? = nil, isDryRun: Bool? = nil, effect: Effect, after: Int = 0,
        count: Int? = nil
    ) {
        self.method = method
        self.path = path
        self.verb = verb
        self.isDryRun = isDryRun
        self.effect = effect
        self.after = after
        self.count = count
    }

    func fits(_ target: FaultTarget) -> Bool {
        (method ?? target.method) == target.method && (verb == nil || verb == target.verb)
            && (isDryRun ?? target.isDryRun) == target.isDryRun && Glob(path).matches(target.path)
            && query.allSatisfy { name, glob in target.query[name].map(Glob(glob).matches) ?? false }
    }
}

/// What rules look at of a request.
struct FaultTarget: Sendable {
    let method: String
    let path: String
    var verb: Verb?
    var query = QueryParameters()

    var isDryRun: Bool { query["dryRun"] == "All" }
    var isWatch: Bool { query.isTrue("watch") }
}
