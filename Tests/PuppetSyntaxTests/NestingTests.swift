import Diagnostics
import Foundation
import PuppetSyntax
import Testing

/// Nesting is bounded, so that no input overflows the stack of a small thread.
struct NestingTests {
    struct Pattern: Sendable {
        let open: String
        var middle = "1"
        var close = ""

        func text(_ count: Int) -> String {
            String(repeating: open, count: count) + middle + String(repeating: close, count: count)
        }
    }

    static let patterns = [
        Pattern(open: "[", close: "]"), Pattern(open: "(", close: ")"), Pattern(open: "{a=>", close: "}"),
        Pattern(open: "!"), Pattern(open: "-"), Pattern(open: "*"), Pattern(open: "@", middle: "f{'a':}"),
        Pattern(open: "f(", close: ")"), Pattern(open: "\"${", middle: "x", close: "}\""),
        Pattern(open: "$x[", close: "]"), Pattern(open: "if 1 {", close: "}"),
        Pattern(open: "if 1 { } else { ", close: "}"), Pattern(open: "unless 1 {", close: "}"),
        Pattern(open: "case 1 { 1: {", close: "}}"), Pattern(open: "class a {", middle: "notice(1)", close: "}"),
        Pattern(open: "f() |$x| { ", close: "}"), Pattern(open: "$x ? { 1 => ", close: "}"),
        Pattern(open: "$x ? 1 => "), Pattern(open: "F <| ", middle: "a", close: "|>"),
        Pattern(open: "f { 'a': b => (", close: ")}"), Pattern(open: "class { (", middle: "a", close: "): }"),
        Pattern(open: "$a = "), Pattern(open: "1 + "), Pattern(open: "1 or "), Pattern(open: "A -> "),
        Pattern(open: "if 1 { } els", middle: "if 1 {}"), Pattern(open: "", middle: "$x", close: ".f"),
        Pattern(open: "", middle: "$x", close: "[1]"), Pattern(open: "", middle: "f", close: "(1)"),
        Pattern(open: "function f($x = [", close: "]) {}"), Pattern(open: "", middle: "F", close: "<||>"),
    ]

    @Test(arguments: patterns)
    func deepInputIsAnError(_ pattern: Pattern) throws {
        #expect(onSmallThread { Self.judge(pattern.text(3000)) } == "nesting_too_deep")
    }

    @Test func deepestInputOfAllIsAnError() throws {
        let brackets = String(repeating: "[", count: 100_000)
        #expect(onSmallThread { Self.judge(brackets) } == "nesting_too_deep")
    }

    /// Trees that are not too deep are validated and freed there, too.
    @Test(arguments: patterns)
    func deepestTreeFitsTheStack(_ pattern: Pattern) throws {
        let depth = onSmallThread {
            // The parse succeeds up to a count of levels, and fails from there on.
            var (low, high) = (0, 250)
            while high - low > 1 {
                let middle = (low + high) / 2
                if Self.judge(pattern.text(middle)) == "nesting_too_deep" { high = middle } else { low = middle }
            }
            return low
        }
        #expect(try #require(depth) >= 45)
    }

    /// The id of the first error.
    private static func judge(_ text: String) -> String? {
        let (_, diagnostics) = PuppetParser.parse(SourceFile(path: "deep.pp", text: text))
        return diagnostics.first { $0.severity == .error }?.id
    }

    private func onSmallThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result?) -> Result? {
        let box = Box<Result?>()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            box.set(body())
            done.signal()
        }
        thread.stackSize = 512 * 1024
        thread.start()
        done.wait()
        return box.value ?? nil
    }
}
