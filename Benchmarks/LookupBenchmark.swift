import ArgumentParser
import Hiera
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
        let names = (0..<keys).map { "profile::app\($0)::value" }
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
        report.write(options.format)
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
                text += "profile::app\(key)::value:\n  level: \(level)\n  names: [a\(key), b\(level)]\n"
            }
            contents["environments/production/data/bench/level\(level).yaml"] = Array(text.utf8)
        }
        contents["environments/production/hiera.yaml"] = Array(configuration.utf8)
        self.contents = contents
    }

    func read(_ path: String) -> [UInt8]? { contents[path] }
    func glob(_ pattern: String) -> [String] { contents[pattern] == nil ? [] : [pattern] }
    func isDirectory(_ path: String) -> Bool { false }
}
