/// Which certificate requests are signed without an administrator.
package enum AutosignPolicy: Hashable, Sendable {
    case none
    /// Requests whose certname matches one of these patterns.
    case globs([NameGlob])
    case all

    package func allows(_ certname: String) -> Bool {
        switch self {
        case .none: false
        case .globs(let globs): globs.contains { $0.matches(certname) }
        case .all: true
        }
    }

    /// The policy of an `autosign.conf`: one pattern a line, `#` starts a comment.
    package static func parse(_ text: String) -> AutosignPolicy {
        var globs: [NameGlob] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let pattern = line.prefix(while: { $0 != "#" }).filter { !$0.isWhitespace }
            if !pattern.isEmpty { globs.append(NameGlob(pattern)) }
        }
        return .globs(globs)
    }
}
