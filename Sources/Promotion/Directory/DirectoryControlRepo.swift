import Foundation
package import PuppetCompiler

/// A codedir with its environments as folders: a promotion replaces the target's folder by a copy of the source's.
///
/// Earlier states and the record lie in `.bunraku/promotions/<environment>/` of the codedir.
package struct DirectoryControlRepo: ControlRepo {
    private let codedir: String
    private let directories: DirectoryEnvironments

    package init(codedir: String, environments: DirectoryEnvironments) {
        self.codedir = codedir
        directories = environments
    }

    package var environments: any EnvironmentSource { directories }

    package func state(of environment: String) async throws -> String? {
        guard try await directories.snapshot(environment) != nil else { return nil }
        return try FolderState.digest(of: folder(environment))
    }

    package func candidate(for target: String, from source: String) async throws -> Candidate {
        guard try await directories.snapshot(source) != nil else { throw PromotionError.unknownEnvironment(source) }
        return Candidate(
            snapshot: try await directories.snapshot(target, contentOf: source),
            state: try FolderState.digest(of: folder(source)), subjects: [], obstacle: nil)
    }

    package func promote(
        _ target: String, from old: String, to candidate: Candidate, record: PromotionRecord
    ) async throws {
        guard try await state(of: target) == old else { throw PromotionError.moved(environment: target) }
        try keepState(of: target, named: old)
        try replace(target, by: folder(record.source))
        try append(record)
    }

    package func pin(_ environment: String, to state: String, record: PromotionRecord) async throws {
        if let current = try await self.state(of: environment) { try keepState(of: environment, named: current) }
        try replace(environment, by: kept(environment, state))
        try FileManager.default.createDirectory(atPath: store(environment), withIntermediateDirectories: true)
        try Data(state.utf8).write(to: URL(filePath: pinFile(environment)), options: .atomic)
        try append(record)
    }

    package func liftPin(_ environment: String, record: PromotionRecord) async throws {
        guard try await pinned(environment) != nil else { return }
        try FileManager.default.removeItem(atPath: pinFile(environment))
        try append(record)
    }

    package func pinned(_ environment: String) async throws -> String? {
        FileManager.default.contents(atPath: pinFile(environment)).map { String(decoding: $0, as: UTF8.self) }
    }

    package func previousState(of environment: String) async throws -> String? {
        try await history(of: environment).compactMap(RecordLine.init)
            .last { $0.action == PromotionRecord.Action.promote.rawValue }?.from
    }

    /// The beginning of a digest will do, seven digits of it.
    package func earlierState(_ name: String, of environment: String) async throws -> String? {
        guard name.count >= 7, let names = try? FileManager.default.contentsOfDirectory(atPath: store(environment))
        else {
            return nil
        }
        let states = names.filter { $0.count == 64 && $0.hasPrefix(name) }
        return states.count == 1 ? states[0] : nil
    }

    package func history(of environment: String) async throws -> [String] {
        guard let data = FileManager.default.contents(atPath: "\(store(environment))/records.jsonl") else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func folder(_ environment: String) -> String { "\(codedir)/environments/\(environment)" }
    private func store(_ environment: String) -> String { "\(codedir)/.bunraku/promotions/\(environment)" }
    private func kept(_ environment: String, _ state: String) -> String { "\(store(environment))/\(state)" }
    private func pinFile(_ environment: String) -> String { "\(store(environment))/pin" }

    private func keepState(of environment: String, named state: String) throws {
        let place = kept(environment, state)
        guard !FileManager.default.fileExists(atPath: place) else { return }
        try FileManager.default.createDirectory(atPath: store(environment), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder(environment), toPath: place)
    }

    /// Puts a copy beside the folder first, so that the exchange itself is two renames.
    private func replace(_ environment: String, by source: String) throws {
        let files = FileManager.default
        let fresh = "\(codedir)/environments/.\(environment).new"
        let old = "\(codedir)/environments/.\(environment).old"
        for leftover in [fresh, old] where files.fileExists(atPath: leftover) { try files.removeItem(atPath: leftover) }
        try files.copyItem(atPath: source, toPath: fresh)
        try files.moveItem(atPath: folder(environment), toPath: old)
        try files.moveItem(atPath: fresh, toPath: folder(environment))
        try files.removeItem(atPath: old)
    }

    private func append(_ record: PromotionRecord) throws {
        let path = "\(store(record.target))/records.jsonl"
        try FileManager.default.createDirectory(atPath: store(record.target), withIntermediateDirectories: true)
        var data = FileManager.default.contents(atPath: path) ?? Data()
        data.append(contentsOf: record.line.utf8)
        data.append(UInt8(ascii: "\n"))
        try data.write(to: URL(filePath: path), options: .atomic)
    }
}
