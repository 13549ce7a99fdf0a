import ArgumentParser
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetTypes

/// Lookups of 10 000 keys in a hierarchy of eight levels, from memory.
struct LookupBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Look every key of a large hierarchy up.")

    @Option(help: "How many keys there are.")
    var keys = 10_000

    @Option(help: "How many levels the hierarchy has.")
    var levels = 8

    @Option(help: "How often every key is looked up.")
    var rounds = 7

    @OptionGroup var options: ReportOptions

    func run() throws {
        let files = LookupFiles(keys: keys, levels: levels)
        let engine = HieraEngine(
            environment: "production", environmentRoot: "environments/production", modules: [:],
            globalConfiguration: nil, files: files, keys: GrantedKeys.none)
        let facts: PuppetHash = [.string("host"): .string("bench")]
        let names = (0..<keys).map(LookupFiles.key)
        var found = 0
        let watch = Stopwatch()
        _ = try engine.lookup(key: names[0], scope: { $0 == "facts" ? .hash(facts) : nil })
        let first = watch.lap.processor
        let timing = try Timing(rounds: rounds) {
            found = 0
            let session = engine.session()
            for name in names
            where try session.lookup(key: name, scope: { $0 == "facts" ? .hash(facts) : nil }) != nil {
                found += 1
            }
        }
        var report = Report("lookup of \(keys) keys in \(levels) levels")
        report.add("bunraku", "keys found", Double(found), "")
        report.add("bunraku", "first lookup, which parses the data, CPU", first * 1000, "ms")
        report.add("bunraku", "data", Double(files.size) / 1e6, "MB")
        report.add("bunraku", "a lookup, median", timing.wall.median * 1e6 / Double(keys), "µs")
        report.add("bunraku", "a lookup, best", timing.wall.least * 1e6 / Double(keys), "µs")
        report.add("bunraku", "a lookup, CPU, median", timing.processor.median * 1e6 / Double(keys), "µs")
        if !options.withoutPeers { try addPeer(files, timing, &report) }
        report.write(options.format)
    }

    /// The same files, from a folder, for Puppet, which keeps in memory what it has parsed too.
    private func addPeer(_ files: LookupFiles, _ timing: Timing, _ report: inout Report) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bunraku-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try files.write(to: folder)
        guard
            let peer = Peers.puppet(["lookup", folder.path, String(keys), LookupFiles.key("%d")], &report),
            let seconds = peer["seconds"]?.double
        else { return }
        report.add("puppet", "keys found", peer["found"]?.double ?? .nan, "")
        report.add("puppet", "first pass, which parses the data", (peer["first"]?.double ?? .nan) * 1000, "ms")
        report.add("puppet", "a lookup, median", seconds * 1e6 / Double(keys), "µs")
        report.compare("a lookup, median", with: "puppet", seconds, over: timing.wall.median)
    }
}

/// A `hiera.yaml` and its data. Every key is in the last level and in one other; every tenth is merged from all.
private struct LookupFiles: HieraFiles {
    private let contents: [String: [UInt8]]

    var size: Int { contents.values.reduce(0) { $0 + $1.count } }

    init(keys: Int, levels: Int) {
        var contents: [String: [UInt8]] = [:]
        var configuration = "version: 5\nhierarchy:\n"
        for level in 0..<levels {
            let isLast = level == levels - 1
            configuration += "  - name: level \(level)\n    path: \"%{facts.host}/level\(level).yaml\"\n"
            var text = isLast ? "lookup_options:\n  '^profile::app\\d*0::':\n    merge: deep\n" : "---\n"
            for key in 0..<keys where isLast || key % levels == level || key % 10 == 0 {
                text += "\(Self.key(key)):\n  level: \(level)\n  names: [a\(key), b\(level)]\n"
            }
            contents["environments/production/data/bench/level\(level).yaml"] = Array(text.utf8)
        }
        contents["environments/production/hiera.yaml"] = Array(configuration.utf8)
        self.contents = contents
    }

    static func key(_ number: some CustomStringConvertible) -> String { "profile::app\(number)::value" }

    func write(to folder: URL) throws {
        for (path, bytes) in contents {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    func read(_ path: String) -> [UInt8]? { contents[path] }
    func glob(_ pattern: String) -> [String] { contents[pattern] == nil ? [] : [pattern] }
    func isDirectory(_ path: String) -> Bool { false }
}
