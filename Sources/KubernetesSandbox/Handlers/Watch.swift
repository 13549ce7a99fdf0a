import JSON
import Kubernetes

/// A watch that has begun: what to send first, then what comes.
struct Watch: Sendable {
    let subscription: ObjectStore.Subscription
    let encoder: WatchEncoder
    /// Lines to send before anything else.
    let first: [[UInt8]]
    /// Nil lasts until the client goes away.
    let timeout: Duration?
    let sendsBookmarks: Bool

    static let bookmarkInterval: Duration = .seconds(30)
}

/// Turns changes into the lines of one watch.
struct WatchEncoder: Sendable {
    let served: ServedResource
    let selection: Selection
    let form: Representation
    let printer: TablePrinter
    let includesObject: String?

    /// Nil where the change does not concern the watch.
    func line(_ event: StoreEvent) -> [UInt8]? {
        let isSelected = selection.matches(event.object)
        let wasSelected = event.previous.map(selection.matches) ?? false
        let type: String
        switch event.change {
        case .added:
            guard isSelected else { return nil }
            type = "ADDED"
        case .modified:
            guard isSelected || wasSelected else { return nil }
            type = !isSelected ? "DELETED" : wasSelected ? "MODIFIED" : "ADDED"
        case .deleted:
            guard isSelected else { return nil }
            type = "DELETED"
        }
        return line(type, event.object)
    }

    func line(_ type: String, _ object: JSON) -> [UInt8] {
        let object = served.inVersion(object)
        let shown: JSON =
            switch form {
            case .object: object
            case .metadata: object.partialMetadata
            case .table: printer.watchRow(object, includes: includesObject)
            }
        return Self.line(["type": .string(type), "object": shown])
    }

    func bookmark(_ revision: Int, isEndOfInitialEvents: Bool = false) -> [UInt8] {
        var metadata: JSON = ["resourceVersion": .string(String(revision))]
        if isEndOfInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        if !served.isCustom, form == .object { metadata["creationTimestamp"] = .null }
        let gvk = served.gvk
        let object: JSON =
            switch form {
            case .object: ["kind": .string(gvk.kind), "apiVersion": .string(gvk.apiVersion), "metadata": metadata]
            case .metadata:
                ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata]
            case .table:
                printer.watchRow(
                    ["kind": .string(gvk.kind), "apiVersion": .string(gvk.apiVersion), "metadata": metadata],
                    includes: includesObject)
            }
        return Self.line(["type": "BOOKMARK", "object": object])
    }

    static func error(_ error: APIError) -> [UInt8] { line(["type": "ERROR", "object": error.status]) }

    private static func line(_ value: JSON) -> [UInt8] { JSONWriter.bytes(value) + [0x0A] }
}

extension APIServer {
    func watch(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let (form, _) = try Representation.negotiate(request.accept)
        let query = request.query
        var selection = try Selection(query, namespace: target.namespace, target.served)
        if let name = target.name { selection = selection.named(name) }
        let encoder = WatchEncoder(
            served: target.served, selection: selection, form: form, printer: table(target.served),
            includesObject: query["includeObject"])
        let version = query["resourceVersion"] ?? ""
        let since = version.isEmpty || version == "0" ? nil : Int(version)
        if since == nil, !version.isEmpty, version != "0" {
            throw .badRequest(
                "resourceVersion: Invalid value: \"\(version)\": strconv.ParseUint: parsing \"\(version)\": invalid syntax"
            )
        }
        let sendsInitial = query.isTrue("sendInitialEvents")
        let startsFromState = sendsInitial || (since == nil && query["sendInitialEvents"] == nil)
        let subscription: ObjectStore.Subscription
        do {
            subscription = try store.subscribe(
                target.served.groupResource, since: startsFromState ? nil : since, withObjects: startsFromState)
        } catch {
            throw .expired(asked: since ?? 0, oldest: error)
        }
        var first = subscription.objects.filter(selection.matches).map { encoder.line("ADDED", $0) }
        first += subscription.backlog.compactMap(encoder.line)
        let sendsBookmarks = query.isTrue("allowWatchBookmarks")
        if sendsInitial, sendsBookmarks {
            first.append(encoder.bookmark(subscription.revision, isEndOfInitialEvents: true))
        }
        let timeout = query["timeoutSeconds"].flatMap { Int($0) }.map { Duration.seconds(max(1, min($0, 86400))) }
        return APIResponse(
            status: 200, contentType: "application/json",
            body: .watch(
                Watch(
                    subscription: subscription, encoder: encoder, first: first, timeout: timeout,
                    sendsBookmarks: sendsBookmarks)))
    }
}

extension APIError {
    fileprivate static func expired(asked: Int, oldest: ObjectStore.Failure) -> APIError {
        var revision = 0
        if case .expired(let oldest) = oldest { revision = oldest }
        return APIError(
            410, reason: "Expired", message: "too old resource version: \(asked) (\(revision))", details: nil)
    }
}
