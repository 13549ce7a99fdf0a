/// The expressions directly inside another; few nodes need an array of their own for them.
package enum Children: RandomAccessCollection {
    case one(Expression)
    case two(Expression, Expression)
    case three(Expression, Expression, Expression)
    case list([Expression])
    case headed(Expression, [Expression])

    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch self {
        case .one: 1
        case .two: 2
        case .three: 3
        case .list(let list): list.count
        case .headed(_, let rest): rest.count + 1
        }
    }

    package subscript(index: Int) -> Expression {
        switch self {
        case .one(let only): only
        case .two(let first, let second): index == 0 ? first : second
        case .three(let first, let second, let third): index == 0 ? first : index == 1 ? second : third
        case .list(let list): list[index]
        case .headed(let first, let rest): index == 0 ? first : rest[index - 1]
        }
    }
}
