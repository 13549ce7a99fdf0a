import JSON
import Kubernetes

/// What a list or watch asks for besides its selectors.
struct ListOptions: Sendable {
    /// 0 takes any state, nil the newest.
    let revision: Int?
    let match: Match?
    /// 0 has no limit.
    let limit: Int
    let continuation: String?
    let sendsInitialEvents: Bool?
    let allowsBookmarks: Bool
    let timeout: Duration?

    /// Which state a list is of, of those since its revision.
    enum Match: String, Sendable {
        case exact = "Exact"
        case notOlderThan = "NotOlderThan"
    }

    init(_ query: QueryParameters, isWatch: Bool) throws(APIError) {
        limit = max(0, try Self.integer(query, "limit") ?? 0)
        let seconds = try Self.integer(query, "timeoutSeconds")
        timeout = seconds.map { Duration.seconds(max(1, min($0, 86400))) }
        continuation = query["continue"].flatMap { $0.isEmpty ? nil : $0 }
        sendsInitialEvents = query["sendInitialEvents"].map { _ in query.isTrue("sendInitialEvents") }
        allowsBookmarks = query.isTrue("allowWatchBookmarks")
        let matchText = query["resourceVersionMatch"] ?? ""
        let version = query["resourceVersion"] ?? ""
        let problems = Self.problems(
            match: matchText, version: version, isContinued: continuation != nil,
            sendsInitialEvents: sendsInitialEvents != nil, isWatch: isWatch)
        guard problems.isEmpty else {
            throw .invalid(
                GroupVersionKind(group: "meta.k8s.io", version: "v1", kind: "ListOptions"), name: "", problems)
        }
        match = Match(rawValue: matchText)
        guard !version.isEmpty else {
            revision = nil
            return
        }
        guard let number = Int(version), number >= 0 else {
            let why =
                "resourceVersion: Invalid value: \(JSONWriter.text(.string(version))): strconv.ParseUint: parsing "
                + "\(JSONWriter.text(.string(version))): invalid syntax"
            if isWatch { throw .failed(why) }
            throw .badRequest("invalid resource version: \(why)")
        }
        revision = number
    }

    private static func integer(_ query: QueryParameters, _ name: String) throws(APIError) -> Int? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard let number = Int(text) else {
            throw .badRequest("strconv.ParseInt: parsing \(JSONWriter.text(.string(text))): invalid syntax")
        }
        return number
    }

    private static func problems(
        match: String, version: String, isContinued: Bool, sendsInitialEvents: Bool, isWatch: Bool
    ) -> [FieldProblem] {
        let field = "resourceVersionMatch"
        func forbidden(_ why: String) -> FieldProblem { .forbidden(field, why) }
        func unsupported(_ supported: [String]) -> FieldProblem { .notSupported(field, .string(match), supported) }
        var problems: [FieldProblem] = []
        let continued = forbidden("resourceVersionMatch is forbidden when continue is provided")
        guard !isWatch else {
            if sendsInitialEvents, match != "NotOlderThan" {
                problems.append(forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
            }
            guard !match.isEmpty else { return problems }
            if !sendsInitialEvents {
                problems.append(
                    forbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
            }
            if match != "NotOlderThan" { problems.append(unsupported(["NotOlderThan"])) }
            return isContinued ? problems + [continued] : problems
        }
        if !match.isEmpty {
            if version.isEmpty {
                problems.append(forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"))
            }
            if isContinued { problems.append(continued) }
            if Match(rawValue: match) == nil { problems.append(unsupported(["Exact", "NotOlderThan", ""])) }
            if match == "Exact", version == "0" {
                problems.append(
                    forbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
            }
        }
        if sendsInitialEvents {
            problems.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        return problems
    }
}

/// Where a list goes on: a revision, and the object after which its next page begins.
struct ContinueToken {
    /// Nil goes on in the newest state.
    let revision: Int?
    let namespace: String
    let name: String

    init(revision: Int?, namespace: String, name: String) {
        self.revision = revision
        self.namespace = namespace
        self.name = name
    }

    init(_ text: String) throws(APIError) {
        guard let bytes = Base64.decode(Self.standard(text), .multiline), let json = try? JSONParser.parse(bytes),
            let revision = json["rv"]?.integer, let start = json["start"]?.string, start.hasSuffix("\0")
        else { throw .badRequest("invalid continue token: continue key is not valid") }
        let steps = start.dropLast().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(steps.count) else {
            throw .badRequest("invalid continue token: continue key is not valid")
        }
        self.revision = revision < 0 ? nil : revision
        namespace = steps.count > 1 ? steps[0] : ""
        name = steps.last ?? ""
    }

    var text: String {
        let start = namespace.isEmpty ? name : "\(namespace)/\(name)"
        let json: JSON = [
            "v": "meta.k8s.io/v1", "rv": .integer(revision ?? -1), "start": .string("\(start)\0"),
        ]
        return Base64.encode(JSONWriter.bytes(json), .urlSafe).replacing("=", with: "")
    }

    /// From the alphabet of URLs, without padding, to the ordinary one.
    private static func standard(_ text: String) -> String {
        let letters = text.replacing("-", with: "+").replacing("_", with: "/").replacing("=", with: "")
        return letters + String(repeating: "=", count: (4 - letters.utf8.count % 4) % 4)
    }
}
