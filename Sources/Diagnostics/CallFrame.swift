/// One level of Puppet's call stack: a function, template, class, node or defined type that was being evaluated when
/// something went wrong, and the place that led there.
package struct CallFrame: Hashable, Sendable, CustomStringConvertible {
    /// `function app::names`, `Class[App]`, `App::Vhost[a]`.
    package let subject: String
    /// How it came to be evaluated: `called`, `included`, `declared`.
    package let verb: String
    /// Where; nil for what no line of code asked for.
    package let place: SourcePlace?

    package init(subject: String, verb: String, place: SourcePlace?) {
        self.subject = subject
        self.verb = verb
        self.place = place
    }

    /// `in Class[App], included at manifests/site.pp:3:1`.
    package var description: String {
        guard let place else { return "in \(subject)" }
        return "in \(subject), \(verb) at \(place.description)"
    }
}
