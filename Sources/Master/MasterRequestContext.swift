import Hummingbird
import NIOCore
import Synchronization

/// What is known of a request beside its head and body.
struct MasterRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    private let identity = Identity()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who sends the request. All copies of the context share it, as the access log is further out than what
    /// finds it.
    var client: Client {
        get { identity.client.withLock { $0 } }
        nonmutating set { identity.client.withLock { $0 = newValue } }
    }

    private final class Identity: Sendable {
        let client = Mutex(Client.anonymous)
    }
}
