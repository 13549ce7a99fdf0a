import ArgumentParser
import Diagnostics
import Foundation
import JSON
import PuppetSyntax

/// Lexer, parser and validation over every manifest and template of a folder, on one core.
struct ParseBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Parse every .pp and .epp below a folder, from memory.")

    @Argument(help: "The folder.")
    var folder: String

    @Option(help: "How often everything is parsed.")
    var rounds = 7

    @OptionGroup var options: ReportOptions

    func run() throws {
        let files = try sources()
        let size = Double(files.reduce(0) { $0 + $1.bytes.count }) / 1e6
        var refused = 0
        let timing = Timing(rounds: rounds) {
            refused = 0
            for file in files where !Self.isAccepted(file) { refused += 1 }
        }
        var report = Report("parse \(folder)")
        report.add("bunraku", "files", Double(files.count), "")
        report.add("bunraku", "files refused", Double(refused), "")
        report.add("bunraku", "text", size, "MB")
        report.add("bunraku", "speed, median", size / timing.wall.median, "MB/s")
        report.add("bunraku", "speed, best", size / timing.wall.least, "MB/s")
        report.add("bunraku", "speed by CPU, median", size / timing.processor.median, "MB/s")
        if !options.withoutPeers, let peer = Peers.puppet(["parse", folder], &report),
            let theirs = peer["seconds"]?.double
        {
            let theirSize = (peer["bytes"]?.double ?? 0) / 1e6
            report.add("puppet", "files refused", peer["refused"]?.double ?? 0, "")
            report.add("puppet", "speed", theirSize / theirs, "MB/s")
            report.add("ratio to puppet", "speed, median", (size / timing.wall.median) / (theirSize / theirs), "×")
        }
        report.write(options.format)
    }

    private static func isAccepted(_ file: SourceFile) -> Bool {
        let result = file.path.hasSuffix(".epp") ? PuppetParser.parseEPP(file) : PuppetParser.parse(file)
        return !result.diagnostics.contains { $0.severity == .error }
    }

    private func sources() throws -> [SourceFile] {
        let root = URL(filePath: folder)
        guard let enumerator = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else {
            throw ValidationError("cannot read \(folder)")
        }
        let paths = enumerator.compactMap { ($0 as? URL)?.path }.filter { $0.hasSuffix(".pp") || $0.hasSuffix(".epp") }
        return try paths.sorted().compactMap { path in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                return nil
            }
            return SourceFile(path: path, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
        }
    }
}
