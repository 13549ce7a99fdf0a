import Diagnostics
import Testing

@testable import Commands

@Suite struct ExitCodeTests {
    @Test(arguments: [
        ["nonsense"], ["catalog", "compile"], ["catalog", "compile", "n1", "--format", "xml"],
        ["sandbox", "--port", "70000"],
        ["sandbox", "--port", "-1"], ["agent", "--disable", "a", "--enable"], ["agent", "--runinterval", "x"],
        ["agent", "--catalog", "c", "--server", "https://m:8140"], ["sandbox", "--latency", "-1"],
        ["evaluate", "-e", "1", "file.pp"], ["evaluate", "--json-lines", "-e", "1"], ["ca", "sign"],
        ["eyaml", "encrypt", "-s", "a", "-f", "b"], ["eyaml", "createkeys", "--pkcs7-keysize", "512"],
        ["rollback", "staging", "--lift", "--to", "x"], ["lint", "--format", "xml"],
    ]) func aWrongCommandLineIs64(_ arguments: [String]) async {
        let (message, code) = await CommandLineRun.run(arguments)
        #expect(code == 64)
        #expect(!message.isEmpty)
    }

    @Test(arguments: [
        (["agent", "--server", "puppet"], "'puppet' is not the address of a master; write --server https://host:8140"),
        (["agent", "--server", "http://puppet:8140"], "is not the address of a master"),
        (["agent", "--server", "https://puppet:8140", "--kubeconfig", "/nowhere"], "/nowhere"),
        (["agent", "--catalog", "/nowhere.json"], "cannot read /nowhere.json"),
        (["report", "list", "--database", "/nowhere.sqlite"], "there is no store /nowhere.sqlite"),
        (["ca", "list", "--ssldir", "/nowhere"], "create it with `bunraku ca setup`"),
        (["parser", "validate", "/nowhere.pp"], "there is no file /nowhere.pp"),
        (["evaluate", "-e", "1 +"], "Syntax error at end of input"),
        (["evaluate", "-e", "fail('no')"], "no"),
        (["evaluate", "/"], "cannot read /: it is a folder"),
        (
            ["eyaml", "decrypt", "-s", "ENC[PKCS7,MIIB]", "--pkcs7-private-key", "/nowhere.pem"],
            "cannot read the key /nowhere.pem"
        ),
    ]) func whatFailsIs1AndSaysWhy(_ arguments: [String], _ expected: String) async {
        let (message, code) = await CommandLineRun.run(arguments)
        #expect(code == 1)
        #expect(message.contains(expected), "\(message)")
    }

    @Test func aCatalogToApplyIsOne() async throws {
        try await ScratchCodedir.with { codedir in
            for (text, expected) in [
                ("[]", "is not a catalog"), ("{\"name\":\"n\"}", "a catalog needs a name and an environment"),
                ("{\"name\":\"n\",\"environment\":\"e\",\"resources\":[", "cannot read /nowhere"),
            ] {
                try codedir.write("catalog.json", text)
                let (message, code) = await CommandLineRun.run([
                    "agent", "--catalog", codedir.file("catalog.json"), "--kubeconfig", "/nowhere", "--onetime",
                ])
                #expect(code == 1)
                #expect(message.contains(expected), "\(message)")
            }
        }
    }

    @Test func lintFailsOnAnErrorOnly() async throws {
        try await ScratchCodedir.with { codedir in
            #expect(await codedir.run(["lint"]).code == 0)
            try codedir.write("environments/production/modules/app/templates/unused.epp", "<%= if ( %>")
            #expect(await codedir.run(["lint"]).code == 1)
        }
    }

    @Test func aDifferenceIs2() async throws {
        try await ScratchCodedir.with { codedir in
            let diff = ["catalog", "diff", "production", "staging", "--node", "n1", "--format", "json"]
            for (name, replicas) in [("hiera.yaml", ""), ("manifests/site.pp", ""), ("data/common.yaml", "4")] {
                let text = try codedir.read("environments/production/\(name)")
                try codedir.write(
                    "environments/staging/\(name)", replicas.isEmpty ? text : "app::replicas: \(replicas)\n")
            }
            let module = "modules/app/manifests/init.pp"
            try codedir.write("environments/staging/\(module)", try codedir.read("environments/production/\(module)"))
            #expect(await codedir.run(diff).code == 2)
            try codedir.write("environments/staging/data/common.yaml", "app::replicas: 3\n")
            #expect(await codedir.run(diff).code == 0)
        }
    }

    @Test func aDeepCallStackIsCutShort() {
        let file = SourceFile(path: "site.pp", text: "f()\n")
        let place = SourcePlace(file: file, range: SourceRange(0, 3))
        let frame = CallFrame(subject: "function f", verb: "called", place: place)
        let error = Diagnostic(id: "test", "too deep", at: place, callStack: Array(repeating: frame, count: 1000))
        let text = CommandFailure([error]).description
        #expect(text.hasPrefix("too deep\n"))
        #expect(text.split(separator: "\n").count { $0.contains("in function f, called at site.pp:1:1") } == 8)
        #expect(text.hasSuffix("… and 992 more"))
    }

    @Test func aKeyThatCannotBeKeptIsNotSigned() async throws {
        try await ScratchCodedir.with { codedir in
            let ssl = ["--ssldir", codedir.file("ssl"), "--config", codedir.file("bunraku.yaml")]
            #expect(await CommandLineRun.run(["ca", "setup"] + ssl).code == 0)
            let generate = ["ca", "generate", "n1"] + ssl
            let (message, code) = await CommandLineRun.run(generate + ["--output", codedir.file("nowhere")])
            #expect(code == 1)
            #expect(message.contains("cannot write to the folder \(codedir.file("nowhere"))"), "\(message)")
            #expect(await CommandLineRun.run(generate + ["--output", codedir.path]).code == 0)
            let key = try codedir.read("n1.key.pem")
            #expect(key.contains("PRIVATE KEY"))
        }
    }
}
