extension Compiler {
    /// A compile that went on after errors.
    package struct Diagnosis {
        /// The first is the one that `compile` gives.
        package let errors: [EvaluationError]
        /// What could be made; nil where nothing could.
        package let output: CompileOutput?
        package let isWhole: Bool
    }

    /// Compiles once more what has failed, and goes on after errors that nothing depends on.
    package static func diagnose<Result>(
        _ input: CompileInput, _ body: (Diagnosis, OriginExplorer?) -> Result
    ) -> Result {
        var input = input
        input.collectsErrors = true
        let evaluator = Evaluator(input: input)
        defer { evaluator.close() }
        do throws(EvaluationError) {
            let output = try evaluator.run { () throws(Interruption) in
                try evaluator.start()
                try evaluator.evaluateManifests()
                evaluator.isFinishing = true
                try evaluator.finish()
                return CompileOutput(catalog: evaluator.catalog(), logs: evaluator.logs, trace: evaluator.trace)
            }
            let diagnosis = Diagnosis(
                errors: evaluator.problems, output: output, isWhole: !evaluator.hasEvaluationProblems)
            return body(diagnosis, OriginExplorer(evaluator))
        } catch {
            let isKnown = evaluator.problems.contains(error)
            let errors = evaluator.problems + (isKnown ? [] : [error])
            return body(Diagnosis(errors: errors, output: nil, isWhole: false), nil)
        }
    }
}
