import JSON

/// `agent_disabled.lock`: an administrator wants no runs, and says why.
package struct DisabledLock: Sendable {
    private static let name = "agent_disabled.lock"
    private let directory: StateDirectory

    package init(_ directory: StateDirectory) { self.directory = directory }

    /// The message, or nil when the agent is enabled.
    package func message() throws(StateError) -> String? {
        guard let bytes = try directory.read(Self.name) else { return nil }
        let text = (try? JSONParser.parse(bytes))?["disabled_message"]?.string
        return text ?? "reason not specified"
    }

    package func disable(_ message: String) throws(StateError) {
        let json: JSON = ["disabled_message": .string(message)]
        try directory.write(JSONWriter.bytes(json), to: Self.name)
    }

    package func enable() throws(StateError) { try directory.remove(Self.name) }
}
