/// Functions of puppetlabs-stdlib 9, and those that stdlib 8 had besides, under their own names.
///
/// They are there without a module of that name. A function of the same name in the Puppet language comes before them.
extension BuiltinFunctions {
    static let stdlib: [BuiltinFunction] = [
        stdlibArrays, stdlibArrayRanges, stdlibHashes, stdlibMerges, stdlibBooleans, stdlibNumbers, stdlibTypeTests,
        stdlibTypeChecks, stdlibStrings, stdlibShell, stdlibPaths, stdlibEncodings, stdlibDigests, stdlibPasswords,
        stdlibParsers, stdlibWriters, stdlibRandom, stdlibNetwork, stdlibFacts, stdlibResources, stdlibModules,
        stdlibLogging, stdlibRefused,
    ].flatMap(\.self)
}
