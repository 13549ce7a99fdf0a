import AsyncHTTPClient
import JSON
package import Kubernetes
import Logging
import NIOCore

/// What a watch reports.
package enum WatchEvent: Sendable {
    /// All objects there are: at the start, and again whenever the server has forgotten where we were.
    case listed([KubernetesObject])
    case added(KubernetesObject)
    case modified(KubernetesObject)
    case deleted(KubernetesObject)
}

/// The changes of a kind's objects, for ever: it resumes after a dropped connection and lists again when it must.
///
/// It ends only with an error that trying again does not mend: the kind is gone, or access is denied.
package struct WatchSequence: AsyncSequence, Sendable {
    package typealias Element = WatchEvent

    let client: KubernetesClient
    let gvk: GroupVersionKind
    let selection: ObjectSelection
    let start: String?

    package func makeAsyncIterator() -> Iterator { Iterator(self) }

    package struct Iterator: AsyncIteratorProtocol {
        private let sequence: WatchSequence
        private var resourceVersion: String?
        private var stream: HTTPClientResponse.Body.AsyncIterator?
        private var lines = LineBuffer(limit: lineLimit)
        private var failures = 0

        private static let lineLimit = 16 << 20

        init(_ sequence: WatchSequence) {
            self.sequence = sequence
            resourceVersion = sequence.start
        }

        private var client: KubernetesClient { sequence.client }

        package mutating func next() async throws -> WatchEvent? {
            while true {
                try Task.checkCancellation()
                do {
                    if let event = try await step() { return event }
                } catch let error as KubernetesError {
                    try await recover(from: error)
                }
            }
        }

        /// One thing: a list, a connect, a chunk, or an event.
        private mutating func step() async throws -> WatchEvent? {
            guard let resourceVersion else {
                let list = try await client.list(sequence.gvk, sequence.selection)
                self.resourceVersion = list.resourceVersion
                return .listed(list.objects)
            }
            if let line = lines.next() { return try event(line) }
            guard stream != nil else {
                try await connect(from: resourceVersion)
                return nil
            }
            do {
                // Taken out and put back: an iterator that threw is not to be asked again.
                guard var body = stream.take() else { return nil }
                if let chunk = try await body.next(isolation: #isolation) {
                    try lines.append(chunk.readableBytesView)
                    stream = body
                } else {
                    lines = LineBuffer(limit: Self.lineLimit)
                    // A server that ends every watch at once must not be asked without a pause.
                    try await pause(atLeast: .zero)
                }
                return nil
            } catch {
                throw APITransport.translate(error)
            }
        }

        private mutating func connect(from resourceVersion: String) async throws {
            let resource = try await client.resource(sequence.gvk)
            var request = APIRequest(
                path: resource.path(namespace: sequence.selection.namespace), query: sequence.selection.query,
                accept: sequence.selection.representation.accept)
            request.query += [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
                ("timeoutSeconds", String(client.configuration.watchTimeout.components.seconds)),
            ]
            stream = try await client.transport.open(request).body.makeAsyncIterator()
            lines = LineBuffer(limit: Self.lineLimit)
        }

        private mutating func event(_ line: [UInt8]) throws -> WatchEvent? {
            guard !line.isEmpty else { return nil }
            guard let json = try? JSONParser.parse(line), let type = json["type"]?.string, let value = json["object"]
            else {
                throw KubernetesError.invalidAnswer("a watch event is not JSON")
            }
            if type == "ERROR" { throw KubernetesError.status(APIStatus(watchError: value)) }
            let object = KubernetesClient.restoringKind(of: KubernetesObject(value), sequence.gvk)
            if let version = object.resourceVersion { resourceVersion = version }
            failures = 0
            switch type {
            case "ADDED": return .added(object)
            case "MODIFIED": return .modified(object)
            case "DELETED": return .deleted(object)
            default: return nil
            }
        }

        private mutating func recover(from error: KubernetesError) async throws {
            stream = nil
            lines = LineBuffer(limit: Self.lineLimit)
            if error.isExpired {
                resourceVersion = nil
            } else if case .invalidAnswer = error {
                resourceVersion = nil
            } else {
                let mayRenewCredential = error.status?.code == 401 && failures < 3
                guard error.retry != .never || mayRenewCredential else { throw error }
            }
            client.configuration.logger.debug("watch of \(sequence.gvk.kind): \(error)")
            if case .after(let duration) = error.retry {
                try await pause(atLeast: duration)
            } else {
                try await pause(atLeast: .zero)
            }
        }

        private mutating func pause(atLeast duration: Duration) async throws {
            failures += 1
            let policy = client.configuration.retryPolicy
            let delay = Swift.max(policy.backoff(attempt: failures), Swift.min(duration, policy.maximumDelay * 3))
            try await client.configuration.clock.sleep(for: delay)
        }
    }
}

extension KubernetesClient {
    /// Watches the objects of a kind, beginning with a list of those that are there; or, without one, from the resource
    /// version of a list that was made before.
    package func watch(
        _ gvk: GroupVersionKind, _ selection: ObjectSelection = ObjectSelection(), since resourceVersion: String? = nil
    ) -> WatchSequence {
        WatchSequence(client: self, gvk: gvk, selection: selection, start: resourceVersion)
    }
}
