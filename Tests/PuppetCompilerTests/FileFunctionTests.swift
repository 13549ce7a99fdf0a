import Diagnostics
import Hiera
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import Testing

/// `file()` and its like read from the snapshot, and nothing leads out of a module's `files`.
struct FileFunctionTests {
    private let snapshot = EnvironmentSnapshot(
        origin: .init(name: "production", root: "environments/production", baseModuleFolders: []),
        files: FileTree([
            "environments/production/manifests/site.pp": [],
            "environments/production/modules/web/files/a.txt": Array("hello".utf8),
            "environments/production/modules/web/manifests/init.pp": Array("class web { }".utf8),
            "environments/staging/secret.txt": Array("no".utf8),
        ]), keys: GrantedKeys.none)

    private func evaluate(_ code: String) async -> (value: Value?, error: String) {
        let result = await NodeCompiler().evaluate(
            code, facts: NodeFacts(node: "n", values: [:]), in: snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
        switch result {
        case .success(let value): return (value, "")
        case .failure(let error): return (nil, error.diagnostic.message.text)
        }
    }

    @Test func readsFilesOfModules() async {
        #expect(await evaluate("file('nowhere/x', 'web/a.txt')").value == "hello")
        #expect(await evaluate("binary_file('web/a.txt')").value == .binary(Array("hello".utf8)))
        #expect(await evaluate("module_directory('web')").value == "environments/production/modules/web")
    }

    @Test(arguments: ["web/../manifests/init.pp", "web/../../../../staging/secret.txt", "/etc/hostname", "web/missing"])
    func nothingLeadsOut(path: String) async {
        let answer = await evaluate("file('\(path)')")
        #expect(answer.value == nil)
        #expect(answer.error.contains("Could not find any files from"))
    }

    @Test func programsAreNotRun() async {
        #expect(await evaluate("generate('/bin/true')").error.contains("runs no programs"))
    }
}
