/// The functions that are written in Swift, by name.
package enum BuiltinFunctions {
    /// The groups, one file or folder each.
    private static let groups: [[BuiltinFunction]] = [
        catalogInclusion, catalogResources, catalogQueries, catalogLogging, catalogTemplates, catalogLookup,
        catalogHiera, catalogTypes, iteration, strings, collections, numbers, data, files, stdlib,
    ]

    package static let all: [String: BuiltinFunction] = {
        var functions: [String: BuiltinFunction] = [:]
        for group in groups {
            for function in group { functions[function.name] = function }
        }
        return functions
    }()
}
