import Synchronization

/// `type Name = …`. Its type is set once, after the alias can be named, so that it may name itself.
package final class TypeAlias: Hashable, Sendable {
    package let name: String
    private let target = Mutex<PuppetType?>(nil)

    package init(name: String) { self.name = name }

    package convenience init(name: String, resolved: PuppetType) {
        self.init(name: name)
        resolve(to: resolved)
    }

    /// What the alias stands for; `nil` until it is resolved.
    package var resolved: PuppetType? { target.withLock { $0 } }

    /// Gives the alias its type. Only the first call counts.
    package func resolve(to type: PuppetType) {
        target.withLock { if $0 == nil { $0 = type } }
    }

    package static func == (left: TypeAlias, right: TypeAlias) -> Bool { left === right || left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
