import Diagnostics
import OrderedCollections
package import PuppetCatalog
import PuppetSyntax
package import PuppetTypes

/// Follows the values of a compile that was traced back to where they were written.
///
/// Variables are set once, so an expression that is evaluated again in its scope gives what it gave: that tells which
/// branch was taken and which part of a collection is meant. What cannot be told is said to be computed from the
/// variables that the expression names. Valid until the compile is closed.
package final class OriginExplorer {
    let evaluator: Evaluator
    let tracer: OriginTracer
    /// Steps left; a value that was computed from many others is not followed into each.
    private var budget = 0
    private static let budget = 200
    private static let depthLimit = 60

    init?(_ evaluator: Evaluator) {
        guard let tracer = evaluator.tracer else { return nil }
        self.evaluator = evaluator
        self.tracer = tracer
    }

    /// What is wanted of a value.
    struct Target {
        /// A part of it.
        var path: [ValueStep] = []
        /// Of a text the bytes that matter.
        var text: Range<Int>?
        var depth = 0

        func at(_ path: [ValueStep]) -> Target { Target(path: path, text: text, depth: depth + 1) }
        /// The value behind the first step.
        var inside: Target { at(Array(path.dropFirst())) }
        func within(_ step: ValueStep) -> Target { at([step] + path) }
        /// The whole of another value.
        var other: Target { Target(depth: depth + 1) }
        var deeper: Target { Target(path: path, text: text, depth: depth + 1) }
    }

    /// The way of a part of a parameter; nil for a parameter that nothing set.
    ///
    /// - Parameter text: The bytes of the parameter's text that matter.
    package func origin(
        of reference: ResourceReference, parameter: String, path: [ValueStep], text: Range<Int>? = nil
    ) -> OriginNode? {
        budget = Self.budget
        guard let resource = evaluator.builder.find(reference), let setting = resource.parameters[HashedName(parameter)]
        else {
            return nil
        }
        let sources = follow(setting, of: resource, Target(path: path, text: text))
        // The data's own step has its place there, and does not show the line.
        if case .data? = setting.origin { return node("", at: nil, sources) }
        return node("", at: setting.place, sources)
    }

    /// Where a resource was declared, and what declared it, the innermost first.
    package func declarations(of reference: ResourceReference) -> [OriginNode] {
        var nodes: [OriginNode] = []
        var resource = evaluator.builder.find(reference)
        while let current = resource, nodes.count < 100 {
            let isMain = current.isClass && current.title == "main"
            let place = current.place ?? current.evaluationPlace ?? current.definition?.place
            if !isMain { nodes.append(OriginNode("\(current.reference)", at: place)) }
            resource = current.scope.named.resource === current ? nil : current.scope.named.resource
        }
        return nodes
    }

    /// The place in the data that a part of a parameter came from by nothing but being handed on, and the part's name.
    func data(
        behind setting: ParameterSetting, of resource: CatalogResource, _ path: [ValueStep]
    ) -> (place: SourcePlace, part: String)? {
        budget = Self.budget
        var nodes = follow(setting, of: resource, Target(path: path))
        while nodes.count == 1, let node = nodes.first {
            if !node.showsLine, let place = node.place {
                let names = path.map { step in
                    switch step {
                    case .key(let key): " entry '\(RubyText.string(key, secrets: .masked))'"
                    case .index(let index): " index \(index)"
                    }
                }
                return (place, names.joined())
            }
            nodes = node.sources
        }
        return nil
    }

    func follow(_ setting: ParameterSetting, of resource: CatalogResource, _ target: Target) -> [OriginNode] {
        if let origin = setting.origin { return follow(origin, target) }
        if resource.isClass, setting.place == nil, evaluator.input.classes[resource.title.lowercased()] != nil {
            return [OriginNode("given by the node classifier", at: nil)]
        }
        return []
    }

    func follow(_ origin: ValueOrigin, _ target: Target) -> [OriginNode] {
        guard budget > 0, target.depth < Self.depthLimit else { return [] }
        budget -= 1
        switch origin {
        case .expression(let expression, let file, let scope):
            return follow(Site(expression, file, scope), target)
        case .part(let whole, let step): return follow(whole, target.within(step))
        case .parameter(let resource, let name): return followParameter(name, of: resource, target)
        case .data(let key, let answer, let scope): return followData(key, answer, scope, target)
        case .blockArgument(let site, let position, let arguments):
            return followBlockArgument(site, position, arguments, target)
        }
    }

    /// A parameter under the name that it has as a variable.
    private func followParameter(_ name: String, of resource: CatalogResource, _ target: Target) -> [OriginNode] {
        guard let setting = resource.parameters[HashedName(name)] else { return [] }
        let text = "$\(name), a parameter of \(resource.reference)"
        if case .data? = setting.origin {
            return [OriginNode("\(text), which is in the data", at: nil, follow(setting, of: resource, target.deeper))]
        }
        let isDefault = setting.place.map { place in
            resource.definition?.parameters.contains { $0.range == place.range } == true
                && resource.definition?.file == place.file
        }
        return [
            node(
                isDefault == true ? "\(text), by default" : text, at: setting.place,
                follow(setting, of: resource, target.deeper))
        ]
    }

    // MARK: Nodes

    /// A step with what it was made from. What stands on the same line and says nothing more is not worth a step.
    func node(_ text: String, at place: SourcePlace?, _ sources: [OriginNode]) -> OriginNode {
        // Of the places around a value the innermost says most.
        if text.isEmpty, sources.count == 1, sources[0].text.isEmpty, sources[0].place != nil { return sources[0] }
        let kept = sources.flatMap { source in
            let isSameLine = source.place.map { $0.file == place?.file && $0.line == place?.line } ?? false
            return source.text.isEmpty && (isSameLine || source.place == nil) ? source.sources : [source]
        }
        if place == nil, kept.count == 1, kept[0].text.isEmpty {
            return OriginNode(text, at: kept[0].place, showsLine: kept[0].showsLine, kept[0].sources)
        }
        return OriginNode(text, at: place, kept)
    }

    // MARK: Evaluating again

    /// An expression with its place in the compile.
    struct Site {
        let expression: Expression
        let file: SourceFile
        let scope: Scope

        init(_ expression: Expression, _ file: SourceFile, _ scope: Scope) {
            self.expression = expression
            self.file = file
            self.scope = scope
        }

        func with(_ expression: Expression) -> Site { Site(expression, file, scope) }
        var place: SourcePlace { SourcePlace(file: file, range: expression.range) }
        var origin: ValueOrigin { .expression(expression, file, scope) }
    }

    /// The value that an expression had; nil where it cannot be had again.
    func value(_ site: Site) -> Value? {
        do throws(Interruption) {
            return try evaluator.inFile(site.file) { () throws(Interruption) in
                try evaluator.evaluate(site.expression, site.scope)
            }
        } catch {
            return nil
        }
    }
}
