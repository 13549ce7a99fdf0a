import Foundation
import TestSupport
import Testing

/// The outcomes as a table in the repository.
///
/// `RECORD_SNAPSHOTS=1 BUNRAKU_FAULTS=all` writes it anew, and fails.
enum FaultTable {
    /// Holds what was run against the table: each cell of a sample, or all of the text.
    static func compare(_ outcomes: [String: FaultOutcome?]) throws {
        let url = Fixtures.url("agent/fault-matrix.md")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil, FaultSelection.takesAll {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text(outcomes).utf8).write(to: url)
            Issue.record("recorded \(url.path())")
            return
        }
        let known = try String(contentsOf: url, encoding: .utf8)
        if FaultSelection.takesAll {
            #expect(known == text(outcomes))
            return
        }
        let cells = cells(of: known)
        for (name, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            #expect(cells[name] == outcome?.rawValue, "\(name)")
        }
    }

    /// The cells of a table by the names of their cases.
    private static func cells(of text: String) -> [String: String] {
        var cells: [String: String] = [:]
        var extent = FaultCase.Extent.once
        var kinds: [String] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## Every") { extent = .lasting }
            guard line.hasPrefix("| ") else { continue }
            let columns = line.dropFirst(2).dropLast(2).split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard let first = columns.first else { continue }
            if first == "step" {
                kinds = Array(columns.dropFirst())
                continue
            }
            for (kind, cell) in zip(kinds, columns.dropFirst()) where !cell.isEmpty {
                cells["\(first)/\(kind)/\(extent.rawValue)"] = cell
            }
        }
        return cells
    }

    private static func text(_ outcomes: [String: FaultOutcome?]) -> String {
        let counts = Dictionary(grouping: outcomes.values.compactMap { $0 }, by: \.self).mapValues(\.count)
        func count(_ outcome: FaultOutcome) -> String { "\(counts[outcome] ?? 0)" }
        var lines = [
            "# Faults at every step of a run",
            "",
            "Written by `FaultMatrixTests`, which runs every cell and compares. A case applies a first catalog, then a second one",
            "in which a ConfigMap changes and refreshes a Deployment, objects go, one is renamed, one is replaced, a secret changes;",
            "the fault is at the step of its row. Then it is lifted, and the next run must converge, and the one after it write nothing.",
            "",
            "- `ok`: the run overcame the fault and converged (\(count(.overcame)) cases)",
            "- `part`: it did all but what the fault kept it from, and reported that (\(count(.reported)))",
            "- `fail`: it could not do its work, and reported why (\(count(.failed)))",
            "",
        ]
        for extent in FaultCase.Extent.allCases {
            let cases = FaultCase.all.filter { $0.extent == extent }
            let kinds = FaultKind.allCases.filter { kind in cases.contains { $0.fault == kind } }
            lines.append(
                "## \(extent == .once ? "One request is hit" : "Every such request is hit until the run is over")")
            lines.append("")
            lines.append("| step | " + kinds.map(\.rawValue).joined(separator: " | ") + " |")
            lines.append("|---|" + kinds.map { _ in "---|" }.joined())
            for step in FaultStep.all {
                let cells = kinds.map { kind -> String in
                    let name = FaultCase(step: step, fault: kind, extent: extent).description
                    guard let outcome = outcomes[name] else { return "" }
                    return outcome?.rawValue ?? "-"
                }
                lines.append("| \(step.name) | " + cells.joined(separator: " | ") + " |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}
