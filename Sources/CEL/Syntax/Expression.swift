/// An expression as it was written, its macros expanded.
indirect enum Expression {
    case literal(CELValue, at: Int)
    case identifier(String, at: Int)
    /// `a.b`, `a.?b`
    case select(Expression, field: String, isOptional: Bool, at: Int)
    /// `has(a.b)`
    case has(Expression, field: String, at: Int)
    /// `a[b]`, `a[?b]`
    case index(Expression, Expression, isOptional: Bool, at: Int)
    /// `f(a)`, and the operators, by the names that CEL gives them: `_+_`, `_?_:_`.
    case call(String, [Expression], at: Int)
    /// `a.f(b)`
    case memberCall(Expression, String, [Expression], at: Int)
    case list([Element], at: Int)
    case map([Entry], at: Int)
    /// `Type{field: value}`, which only Protocol Buffers have.
    case message(String, at: Int)
    case comprehension(Comprehension)
    /// `cel.bind(name, value, body)`
    case bind(String, value: Expression, body: Expression, at: Int)

    struct Element {
        let value: Expression
        let isOptional: Bool
    }

    struct Entry {
        let key: Expression
        let value: Expression
        let isOptional: Bool
    }

    /// `list.all(x, …)` and its like.
    struct Comprehension {
        enum Kind: String {
            case all, exists, existsOne = "exists_one", map, filter, transformList, transformMap, transformMapEntry,
                sortBy
        }

        let kind: Kind
        let range: Expression
        /// The element, or the key or index of those that name two.
        let first: String
        let second: String?
        let condition: Expression?
        let result: Expression?
        let offset: Int
    }

    var offset: Int {
        switch self {
        case .literal(_, let offset), .identifier(_, let offset), .select(_, _, _, let offset),
            .has(_, _, let offset), .index(_, _, _, let offset), .call(_, _, let offset),
            .memberCall(_, _, _, let offset), .list(_, let offset), .map(_, let offset), .message(_, let offset),
            .bind(_, _, _, let offset):
            offset
        case .comprehension(let comprehension): comprehension.offset
        }
    }

    /// `a.b.c` as a name; nil for anything else.
    var qualifiedName: String? {
        switch self {
        case .identifier(let name, _): name
        case .select(let operand, let field, false, _): operand.qualifiedName.map { "\($0).\(field)" }
        default: nil
        }
    }
}
