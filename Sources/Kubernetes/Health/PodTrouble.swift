import JSON

/// What keeps a Pod from being ready, in words for people.
package struct PodTrouble: Hashable, Sendable {
    /// `container app: CrashLoopBackOff: back-off 40s restarting failed container; it last ended with exit code 1 (Error)`.
    package let text: String
    /// Whether it does not pass by itself, as far as can be told.
    package let isFinal: Bool
    let isCrashLoop: Bool

    /// A crash may come from something that starts later; not this often.
    private static let crashes = 3
    /// Seconds that an image, or what the Pod refers to, may take to appear.
    private static let patience = 30
    private static let longestText = 400

    private init(_ text: String, isFinal: Bool = false, isCrashLoop: Bool = false) {
        self.text = text.count <= Self.longestText ? text : "\(text.prefix(Self.longestText))…"
        self.isFinal = isFinal
        self.isCrashLoop = isCrashLoop
    }

    /// Nil for a Pod that is ready, or has succeeded. Being in want of a node passes when one is added, so it is not
    /// final.
    package static func find(in pod: KubernetesObject, now: Int?) -> PodTrouble? {
        let reader = StatusReader(pod, now: now)
        let phase = reader.json[path: "status", "phase"]?.string
        guard phase != "Succeeded", reader.condition("Ready")?.isTrue != true else { return nil }
        let found = containers(of: pod, reader)
        // The worst that a container says, the first of the equally bad.
        if let final = found.first(where: \.isFinal) { return final }
        if phase == "Failed" { return failure(reader) ?? found.first ?? PodTrouble("failed", isFinal: true) }
        if let scheduled = reader.condition("PodScheduled"), scheduled.isFalse {
            return PodTrouble("not scheduled: \(scheduled.text)")
        }
        return found.first
    }

    /// Why the kubelet, or a controller, ended the Pod.
    private static func failure(_ reader: StatusReader) -> PodTrouble? {
        guard let reason = reader.json[path: "status", "reason"]?.string else { return nil }
        let message = reader.json[path: "status", "message"]?.string ?? ""
        return PodTrouble(message.isEmpty ? reason : "\(reason): \(message)", isFinal: true)
    }

    private static func containers(of pod: KubernetesObject, _ reader: StatusReader) -> [PodTrouble] {
        var troubles: [PodTrouble] = []
        for (list, noun) in [("initContainerStatuses", "init container"), ("containerStatuses", "container")] {
            for status in pod.json[path: "status", list]?.array ?? [] {
                guard let trouble = trouble(of: status, reader) else { continue }
                troubles.append(
                    PodTrouble(
                        "\(noun) \(status["name"]?.string ?? "?"): \(trouble.text)", isFinal: trouble.isFinal,
                        isCrashLoop: trouble.isCrashLoop))
            }
        }
        return troubles
    }

    private static func trouble(of status: JSON, _ reader: StatusReader) -> PodTrouble? {
        let state = status["state"]
        if let waiting = state?["waiting"] { return trouble(waiting: waiting, status, reader) }
        if let end = state?["terminated"] {
            guard end["exitCode"]?.integer != 0 else { return nil }
            let isOver = reader.json[path: "status", "phase"]?.string == "Failed"
            return PodTrouble("it ended with \(words(ofEnd: end))", isFinal: isOver)
        }
        guard state?["running"] != nil, status["ready"]?.boolean == false else { return nil }
        return PodTrouble("running but not ready\(lastEnd(status))")
    }

    private static func trouble(waiting: JSON, _ status: JSON, _ reader: StatusReader) -> PodTrouble {
        let reason = waiting["reason"]?.string ?? "waiting"
        let message = waiting["message"]?.string ?? ""
        var text = message.isEmpty ? reason : "\(reason): \(message)"
        let isAboutImage = reason.contains("Image") || reason == "RegistryUnavailable"
        if isAboutImage, let image = status["image"]?.string, !image.isEmpty, !message.contains(image) {
            text += " (image \(image))"
        }
        let isCrashLoop = reason == "CrashLoopBackOff"
        return PodTrouble(
            text + lastEnd(status), isFinal: isFinal(reason, restarts: status["restartCount"]?.integer, reader),
            isCrashLoop: isCrashLoop)
    }

    private static func isFinal(_ reason: String, restarts: Int?, _ reader: StatusReader) -> Bool {
        switch reason {
        case "CrashLoopBackOff": return restarts ?? crashes >= crashes
        case "InvalidImageName", "ErrImageNeverPull": return true
        default:
            guard reason.hasPrefix("Err") || reason.hasSuffix("Error") || reason.hasSuffix("BackOff") else {
                return false
            }
            return reader.age ?? patience >= patience
        }
    }

    private static func lastEnd(_ status: JSON) -> String {
        guard let end = status[path: "lastState", "terminated"] else { return "" }
        return "; it last ended with \(words(ofEnd: end))"
    }

    /// `exit code 137 (OOMKilled)`, and the first line of what the container left.
    private static func words(ofEnd end: JSON) -> String {
        var text = end["exitCode"]?.integer.map { "exit code \($0)" } ?? "an unknown exit code"
        if let reason = end["reason"]?.string, !reason.isEmpty { text += " (\(reason))" }
        let line = end["message"]?.string?.split(whereSeparator: \.isNewline).first
        return line.map { "\(text): \($0)" } ?? text
    }
}
