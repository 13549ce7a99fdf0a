import ArgumentParser
import Foundation
import JSON

/// How time and memory grow with the catalog; an exponent of 1 is linear.
struct GrowthBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grow", abstract: "Compile the reference workload in growing sizes.")

    @Option(parsing: .upToNextOption, help: "Numbers of applications; each has 7 objects.")
    var apps = [200, 400, 800, 1600, 3000]

    @Option(help: "How often each catalog is compiled.")
    var rounds = 5

    @OptionGroup var options: ReportOptions

    private struct Point {
        let applications: Int
        let milliseconds: Double
        let memory: Double
    }

    func run() async throws {
        var report = Report("growth of a warm compile, by CPU")
        var points: [Point] = []
        for count in apps {
            let point = try await Workload.with(applications: count) { try measure(count, $0) }
            points.append(point)
            report.add("bunraku", "\(count) apps, \(count * 7) objects", point.milliseconds, "ms")
            report.add(
                "bunraku", "\(count) apps, for each object",
                point.milliseconds * 1000 / Double(count * 7), "µs")
            report.add("bunraku", "\(count) apps, peak memory", point.memory, "MiB")
        }
        if let first = points.first, let last = points.last, first.applications != last.applications {
            report.add("bunraku", "exponent of the time", exponent(first, last, \.milliseconds), "")
            report.add("bunraku", "exponent of the memory", exponent(first, last, \.memory), "")
        }
        let longest = points.map(\.milliseconds).max() ?? 1
        for point in points {
            let bar = String(repeating: "█", count: max(1, Int((point.milliseconds / longest * 50).rounded())))
            report.note("\(point.applications) apps \(bar)")
        }
        report.write(options.format)
    }

    /// In a process of its own, so that each size has its own peak.
    private func measure(_ applications: Int, _ workload: Workload) throws -> Point {
        let process = try ChildProcess.check([
            CommandLine.arguments[0], "compile", workload.codedir, "--rounds", String(rounds), "--without-peers",
            "--format", "json",
        ])
        let figures = try JSONParser.parse(process.output)["figures"]?.array ?? []
        let median = figures.first { $0["measure"] == "compile, CPU, median" }?["value"]?.double
        return Point(applications: applications, milliseconds: median ?? .nan, memory: process.peakMemory)
    }

    private func exponent(_ first: Point, _ last: Point, _ figure: KeyPath<Point, Double>) -> Double {
        log(last[keyPath: figure] / first[keyPath: figure])
            / log(Double(last.applications) / Double(first.applications))
    }
}
