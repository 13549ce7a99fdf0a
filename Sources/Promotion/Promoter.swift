package import Lint
import PuppetCatalog
package import PuppetCompiler

/// Works out promotions and rollbacks, and does them.
package struct Promoter: Sendable {
    private let repo: any ControlRepo
    private let compiler: NodeCompiler
    private let circumstances: NodeCompiler.Circumstances
    private let policies: [String: PromotionPolicy]

    package init(
        repo: any ControlRepo, compiler: NodeCompiler, circumstances: NodeCompiler.Circumstances,
        policies: [String: PromotionPolicy]
    ) {
        self.repo = repo
        self.compiler = compiler
        self.circumstances = circumstances
        self.policies = policies
    }

    /// Who does it, when and why.
    package struct Author: Sendable {
        package let who: String
        /// Seconds since 1970.
        package let time: Int
        package let reason: String

        package init(who: String, time: Int, reason: String) {
            self.who = who
            self.time = time
            self.reason = reason
        }
    }

    /// Compiles every node of the target as it is and as it would be. Changes nothing.
    package func plan(
        _ source: String, to target: String, progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> (plan: PromotionPlan, candidate: Candidate, lint: Linter.Report) {
        guard source != target else { throw PromotionError.sameEnvironment(source) }
        guard let current = try await repo.environments.snapshot(target), let state = try await repo.state(of: target)
        else { throw PromotionError.unknownEnvironment(target) }
        if let pin = try await repo.pinned(target) { throw PromotionError.pinned(environment: target, state: pin) }
        let candidate = try await repo.candidate(for: target, from: source)
        if let obstacle = candidate.obstacle { throw PromotionError.obstacle(obstacle) }

        let nodes = try await compare(current, candidate.snapshot, progress: progress)
        let lint = await Linter(compiler: compiler, circumstances: circumstances).lint(candidate.snapshot)
        let plan = PromotionPlan(
            source: source, target: target, from: state, to: candidate.state, subjects: candidate.subjects,
            nodes: nodes,
            gates: gates(source: source, target: target, nodes: nodes, lint: lint))
        return (plan, candidate, lint)
    }

    /// Moves the target as planned; throws where a gate is closed.
    package func promote(_ plan: PromotionPlan, to candidate: Candidate, by author: Author) async throws
        -> PromotionRecord
    {
        let closed = plan.gates.filter { !$0.isOpen }.map(\.name)
        guard closed.isEmpty else { throw PromotionError.gatesClosed(closed) }
        let record = PromotionRecord(
            action: .promote, plan: plan, who: author.who, time: author.time, reason: author.reason)
        if !plan.isNothing {
            try await repo.promote(plan.target, from: plan.from, to: candidate, record: record)
        }
        return record
    }

    /// Pins the environment to the state before its last promotion, or to the given one.
    package func rollback(_ environment: String, to state: String?, by author: Author) async throws -> PromotionRecord {
        guard let current = try await repo.state(of: environment) else {
            throw PromotionError.unknownEnvironment(environment)
        }
        let earlier: String
        if let state {
            guard let known = try await repo.earlierState(state, of: environment) else {
                throw PromotionError.unknownState(state, environment: environment)
            }
            earlier = known
        } else {
            guard let previous = try await repo.previousState(of: environment) else {
                throw PromotionError.nothingToRollBack(environment)
            }
            earlier = previous
        }
        let record = PromotionRecord(
            action: .rollback, target: environment, from: current, to: earlier, who: author.who, time: author.time,
            reason: author.reason)
        try await repo.pin(environment, to: earlier, record: record)
        return record
    }

    /// Lifts the pin, and says whether there was one.
    @discardableResult
    package func liftPin(_ environment: String, by author: Author) async throws -> Bool {
        guard try await repo.state(of: environment) != nil else { throw PromotionError.unknownEnvironment(environment) }
        guard let pin = try await repo.pinned(environment) else { return false }
        let record = PromotionRecord(
            action: .lift, target: environment, from: pin, to: pin, who: author.who, time: author.time,
            reason: author.reason)
        try await repo.liftPin(environment, record: record)
        return true
    }

    private func compare(
        _ current: EnvironmentSnapshot, _ next: EnvironmentSnapshot, progress: @Sendable (String) -> Void
    ) async throws -> [PromotionPlan.NodeComparison] {
        let known = current.nodes.facts
        let added = next.nodes.facts.filter { facts in !known.contains { $0.node == facts.node } }
        var comparisons: [PromotionPlan.NodeComparison] = []
        for facts in (known + added).sorted(by: { $0.node < $1.node }) {
            progress(facts.node)
            let before = await compile(facts, in: current)
            let after = await compile(facts, in: next)
            comparisons.append(Self.comparison(facts.node, before: before, after: after))
        }
        return comparisons
    }

    private func compile(
        _ facts: NodeFacts, in snapshot: EnvironmentSnapshot
    ) async -> Result<CompiledCatalog, CompileFailure> {
        do throws(CompileFailure) {
            return .success(try await compiler.compile(.init(facts: facts), in: snapshot, circumstances))
        } catch {
            return .failure(error)
        }
    }

    private static func comparison(
        _ node: String, before: Result<CompiledCatalog, CompileFailure>, after: Result<CompiledCatalog, CompileFailure>
    ) -> PromotionPlan.NodeComparison {
        let old = try? before.get()
        switch after {
        case .failure(let failure):
            return .init(node: node, before: old?.digest, after: nil, difference: nil, failures: failure.diagnostics)
        case .success(let new):
            let difference = old.map { CatalogDifference.between($0.catalog, new.catalog) }
            return .init(node: node, before: old?.digest, after: new.digest, difference: difference, failures: [])
        }
    }

    private func gates(
        source: String, target: String, nodes: [PromotionPlan.NodeComparison], lint: Linter.Report
    ) -> [PromotionPlan.GateResult] {
        let policy = policies[target] ?? PromotionPolicy()
        let broken = nodes.filter { !$0.failures.isEmpty }.map(\.node)
        var gates = [
            PromotionPlan.GateResult(
                name: "compile", isOpen: broken.isEmpty,
                detail: broken.isEmpty
                    ? "\(nodes.count) nodes compile" : "does not compile for \(broken.joined(separator: ", "))")
        ]
        if policy.requiresLint {
            gates.append(
                .init(
                    name: "lint", isOpen: lint.errorCount == 0,
                    detail: "\(lint.errorCount) errors, \(lint.warningCount) warnings in \(lint.fileCount) files"))
        }
        if let sources = policy.sources {
            gates.append(
                .init(
                    name: "source", isOpen: sources.contains(source),
                    detail: "'\(target)' takes promotions from \(sources.joined(separator: ", "))"))
        }
        if let freeze = policy.freeze {
            gates.append(.init(name: "freeze", isOpen: false, detail: "'\(target)' is frozen: \(freeze)"))
        }
        return gates
    }
}
