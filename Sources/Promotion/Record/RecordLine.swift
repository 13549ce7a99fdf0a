import JSON

/// What is asked of a kept record: its line in a note or a file.
struct RecordLine {
    let action: String
    let target: String
    let from: String
    let to: String
    let time: Int

    /// Nil for a line that is no record.
    init?(_ line: String) {
        guard let json = try? JSONParser.parse(line), let action = json["action"]?.string,
            let target = json["target"]?.string, let from = json["from"]?.string, let to = json["to"]?.string,
            let time = json["time"]?.integer
        else { return nil }
        self.action = action
        self.target = target
        self.from = from
        self.to = to
        self.time = time
    }
}

extension PromotionRecord {
    /// One line of JSON.
    var line: String { JSONWriter.text(json) }
}
