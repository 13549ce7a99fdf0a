import OrderedCollections
import PuppetTypes
import Regexp

/// What type names mean in one compile, and compiled regular expressions.
final class TypeTable {
    enum Entry {
        case known(PuppetType)
        case unknown
    }

    var names: [String: Entry] = [:]
    /// What short names mean in the definition that is being worked out, if that is a member of a type set.
    var enclosingSet: TypeSetNames?
    private var regexps: [String: PuppetRegexp] = [:]

    func regexp(_ source: String) throws(RegexpError) -> PuppetRegexp {
        if let regexp = regexps[source] { return regexp }
        let regexp = try PuppetRegexp.compile(source)
        regexps[source] = regexp
        return regexp
    }
}
