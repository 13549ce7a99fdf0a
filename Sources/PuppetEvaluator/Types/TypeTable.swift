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
    /// The aliases of the site manifests and of loaded files, by lower-case name, not resolved yet.
    private var regexps: [String: PuppetRegexp] = [:]

    func regexp(_ source: String) throws(RegexpError) -> PuppetRegexp {
        if let regexp = regexps[source] { return regexp }
        let regexp = try PuppetRegexp.compile(source)
        regexps[source] = regexp
        return regexp
    }
}
