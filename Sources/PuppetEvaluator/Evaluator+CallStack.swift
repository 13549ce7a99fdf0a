import Diagnostics
import PuppetCatalog
import PuppetSyntax

/// A level of the call stack, as the evaluator keeps it.
struct Frame {
    enum Subject {
        case function(PuppetFunction)
        case template(SourceFile)
        /// A class, a node or a defined type.
        case resource(CatalogResource)
    }

    let subject: Subject
    let place: SourcePlace?
}

extension Evaluator {
    /// The levels above which a stack tells nothing new.
    private static let maximumContainers = 64

    /// The call stack as errors show it, innermost first.
    ///
    /// A defined type is evaluated when what declared it is done, so below the last frame come the classes and defined
    /// types that it was declared in.
    func callFrames() -> [CallFrame] {
        var frames = callStack.reversed().map(\.shown)
        guard case .resource(let outermost)? = callStack.first?.subject else { return frames }
        var container = outermost.scope.named.resource
        while let resource = container, resource.definition !== definitions.main, frames.count < Self.maximumContainers
        {
            frames.append(Frame(subject: .resource(resource), place: resource.evaluationPlace).shown)
            container = resource.scope.named.resource
        }
        return frames
    }
}

extension Frame {
    fileprivate var shown: CallFrame {
        switch subject {
        case .function(let function):
            CallFrame(subject: "function \(function.definition.name)", verb: "called", place: place)
        case .template(let file): CallFrame(subject: "template \(file.path)", verb: "rendered", place: place)
        case .resource(let resource):
            CallFrame(
                subject: resource.reference.description,
                verb: resource.definition?.kind == .definedType || resource.place != nil ? "declared" : "included",
                place: place)
        }
    }
}
