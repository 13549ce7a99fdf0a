import CEL
import JSON
import Testing

struct ProgramTests {
    @Test func oneProgramRunsManyTimes() throws {
        let program = try CELProgram(parsing: "status.replicas >= spec.replicas && has(status.ready)")
        #expect(program.variables == ["status", "spec"])
        let spec: JSON = ["replicas": 3]
        #expect(try program.evaluateBoolean(["spec": spec, "status": ["replicas": 3, "ready": true]]))
        #expect(try !program.evaluateBoolean(["spec": spec, "status": ["replicas": 2]]))
    }

    @Test func variableThatIsMissingIsNamed() throws {
        let program = try CELProgram(parsing: "status.phase == 'Ready'")
        let error = #expect(throws: CELError.self) { try program.evaluateBoolean([:]) }
        #expect(error?.message == "no such attribute(s): status")
    }
}
