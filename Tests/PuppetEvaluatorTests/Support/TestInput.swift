import Foundation
import OrderedCollections
import PuppetEvaluator
import PuppetTypes

/// The built-in types that the fixtures use.
struct TestResourceTypes: ResourceTypes {
    private static let open = ["File", "Exec", "Package", "Service", "User", "Group", "Cron"]
    private static let specs: [String: ResourceTypeSpec] = {
        var specs = [
            ResourceTypeSpec(name: "Notify", attributes: .listed(["name", "message", "withpath"])),
            ResourceTypeSpec(name: "Stage", attributes: .listed(["name"])),
        ]
        specs += open.map { ResourceTypeSpec(name: $0, nameAttribute: $0 == "File" ? "path" : "name") }
        return Dictionary(uniqueKeysWithValues: specs.map { ($0.name.lowercased(), $0) })
    }()

    func builtIn(_ lowercasedName: String) -> ResourceTypeSpec? { Self.specs[lowercasedName] }
}

extension CompileInput {
    /// An input with the facts of the fixtures.
    static func test(
        node: String = "n1.example.org", loader: any CodeLoader, data: any DataProvider = LayeredData(),
        facts: PuppetHash = ["clustername": "bench", "role": "web", "region": "eastus"],
        limits: EvaluationLimits = EvaluationLimits()
    ) -> CompileInput {
        CompileInput(
            nodeName: node, environment: "production", facts: facts, loader: loader, data: data,
            resourceTypes: TestResourceTypes(), limits: limits)
    }
}

/// Runs something on a thread with the stack that compiles are given.
func onLargeStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.stackSize = 64 << 20
        thread.start()
    }
}
