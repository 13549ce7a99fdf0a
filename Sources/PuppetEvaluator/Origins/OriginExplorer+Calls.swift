import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension OriginExplorer {
    /// The call that an expression is; nil for one of another form.
    private func call(_ site: Site) -> CallSite? {
        func call(_ function: String, _ arguments: [Expression], _ lambda: LambdaExpression?) -> CallSite {
            CallSite(
                function: function, arguments: arguments, lambda: lambda, file: site.file,
                range: site.expression.range, scope: site.scope)
        }
        switch site.expression {
        case .callNamedFunction(let node):
            guard case .qualifiedName(let name) = node.functorExpr else {
                return call("new", [node.functorExpr] + node.arguments, node.lambda)
            }
            return call(name.value, node.arguments, node.lambda)
        case .callMethod(let node):
            guard case .namedAccess(let access) = node.functorExpr, case .qualifiedName(let name) = access.rightExpr
            else { return nil }
            return call(name.value, [access.leftExpr] + node.arguments, node.lambda)
        default: return nil
        }
    }

    func followCall(_ site: Site, _ target: Target) -> [OriginNode] {
        guard let call = call(site), !call.arguments.contains(where: \.withoutParentheses.isUnfold)
        else { return [computed(site)] }
        if let nodes = followKnown(call, site, target) { return nodes }
        do throws(Interruption) {
            if BuiltinFunctions.core[call.function] == nil, let function = try evaluator.puppetFunction(call.function),
                let scope = tracer.scope(ofFunctionCalledAt: call.key)
            {
                let body = Site(function.definition.body, function.file, scope)
                return [node("by \(call.function)()", at: site.place, follow(body, target.deeper))]
            }
        } catch {
            return [computed(site)]
        }
        return [computed(site, "computed by \(call.function)()", among: call.expressions)]
    }

    /// Functions whose values are those of their arguments, or come from somewhere that is known; nil for others.
    private func followKnown(_ call: CallSite, _ site: Site, _ target: Target) -> [OriginNode]? {
        switch call.function {
        case "lookup", "hiera", "hiera_array", "hiera_hash": return followLookup(call, site, target)
        case "epp", "inline_epp": return followTemplate(call, target)
        case "unwrap", "each", "reverse_each", "tap", "return", "assert_private", "String", "Integer":
            return call.argumentSites.first.map { follow($0, target.deeper) }
        case "new", "assert_type":
            return call.argumentSites.count > 1 ? follow(call.argumentSites[1], target.deeper) : nil
        case "merge", "stdlib::merge", "deep_merge", "stdlib::deep_merge":
            let isDeep = call.function.hasSuffix("deep_merge")
            guard let first = target.path.first else { return nil }
            let last = call.argumentSites.last { argument in
                value(argument)?.part(at: isDeep ? target.path : [first]) != nil
            }
            return last.map { follow($0, target.deeper) }
        case "pick", "pick_default", "stdlib::pick":
            let first = call.argumentSites.first { argument in
                switch value(argument) {
                case .undef?, nil: false
                case .string(let text)?: !text.isEmpty
                default: true
                }
            }
            return first.map { follow($0, target.deeper) }
        case "dig", "get": return followDig(call, target)
        case "with", "then":
            guard let lambda = call.lambda, let scope = tracer.scopes(ofBlockCalledAt: call.key).first else {
                return nil
            }
            return follow(Site(lambda.body, call.file, scope), target.deeper)
        case "map":
            guard case .index(let index)? = target.path.first, let lambda = call.lambda else { return nil }
            let scopes = tracer.scopes(ofBlockCalledAt: call.key)
            guard scopes.indices.contains(index) else { return nil }
            return follow(Site(lambda.body, call.file, scopes[index]), target.inside)
        case "filter", "flatten", "concat", "union", "unique", "sort", "sort_by", "reverse", "delete", "compact",
            "delete_undef_values", "slice", "intersection", "difference", "any2array", "stdlib::sort_by":
            return followElement(call, site, target)
        default: return nil
        }
    }

    private func followLookup(_ call: CallSite, _ site: Site, _ target: Target) -> [OriginNode]? {
        guard let first = call.argumentSites.first, let names = value(first) else { return nil }
        var options: PuppetHash = [:]
        for argument in call.argumentSites.dropFirst() {
            if case .hash(let given)? = value(argument) { options = given }
        }
        var merge = options[.string("merge")]
        if merge == nil, call.argumentSites.count > 2, options.isEmpty { merge = value(call.argumentSites[2]) }
        if call.function == "hiera_array" { merge = "unique" }
        if call.function == "hiera_hash" { merge = "hash" }
        if merge == .undef { merge = nil }
        for key in Evaluator.flattened([names]).compactMap(\.stringContent) {
            let found = followKey(key, merge, call.scope, target.deeper)
            if !found.isEmpty { return [node("looked up", at: call.place, found)] }
        }
        return [computed(site, "the default of a lookup", among: Array(call.expressions.dropFirst()))]
    }

    /// `$hash.dig('a', 0)` and `$hash.get('a.0')`.
    private func followDig(_ call: CallSite, _ target: Target) -> [OriginNode]? {
        guard let first = call.argumentSites.first, let whole = value(first) else { return nil }
        var keys: [Value] = []
        for argument in call.argumentSites.dropFirst() {
            guard let key = value(argument) else { return nil }
            keys.append(key)
        }
        if call.function == "get" {
            guard case .string(let path)? = keys.first else { return nil }
            keys = path.split(separator: ".").map { part in Int(part).map(Value.integer) ?? .string(String(part)) }
        }
        var steps: [ValueStep] = []
        var current: Value? = whole
        for key in keys {
            var step = ValueStep.key(key)
            if case .array? = current, case .integer(let index) = key { step = .index(index) }
            steps.append(step)
            current = current?.part(step)
        }
        return follow(first, target.at(steps + target.path))
    }

    /// Functions that give elements or entries of their arguments as they are.
    private func followElement(_ call: CallSite, _ site: Site, _ target: Target) -> [OriginNode]? {
        guard let step = target.path.first, let result = value(site), let wanted = result.part(step) else {
            return nil
        }
        for argument in call.argumentSites {
            switch (value(argument), step) {
            case (.hash(let entries)?, .key(let key)) where entries[key] == wanted: return follow(argument, target)
            case (.array(let elements)?, .index):
                guard let index = elements.firstIndex(of: wanted) else { continue }
                return follow(argument, target.inside.within(.index(index)))
            default: continue
            }
        }
        return nil
    }

    // MARK: Lambdas

    /// What a lambda was called with.
    func followBlockArgument(
        _ site: CallSite, _ position: Int, _ arguments: [Value], _ target: Target
    ) -> [OriginNode] {
        guard let expression = site.arguments.first, arguments.indices.contains(position) else { return [] }
        let receiver = Site(expression, site.file, site.scope)
        let isPair = (site.lambda?.parameters.count ?? 1) > 1
        switch site.function {
        case "each", "map", "filter", "any", "all", "reverse_each", "partition", "index", "group_by", "sort_by":
            switch value(receiver) {
            case .hash?:
                if isPair { return entry(arguments[0], position == 0, of: receiver, target) }
                guard case .array(let pair) = arguments[position], let key = pair.first else { break }
                let isKey = target.path.first == .index(0)
                return entry(key, isKey, of: receiver, target.path.isEmpty ? target : target.inside)
            case .array(let elements)?:
                var index = elements.firstIndex(of: arguments[position])
                if isPair, case .integer(let given) = arguments[0] { index = given }
                guard let index, !isPair || position == 1 else { break }
                return follow(receiver, target.within(.index(index)))
            default: break
            }
        case "reduce" where position == 1:
            if case .array(let elements)? = value(receiver), let index = elements.firstIndex(of: arguments[1]) {
                return follow(receiver, target.within(.index(index)))
            }
            if case .array(let pair) = arguments[1], let key = pair.first, case .hash? = value(receiver) {
                let isKey = target.path.first == .index(0)
                return entry(key, isKey, of: receiver, target.path.isEmpty ? target : target.inside)
            }
        case "with", "then", "tap":
            if site.arguments.indices.contains(position) {
                return follow(Site(site.arguments[position], site.file, site.scope), target.deeper)
            }
        default: break
        }
        return [computed(receiver, "given by \(site.function)()")]
    }

    /// A key of a hash, or what stands under it.
    private func entry(_ key: Value, _ isKey: Bool, of receiver: Site, _ target: Target) -> [OriginNode] {
        guard isKey else { return follow(receiver, target.within(.key(key))) }
        return [node("a key", at: nil, follow(receiver, Target(path: [.key(key)], depth: target.depth + 1)))]
    }

    // MARK: Templates

    private func followTemplate(_ call: CallSite, _ target: Target) -> [OriginNode]? {
        guard let rendering = tracer.rendering(calledAt: call.key) else { return nil }
        return [node("", at: call.place, [follow(rendering, target)])]
    }

    /// The line of the template, and the expressions that gave the part of the text that is wanted.
    private func follow(_ rendering: OriginTracer.Rendering, _ target: Target) -> OriginNode {
        let output = rendering.output
        let pieces = output.pieces.filter { piece in target.text.map(piece.range.overlaps) ?? true }
        let first = target.text?.lowerBound ?? 0
        var line = 0
        for byte in output.text.utf8.prefix(first) where byte == UInt8(ascii: "\n") { line += 1 }
        let start = rendering.file.offset(
            line: output.lines.flatMap { lines in
                lines.indices.contains(line) ? lines[line] : nil
            } ?? 1, byteColumn: 1)
        let place = SourcePlace(file: rendering.file, range: SourceRange(start, start + 1))
        var sources: [OriginNode] = []
        for piece in pieces.prefix(12) { sources += follow(piece.origin, target.other) }
        return node(OriginNode.templateText, at: place, sources)
    }
}

extension CallSite {
    fileprivate typealias Site = OriginExplorer.Site

    fileprivate var argumentSites: [Site] { arguments.map { Site($0, file, scope) } }
    fileprivate var place: SourcePlace { SourcePlace(file: file, range: range) }
    /// The arguments and the lambda.
    fileprivate var expressions: [Expression] { arguments + (lambda.map { [.lambda($0)] } ?? []) }
}
