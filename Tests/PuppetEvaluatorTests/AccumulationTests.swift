import Diagnostics
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes
import Testing

/// `$memo + …` at the end of a lambda grows the list or hash that only the lambda holds.
struct AccumulationTests {
    private func evaluate(_ code: String, steps: Int = EvaluationLimits().steps) async throws -> String {
        let loader = try MemoryLoader()
        let result = await onLargeStack { () -> Result<Value, EvaluationError> in
            let (program, _) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
            var input = CompileInput.test(loader: loader)
            input.limits.steps = steps
            do throws(EvaluationError) {
                return .success(try Evaluator.evaluateSnippet(program, input))
            } catch {
                return .failure(error)
            }
        }
        return ValueFormatter.programmatic(try result.get())
    }

    @Test(arguments: [
        ("[1, 2].reduce([]) |$m, $i| { $m + [$i] }", "[1, 2]"),
        ("[1, 2].reduce([]) |$m, $i| { $m + $m + [$i] }", "[1, 1, 2]"),
        ("[1, 2].reduce([0]) |$m, $i| { $m + $m }", "[0, 0, 0, 0]"),
        ("[1, 2].reduce({}) |$m, $i| { $m + { \"k${i}\" => $m } }", "{'k1' => {}, 'k2' => {'k1' => {}}}"),
        ("[1, 2].reduce({ 'a' => 1 }) |$m, $i| { $m + { 'a' => $i } }", "{'a' => 2}"),
        ("[1, 2].reduce({}) |$m, $i| { $m + [\"k${i}\", $i] }", "{'k1' => 1, 'k2' => 2}"),
        ("$a = [1] $b = [2, 3].reduce($a) |$m, $i| { $m + [$i] } [$a, $b]", "[[1], [1, 2, 3]]"),
        ("$a = [1] $b = [2].map |$i| { $a + [$i] } [$a, $b]", "[[1], [[1, 2]]]"),
        ("$b = [[1], [2]].map |$i| { $i + [0] } $b", "[[1, 0], [2, 0]]"),
        ("$a = [[1], [2]] $b = $a.map |$i| { $i + [0] } [$a, $b]", "[[[1], [2]], [[1, 0], [2, 0]]]"),
        ("[1, 2, 3].reduce([]) |$m, $i| { if $i == 3 { break() } $m + [$i] }", "[1, 2]"),
        ("[1, 2, 3].reduce([]) |$m, $i| { if $i == 2 { next($m) } $m + [$i] }", "[1, 3]"),
        ("[1, 2, 3].reduce |$m, $i| { $m + $i }", "6"),
        ("[[1], [2]].reduce([]) |$m, $i| { $c = [1].map |$x| { $m } $m + $c }", "[[], [[]]]"),
    ])
    func values(_ code: String, _ expected: String) async throws {
        #expect(try await evaluate(code) == expected)
    }

    /// The steps that it costs grow with what is added, not with what is there.
    @Test(arguments: [
        "Integer[1, 20000].reduce([]) |$m, $i| { $m + [$i] }.length",
        "Integer[1, 20000].reduce({}) |$m, $i| { $m + { $i => $i } }.length",
    ])
    func steps(_ code: String) async throws {
        #expect(try await evaluate(code, steps: 500_000) == "20000")
    }
}
