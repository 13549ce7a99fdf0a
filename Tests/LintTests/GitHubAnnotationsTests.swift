import Diagnostics
import Lint
import Testing

struct GitHubAnnotationsTests {
    @Test func escapesWhatWorkflowCommandsReserve() {
        let file = SourceFile(path: "a,b:c.pp", text: "one\ntwo\n")
        let place = SourcePlace(file: file, range: SourceRange(4, 7))
        let finding = Diagnostic(id: "x", "100% wrong\nreally", at: place)
        #expect(
            GitHubAnnotations.lines([finding])
                == ["::error file=a%2Cb%3Ac.pp,line=2,col=1,title=x::100%25 wrong%0Areally"])
    }

    @Test func aFindingWithoutPlaceHasNoFile() {
        let finding = Diagnostic(id: "x", severity: .warning, "odd")
        #expect(GitHubAnnotations.lines([finding]) == ["::warning title=x::odd"])
    }
}
