/// What a node stands in, as far as that matters to it.
enum Surroundings {
    /// Nothing: the node is the whole file.
    case nothing
    /// The statements of the file.
    case fileBlock
    case hostClass
    /// Statements inside those of the file or of a class.
    case innerBlock
    /// Statements inside something else.
    case otherBlock
    case resourceBody, resourceDefaults, resourceOverride, collect
    case other

    /// What the parts of a node stand in, when the node stands here.
    func inside(_ expression: Expression) -> Surroundings {
        switch expression {
        case .block:
            switch self {
            case .nothing: .fileBlock
            case .fileBlock, .hostClass, .innerBlock: .innerBlock
            default: .otherBlock
            }
        case .hostClassDefinition: .hostClass
        case .resourceDefaults: .resourceDefaults
        case .resourceOverride: .resourceOverride
        case .collect: .collect
        default: .other
        }
    }
}
