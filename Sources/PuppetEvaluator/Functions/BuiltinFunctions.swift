/// The functions that are written in Swift, by name.
package enum BuiltinFunctions {
    /// The groups, one file or folder each.
    private static let groups: [[BuiltinFunction]] = [
        catalogInclusion, catalogResources, catalogQueries, catalogLogging, catalogTemplates, catalogLookup,
        catalogHiera, catalogTypes, catalogCalls, iteration, strings, collections, conversions, numbers, times, files,
        backends,
    ]

    /// Puppet's own, which nothing can take the place of.
    package static let core = table(groups)

    /// Those of stdlib. A function of the same name in the Puppet language comes before them.
    package static let standardLibrary = table([data, stdlib])

    private static func table(_ groups: [[BuiltinFunction]]) -> [String: BuiltinFunction] {
        Dictionary(groups.joined().map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }
}
