import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension OriginExplorer {
    func follow(_ site: Site, _ target: Target) -> [OriginNode] {
        switch site.expression {
        case .parenthesized(let node): return follow(site.with(node.expr), target)
        case .literalHash(let node): return followHash(node, site, target)
        case .literalList(let node): return followList(node, site, target)
        case .variable(let node): return followVariable(node.name, site.scope, site.place, target)
        case .access(let node): return followAccess(node, site, target)
        case .concatenatedString(let node): return followString(node, site, target)
        case .heredoc(let node): return follow(site.with(node.textExpr), target)
        case .text(let node): return follow(site.with(node.expr), target)
        case .assignment(let node): return follow(site.with(node.rightExpr), target)
        case .arithmetic(let node): return followArithmetic(node, site, target)
        case .block(let node):
            guard let last = node.statements.last else { return [] }
            return follow(site.with(last), target.deeper)
        case .if, .unless, .case, .selector: return followBranch(site, target)
        case .callNamedFunction, .callMethod: return followCall(site, target)
        case .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
            .literalRegularExpression, .qualifiedName, .qualifiedReference, .reservedWord, .nop:
            return [OriginNode("", at: site.place)]
        default: return [computed(site)]
        }
    }

    private func followHash(_ node: LiteralHash, _ site: Site, _ target: Target) -> [OriginNode] {
        guard case .key(let key)? = target.path.first,
            let entry = node.entries.last(where: { value(site.with($0.key)) == key })
        else {
            // What is not there was left out here.
            let isAbsent = target.path.first.map { value(site)?.part($0) == nil } ?? false
            return [isAbsent ? OriginNode("", at: site.place) : computed(site)]
        }
        let place = SourcePlace(file: site.file, range: entry.range)
        return [self.node("", at: place, follow(site.with(entry.value), target.inside))]
    }

    private func followList(_ node: LiteralList, _ site: Site, _ target: Target) -> [OriginNode] {
        guard case .index(let wanted)? = target.path.first else { return [computed(site)] }
        var index = 0
        for element in node.values {
            guard case .unfold(let unfold) = element.withoutParentheses else {
                if index == wanted { return follow(site.with(element), target.inside) }
                index += 1
                continue
            }
            guard case .array(let elements)? = value(site.with(unfold.expr)) else { return [computed(site)] }
            if wanted < index + elements.count {
                let inside = target.inside.within(.index(wanted - index))
                return follow(site.with(unfold.expr), inside)
            }
            index += elements.count
        }
        return [computed(site)]
    }

    private func followAccess(_ node: AccessExpression, _ site: Site, _ target: Target) -> [OriginNode] {
        let left = site.with(node.leftExpr)
        guard node.keys.count == 1, let key = value(site.with(node.keys[0])), let whole = value(left) else {
            return [computed(site)]
        }
        switch (whole, key) {
        case (.hash, _): return follow(left, target.within(.key(key)))
        case (.array(let elements), .integer(let index)):
            return follow(left, target.within(.index(index < 0 ? elements.count &+ index : index)))
        default: return [computed(site)]
        }
    }

    /// The expressions in a text, or those that gave the part of it that is wanted.
    private func followString(_ node: ConcatenatedString, _ site: Site, _ target: Target) -> [OriginNode] {
        var sources: [OriginNode] = []
        var offset = 0
        for segment in node.segments {
            let part = site.with(segment)
            var isSecret = false
            let length = value(part).map { evaluator.interpolated($0, isSecret: &isSecret).utf8.count } ?? 0
            let range = offset..<offset + length
            offset += length
            if case .literalString = segment { continue }
            if let wanted = target.text, !wanted.overlaps(range) { continue }
            var inner = target.other
            inner.text = target.text.map { wanted in
                max(wanted.lowerBound, range.lowerBound) - range.lowerBound..<min(wanted.upperBound, range.upperBound)
                    - range.lowerBound
            }
            sources += follow(part, inner)
        }
        return [self.node("", at: site.place, sources)]
    }

    /// `$a + $b` of hashes and arrays; other arithmetic is computed.
    private func followArithmetic(_ node: ArithmeticExpression, _ site: Site, _ target: Target) -> [OriginNode] {
        let (left, right) = (site.with(node.leftExpr), site.with(node.rightExpr))
        guard node.operator == .add || node.operator == .leftShift, let step = target.path.first,
            let first = value(left)
        else { return [computed(site)] }
        switch (first, step) {
        case (.array(let elements), .index(let index)):
            if index < elements.count { return follow(left, target) }
            if node.operator == .leftShift { return follow(right, target.inside) }
            guard case .array? = value(right) else { return follow(right, target.inside) }
            return follow(right, target.inside.within(.index(index - elements.count)))
        case (.hash, .key):
            let isRight = value(right)?.part(step) != nil
            return follow(isRight ? right : left, target)
        default: return [computed(site)]
        }
    }

    /// The branch that was taken.
    private func followBranch(_ site: Site, _ target: Target) -> [OriginNode] {
        guard let branch = evaluator.branch(of: site.expression, in: site.scope, site.file) else {
            return [computed(site)]
        }
        return follow(site.with(branch), target.deeper)
    }

    /// What the way of is not known exactly: the variables that the expression names.
    func computed(_ site: Site, _ what: String? = nil, among expressions: [Expression]? = nil) -> OriginNode {
        var names: [(name: String, expression: Expression)] = []
        for expression in expressions ?? [site.expression] { expression.collectVariables(&names) }
        let shown = names.prefix(8)
        let list = shown.map { "$\($0.name)" }.joined(separator: ", ") + (names.count > 8 ? " and others" : "")
        let text =
            switch (what, names.isEmpty) {
            case (let what?, true): what
            case (let what?, false): "\(what) of \(list)"
            case (nil, true): ""
            case (nil, false): "from an expression of \(list)"
            }
        return node(text, at: site.place, shown.flatMap { follow(site.with($0.expression), Target(depth: 30)) })
    }
}

extension Evaluator {
    /// The branch that a conditional takes; nil where that cannot be told again.
    func branch(of expression: Expression, in scope: Scope, _ file: SourceFile) -> Expression? {
        do throws(Interruption) {
            return try inFile(file) { () throws(Interruption) in
                try keepingMatch(scope) { () throws(Interruption) in try taken(expression, scope) }
            }
        } catch {
            return nil
        }
    }
}

extension Expression {
    /// The variables in it, each once, those of lambdas' own parameters left out.
    fileprivate func collectVariables(_ names: inout [(name: String, expression: Expression)]) {
        if case .variable(let node) = self {
            if node.matchGroup == nil, !names.contains(where: { $0.name == node.name }) {
                names.append((node.name, self))
            }
            return
        }
        if case .lambda(let lambda) = self {
            var inner: [(name: String, expression: Expression)] = []
            lambda.body.collectVariables(&inner)
            let own = Set(lambda.parameters.map(\.name))
            for variable in inner
            where !own.contains(variable.name) && !names.contains(where: { $0.name == variable.name }) {
                names.append(variable)
            }
            return
        }
        for child in children { child.collectVariables(&names) }
    }
}
