/// The layers in the order in which they are asked.
enum LayerKind: Hashable, Sendable {
    case global
    case environment
    case module(String)

    var moduleName: String? { if case .module(let name) = self { name } else { nil } }

    /// In a message.
    var word: String {
        switch self {
        case .global: "the global layer"
        case .environment: "an environment"
        case .module: "a module"
        }
    }

    /// The name that `explain` shows.
    var providerName: String { explainedName + " (hiera configuration version 5)" }

    var explainedName: String {
        switch self {
        case .global: "Global Data Provider"
        case .environment: "Environment Data Provider"
        case .module(let name): "Module \"\(name)\" Data Provider"
        }
    }
}
