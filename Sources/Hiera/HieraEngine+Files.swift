import Crypto
import Diagnostics
import PuppetTypes
import Synchronization

extension HieraEngine {
    /// The configuration at a path; nil when there is none.
    func configuration(_ path: String, _ layer: LayerKind) throws(HieraError) -> HieraConfiguration? {
        if let known = cache.withLock({ $0.configurations[path] }) { return try known.get() }
        let result: Result<HieraConfiguration?, HieraError>
        do throws(HieraError) {
            result = .success(
                try source(path).map { source throws(HieraError) in
                    try HieraConfigurationParser.parse(source, layer)
                })
        } catch {
            result = .failure(error)
        }
        cache.withLock { $0.configurations[path] = result }
        return try result.get()
    }

    /// The data file at a path; nil when there is none.
    func dataFile(_ identity: DataFileIdentity) -> Result<DataFile?, HieraError> {
        if let known = cache.withLock({ $0.files[identity] }) { return known }
        let result: Result<DataFile?, HieraError>
        do throws(HieraError) {
            result = .success(
                try source(identity.path).map { source throws(HieraError) in
                    try DataFileParser.parse(source, identity.format)
                })
        } catch {
            result = .failure(error)
        }
        cache.withLock { $0.files[identity] = result }
        return result
    }

    /// The root keys of the data files that were read so far, for any node.
    package var knownKeys: [String] {
        let files = cache.withLock { Array($0.files.values) }
        var keys: Set<String> = []
        for case .success(let file?) in files { keys.formUnion(file.keys) }
        return Array(keys)
    }

    func source(_ path: String) throws(HieraError) -> SourceFile? {
        do {
            return try files.read(path).map { SourceFile(path: path, bytes: $0) }
        } catch {
            throw HieraError(
                Diagnostic(id: HieraError.ErrorID.data.rawValue, "cannot read '\(path)'"), underlying: error)
        }
    }

    func exists(_ path: String) -> Bool {
        if files.isDirectory(path) { return true }
        // What cannot be read is there all the same.
        do { return try files.read(path) != nil } catch { return true }
    }

    /// The files, not the directories, that a pattern matches.
    func matches(_ pattern: String) -> [String] {
        files.glob(pattern).filter { !files.isDirectory($0) }
    }

    /// What a lookup read, as a short text that changes when it would read something else.
    package func fingerprint(of read: HieraRead) -> String {
        switch read {
        case .configuration(let path):
            guard let bytes = (try? files.read(path)) ?? nil else { return "-" }
            return Self.digest(bytes)
        case .module(let name): return modules[name] ?? "-"
        case .glob(let pattern): return Self.digest(Array(matches(pattern).joined(separator: "\n").utf8))
        case .key(let key, let levels, let count):
            let states = levels.files.prefix(count).map { state(of: key, in: $0) }
            return Self.digest(Array(states.joined(separator: "\n").utf8))
        }
    }

    private func state(of key: String, in identity: DataFileIdentity) -> String {
        switch dataFile(identity) {
        case .success(nil): return "-"
        case .success(let file?):
            return file[HashedName(key)].map { "=" + RubyText.inspect($0.value, secrets: .shown) } ?? "0"
        case .failure: return "!" + Self.digest(((try? files.read(identity.path)) ?? nil) ?? [])
        }
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
