package import Diagnostics
package import PuppetCompiler

/// Checks an environment: every manifest and template, every data file, and the catalog of every node.
package struct Linter: Sendable {
    private let compiler: NodeCompiler
    private let circumstances: NodeCompiler.Circumstances

    package init(compiler: NodeCompiler, circumstances: NodeCompiler.Circumstances) {
        self.compiler = compiler
        self.circumstances = circumstances
    }

    package struct Report: Sendable {
        /// Sorted by file, line and column, each once.
        package let findings: [Diagnostic]
        package let fileCount: Int
        package let nodeCount: Int

        package var errorCount: Int { findings.count { $0.severity == .error } }
        package var warningCount: Int { findings.count { $0.severity == .warning } }

        package init(findings: [Diagnostic], fileCount: Int, nodeCount: Int) {
            self.findings = findings.sortedByPlace()
            self.fileCount = fileCount
            self.nodeCount = nodeCount
        }

        /// Two reports as one; what both found counts once.
        package func merged(with other: Report) -> Report {
            Report(
                findings: findings + other.findings, fileCount: fileCount + other.fileCount,
                nodeCount: nodeCount + other.nodeCount)
        }
    }

    /// Lints one environment. `progress` is told of each node before it is compiled.
    package func lint(
        _ snapshot: EnvironmentSnapshot, progress: @Sendable (String) -> Void = { _ in }
    ) async -> Report {
        var findings: [Diagnostic] = []
        for check in SourceChecks.all { findings += check.findings(in: snapshot) }
        let nodes = snapshot.nodes
        findings += nodes.diagnostics
        // What keeps a file from being read is said once, not again for every node that needs the file.
        let broken = Set(findings.compactMap { $0.severity == .error ? $0.place : nil })
        for facts in nodes.facts {
            progress(facts.node)
            findings += await compile(facts, in: snapshot).filter { $0.place.map { !broken.contains($0) } ?? true }
        }
        let files = Set(
            snapshot.files.paths.filter { path in SourceChecks.all.contains { $0.reads(path) } }
                .map(snapshot.files.origin))
        return Report(
            findings: findings.map { $0.atOrigin(in: snapshot.files) }, fileCount: files.count,
            nodeCount: nodes.facts.count)
    }

    private func compile(_ facts: NodeFacts, in snapshot: EnvironmentSnapshot) async -> [Diagnostic] {
        let request = NodeCompiler.Request(facts: facts, isTracing: true)
        do throws(CompileFailure) {
            let compiled = try await compiler.compile(request, in: snapshot, circumstances)
            return compiled.warnings + CatalogChecks.all.flatMap { $0.findings(in: compiled, of: snapshot) }
        } catch {
            return error.diagnostics.map {
                $0.adding(note: "while compiling node '\(facts.node)' in '\(snapshot.name)'")
            }
        }
    }
}

extension Diagnostic {
    fileprivate func adding(note: Message) -> Diagnostic {
        var copy = self
        copy.notes.append(Note(note))
        return copy
    }
}

extension [Diagnostic] {
    /// Sorted by file, line and column; what is said twice of one place is kept once.
    fileprivate func sortedByPlace() -> [Diagnostic] {
        var seen: Set<FindingKey> = []
        let once = filter { seen.insert(FindingKey(id: $0.id, text: $0.message.text, place: $0.place)).inserted }
        return once.sorted { left, right in
            guard let a = left.place else { return right.place != nil }
            guard let b = right.place else { return false }
            return (a.file.path, a.range.lower) < (b.file.path, b.range.lower)
        }
    }
}

/// What makes two findings the same.
private struct FindingKey: Hashable {
    let id: String
    let text: String
    let place: SourcePlace?
}
