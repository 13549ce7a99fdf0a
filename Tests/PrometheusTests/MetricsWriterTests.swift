import Testing

@testable import Prometheus

struct MetricsWriterTests {
    @Test func writesFamiliesWithTheirSamples() {
        var writer = MetricsWriter()
        writer.family("answers_total", .counter, "Answers.")
        writer.sample(["route": "/a", "status": "200"], 3)
        writer.family("age_seconds", .gauge, "Age.")
        writer.sample(1.5)
        #expect(
            writer.text == """
                # HELP answers_total Answers.
                # TYPE answers_total counter
                answers_total{route="/a",status="200"} 3
                # HELP age_seconds Age.
                # TYPE age_seconds gauge
                age_seconds 1.5

                """)
    }

    @Test func escapesLabels() {
        var writer = MetricsWriter()
        writer.family("a", .gauge, "A.")
        writer.sample(["path": "a\"b\\c\nd"], 1)
        #expect(writer.text.hasSuffix("a{path=\"a\\\"b\\\\c\\nd\"} 1\n"))
    }

    @Test func histogramsAreCumulative() {
        var histogram = Histogram(bounds: [0.1, 1])
        histogram.observe(0.05)
        histogram.observe(Duration.milliseconds(500))
        histogram.observe(7.0)
        var writer = MetricsWriter()
        writer.family("d_seconds", .histogram, "D.")
        writer.histogram(["phase": "plan"], histogram)
        let lines = writer.text.split(separator: "\n").dropFirst(2).map(String.init)
        #expect(
            lines == [
                "d_seconds_bucket{phase=\"plan\",le=\"0.1\"} 1", "d_seconds_bucket{phase=\"plan\",le=\"1.0\"} 2",
                "d_seconds_bucket{phase=\"plan\",le=\"+Inf\"} 3", "d_seconds_sum{phase=\"plan\"} 7.55",
                "d_seconds_count{phase=\"plan\"} 3",
            ])
    }
}
