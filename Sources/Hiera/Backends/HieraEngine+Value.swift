import Diagnostics
import OrderedCollections
import PuppetTypes

extension HieraEngine {
    /// A root key's value in one data file, decrypted and interpolated.
    func value(
        _ key: HashedName, _ entry: ResolvedEntry, _ location: ResolvedLocation, _ invocation: LookupInvocation
    ) throws(HieraError) -> Found? {
        guard let file = location.dataFile else {
            if let problem = location.problem { throw problem }
            invocation.explainer?.reportLocationNotFound()
            return nil
        }
        guard let data = file[key] else {
            invocation.explainer?.reportNotFound(key.text)
            return nil
        }
        if let problem = data.problem {
            throw HieraError(
                .data,
                "Value for key '\(key.text)', \(entry.entry.backend.origin), when using location '\(location.path)', has wrong type, expects Puppet::LookupValue, got \(problem.text)",
                at: SourcePlace(file: file.source, range: problem.range),
                notes: [Diagnostic.Note("quote it to make it text")])
        }
        do throws(HieraError) {
            var value = data.value
            var isStatic = !data.hasInterpolation
            if case .eyamlLookupKey = entry.entry.backend, data.hasToken {
                let decryption = TokenDecryption(
                    engine: self, options: entry.options, key: key.text, file: file, path: location.path)
                value = try decryption.decrypt(value)
                isStatic = false
            }
            if !isStatic {
                let interpolator = Interpolator(
                    engine: self, invocation: invocation, allowsMethods: true, known: data.expressions)
                value = try interpolator.interpolate(value)
            }
            let source = Found.DataSource(provider: .file(file), key: key, value: value)
            invocation.explainer?.reportFound(key.text, value, at: source.origin(of: []))
            return Found(value: value, sources: [source], isStatic: isStatic)
        } catch {
            throw error.placed(at: file.place(of: key))
        }
    }
}

extension HierarchyEntry.Backend {
    /// Where a value of it comes from, in a message.
    fileprivate var origin: String {
        switch self {
        case .dataHash(let format): "in hash returned from data_hash function '\(format.rawValue)_data'"
        case .eyamlLookupKey: "returned from lookup_key function 'eyaml_lookup_key'"
        case .function(let kind, let function): "returned from \(kind.rawValue) function '\(function)'"
        }
    }
}
