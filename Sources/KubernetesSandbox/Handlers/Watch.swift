import JSON
import Kubernetes
import Synchronization

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
    /// A table names its columns once, at the beginning of a watch.
    let headers = WatchHeaders()

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
            case .table: printer.watchRow(object, includes: includesObject, hasHeader: headers.take())
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
                    includes: includesObject, hasHeader: headers.take())
            }
        return Self.line(["type": "BOOKMARK", "object": object])
    }

    static func error(_ error: APIError) -> [UInt8] { line(["type": "ERROR", "object": error.status]) }

    private static func line(_ value: JSON) -> [UInt8] { JSONWriter.bytes(value) + [0x0A] }
}

/// Whether a watch still has to name its columns.
final class WatchHeaders: Sendable {
    private let isDue = Atomic(true)

    func take() -> Bool { isDue.exchange(false, ordering: .relaxed) }
}

extension APIServer {
    func watch(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let (form, _) = try Representation.negotiate(request.accept)
        let options = try ListOptions(request.query, isWatch: true)
        var selection = try Selection(request.query, namespace: target.namespace, target.served)
        if let name = target.name { selection = selection.named(name) }
        let encoder = WatchEncoder(
            served: target.served, selection: selection, form: form, printer: table(target.served),
            includesObject: request.query["includeObject"])
        let since = options.revision == 0 ? nil : options.revision
        let startsFromState = options.sendsInitialEvents ?? (since == nil)
        do {
            let subscription = try store.subscribe(
                target.served.groupResource, since: startsFromState ? nil : since, withObjects: startsFromState)
            return Self.watchResponse(subscription, encoder, options)
        } catch {
            // What goes wrong from here on is told in the watch itself.
            return .failedWatch(.expired(asked: since ?? 0, error))
        }
    }

    private static func watchResponse(
        _ subscription: ObjectStore.Subscription, _ encoder: WatchEncoder, _ options: ListOptions
    ) -> APIResponse {
        var first = subscription.objects.filter(encoder.selection.matches).map { encoder.line("ADDED", $0) }
        first += subscription.backlog.compactMap(encoder.line)
        if options.sendsInitialEvents == true, options.allowsBookmarks {
            first.append(encoder.bookmark(subscription.revision, isEndOfInitialEvents: true))
        }
        return APIResponse(
            status: 200, contentType: "application/json",
            body: .watch(
                Watch(
                    subscription: subscription, encoder: encoder, first: first, timeout: options.timeout,
                    sendsBookmarks: options.allowsBookmarks)))
    }
}

extension APIResponse {
    /// A watch that ends with an error at once.
    static func failedWatch(_ error: APIError) -> APIResponse {
        APIResponse(status: 200, contentType: "application/json", body: .bytes(WatchEncoder.error(error)))
    }
}

extension APIError {
    fileprivate static func expired(asked: Int, _ failure: ObjectStore.Failure) -> APIError {
        var revision = 0
        if case .expired(let oldest) = failure { revision = oldest }
        return APIError(410, reason: "Expired", message: "too old resource version: \(asked) (\(revision))")
    }
}
