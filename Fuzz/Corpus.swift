import Foundation
import JSON

/// Texts to begin with.
struct Corpus {
    /// In the order of their paths, so that a seed means the same everywhere.
    let texts: [[UInt8]]
    private static let largest = 8192

    init(folders: [String], target: Target) {
        var texts: [[UInt8]] = []
        for folder in folders {
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            for name in names.sorted() { texts += Self.texts(in: "\(folder)/\(name)", target) }
        }
        self.texts = texts.isEmpty ? [[]] : texts
    }

    private static func texts(in path: String, _ target: Target) -> [[UInt8]] {
        let ending = path.split(separator: ".").last.map(String.init) ?? ""
        if ending == "jsonl" { return target.fixtureKeys.isEmpty ? [] : snippets(in: path, target) }
        guard target.fileEndings.contains(ending), let data = FileManager.default.contents(atPath: path),
            data.count <= largest
        else { return [] }
        return [[UInt8](data)]
    }

    /// The texts in a file of fixtures, one JSON object a line.
    private static func snippets(in path: String, _ target: Target) -> [[UInt8]] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return [UInt8](data).split(separator: UInt8(ascii: "\n")).flatMap { line -> [[UInt8]] in
            guard let object = try? JSONParser.parse(Array(line)) else { return [] }
            return target.fixtureKeys.compactMap { object[$0]?.string }.flatMap(target.inputs)
                .filter { $0.count <= largest }
        }
    }
}
