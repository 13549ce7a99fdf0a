import Foundation
import JSON

/// The programs that figures are compared with.
enum Peers {
    /// Real Puppet in one process, by the script beside this file; nil with a note where it is not installed.
    static func puppet(_ arguments: [String], _ report: inout Report) -> JSON? {
        guard ChildProcess.isInstalled(["ruby", "-e", "require 'puppet'"]) else {
            report.note("Puppet is not installed (Debian: puppet-agent), so there is no figure to compare with")
            return nil
        }
        do {
            let script = Workload.package + "/Benchmarks/puppet.rb"
            let output = try ChildProcess.check(["ruby", script] + arguments, isQuiet: true).output
            return try JSONParser.parse(output)
        } catch {
            report.note("Puppet gave no figure: \(error)")
            return nil
        }
    }

    /// A whole process, the median of some rounds; nil with a note where it is not installed.
    static func process(
        _ name: String, probe: [String], _ arguments: [String], rounds: Int, _ report: inout Report
    ) -> ProcessSamples? {
        guard ChildProcess.isInstalled(probe) else {
            report.note("\(name) is not installed, so there is no figure to compare with")
            return nil
        }
        do {
            return try ProcessSamples(arguments, rounds: rounds, isQuiet: true)
        } catch {
            report.note("\(name) gave no figure: \(error)")
            return nil
        }
    }
}

/// What runs of one program cost.
struct ProcessSamples {
    let wall: Samples
    let user: Samples
    let system: Samples
    let peakMemory: Samples

    var processorMedian: Double { user.median + system.median }

    init(_ arguments: [String], rounds: Int, isQuiet: Bool = false) throws {
        var runs: [ChildProcess] = []
        for _ in 0..<max(rounds, 1) {
            runs.append(try ChildProcess.check(arguments, isQuiet: isQuiet, keepsOutput: false))
        }
        wall = Samples(runs.map(\.wallSeconds))
        user = Samples(runs.map(\.userSeconds))
        system = Samples(runs.map(\.systemSeconds))
        peakMemory = Samples(runs.map(\.peakMemory))
    }
}
