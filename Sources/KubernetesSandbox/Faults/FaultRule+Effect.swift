import JSON
import OrderedCollections

extension FaultRule {
    /// What happens to a request that is hit.
    package enum Effect: Hashable, Sendable {
        /// Answers this status instead, as a `Status` object, with `Retry-After` where a number of seconds is given.
        case status(Int, retryAfter: Int? = nil, reason: String? = nil, message: String? = nil)
        /// Answers this body instead, whatever it is.
        case answer(Int, contentType: String, body: String)
        /// Answers late.
        case latency(Duration)
        /// Answers late, by a time between the two.
        case randomLatency(Duration, Duration)
        /// Closes the connection without an answer, before anything was done.
        case drop
        /// Does what was asked, then closes the connection without an answer.
        case loseAnswer
        /// Does what was asked, then answers only half of the body.
        case truncate(Truncation)
        /// Ends a watch after this many events, without an end of the answer.
        case resetWatch(afterEvents: Int)
        /// Sends nothing more after this many events, and keeps the connection: a half-open one.
        case silenceWatch(afterEvents: Int)
        /// Sends an `ERROR` event of this status after this many events, and ends the watch. 410 is `Expired`.
        case failWatch(Int, afterEvents: Int)
        /// Sends a line that is no event after this many events.
        case garbleWatch(afterEvents: Int)
        /// Reads the objects as they were this many versions of the whole cluster ago, as far back as the history goes.
        case stale(versions: Int)
        /// Pods whose path fits take this long to become ready. No request is hit.
        case slowHealth(Duration)
        /// Breaks all connections, and for so long each new one as soon as it is made.
        case refuseConnections(Duration)
    }

    package enum Truncation: String, Hashable, Sendable {
        /// The header promises more bytes than come.
        case length
        /// The answer ends as it should, in the middle of the JSON.
        case chunked
    }
}

/// Faults that have names.
extension FaultRule.Effect {
    /// 200, with a page of some proxy's.
    package static let garbage = FaultRule.Effect.answer(
        200, contentType: "text/html", body: "<html><body><h1>It works!</h1></body></html>\n")

    /// An admission webhook that cannot be called, in the real server's words.
    package static func failingWebhook(_ name: String) -> FaultRule.Effect {
        .status(
            500, reason: "InternalError",
            message: "Internal error occurred: failed calling webhook \"\(name)\": failed to call webhook: "
                + "Post \"https://webhook.default.svc:443/validate?timeout=10s\": "
                + "dial tcp 10.96.0.10:443: connect: connection refused")
    }

    /// An admission webhook that refuses.
    package static func denyingWebhook(_ name: String, _ explanation: String, code: Int = 403) -> FaultRule.Effect {
        .status(
            code, reason: code == 403 ? "Forbidden" : "BadRequest",
            message: "admission webhook \"\(name)\" denied the request: \(explanation)")
    }

    /// A conversion webhook that cannot be called: objects of the kind can be neither read nor written.
    package static func failingConversion(of kind: String, to apiVersion: String) -> FaultRule.Effect {
        .status(
            500, reason: "InternalError",
            message: "Internal error occurred: conversion webhook for \(apiVersion), Kind=\(kind) failed: "
                + "Post \"https://webhook.default.svc:443/convert?timeout=30s\": "
                + "dial tcp 10.96.0.10:443: connect: connection refused")
    }

    /// Whether only watches are concerned.
    var needsWatch: Bool {
        switch self {
        case .resetWatch, .silenceWatch, .failWatch, .garbleWatch: true
        default: false
        }
    }

    /// Whether requests are hit at all.
    var hitsRequests: Bool { if case .slowHealth = self { false } else { true } }

    /// The `Status` object of an injected status.
    static func statusObject(_ code: Int, retryAfter: Int?, reason: String? = nil, message: String? = nil) -> JSON {
        let (usualReason, usualMessage): (String?, String) =
            switch code {
            case 401: ("Unauthorized", "Unauthorized")
            case 403: ("Forbidden", "forbidden: injected fault")
            case 404: ("NotFound", "the server could not find the requested resource")
            case 409: ("Conflict", "injected fault: the object has been modified")
            case 410: ("Expired", "The provided continue parameter is too old: injected fault")
            case 422: ("Invalid", "injected fault: the object is invalid")
            case 429: ("TooManyRequests", "Too many requests, please try again later.")
            case 500: ("InternalError", "Internal error occurred: injected fault")
            case 503: ("ServiceUnavailable", "the server is currently unable to handle the request")
            case 504: ("Timeout", "Timeout: request did not complete within the allotted timeout")
            default: (nil, "injected fault")
            }
        let details: JSON = retryAfter.map { ["retryAfterSeconds": .integer($0)] } ?? .object([:])
        return APIError(code, reason: reason ?? usualReason, message: message ?? usualMessage, details: details).status
    }
}

extension FaultRule {
    /// An API group version whose discovery fails; its objects can be reached still.
    package static func discovery(of group: String, _ version: String, _ effect: Effect, count: Int? = nil)
        -> [FaultRule]
    {
        let paths = group.isEmpty ? ["/api/\(version)"] : ["/apis/\(group)", "/apis/\(group)/\(version)"]
        return paths.map { FaultRule(path: $0, effect: effect, count: count) }
    }
}
