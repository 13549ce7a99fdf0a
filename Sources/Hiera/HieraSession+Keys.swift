import OrderedCollections
package import PuppetTypes

extension HieraSession {
    /// Every key that the data files of all layers hold for these variables, sorted, as `lookup` takes them. Functions
    /// that are asked for one key at a time cannot say which they know.
    package func keys(
        scope: (String) throws -> Value?, calls: HieraCalls?
    ) throws(HieraError) -> [String] {
        try with(scope, calls: calls) { invocation throws(HieraError) in
            var names: Set<String> = []
            for kind in [.global, .environment] + engine.modules.keys.map(LayerKind.module) {
                guard let layer = try layer(kind, invocation) else { continue }
                var keys = try layer.resolved.keys()
                if let last = try layer.defaultHierarchy(engine, invocation) { keys += try last.keys() }
                // A module may speak about its own keys only.
                names.formUnion(kind.moduleName.map { module in keys.filter { $0.hasPrefix(module + "::") } } ?? keys)
            }
            names.remove(LookupKey.lookupOptions.text)
            return names.map(LookupKey.quoted).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// What `lookup_options` says of a key.
    package func lookupOptions(
        of key: String, scope: (String) throws -> Value?, calls: HieraCalls?
    ) throws(HieraError) -> PuppetHash {
        try with(scope, calls: calls) { invocation throws(HieraError) in
            let key = try LookupKey(key)
            return try engine.lookupOptions(key.moduleName, invocation)[key] ?? [:]
        }
    }
}

extension ResolvedHierarchy {
    fileprivate func keys() throws(HieraError) -> [String] {
        var keys: [String] = []
        for location in entries.flatMap({ $0.locations ?? [] }) {
            if let problem = location.problem { throw problem }
            if let file = location.dataFile { keys += file.keys }
        }
        return keys
    }
}

extension LookupKey {
    /// A root key as it must be written where it holds dots or quotes.
    fileprivate static func quoted(_ root: String) -> String {
        guard root.contains(where: { ".'\"".contains($0) }) else { return root }
        return root.contains("'") ? "\"\(root)\"" : "'\(root)'"
    }
}
