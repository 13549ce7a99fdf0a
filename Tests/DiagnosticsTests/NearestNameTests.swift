import Diagnostics
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("replica", "replicas"), ("relpicas", "replicas"), ("Replicas", "replicas"), ("::app::wbe", "app::web"),
        ("k8s::deploymnt", "k8s::deployment"), ("ap", "app"),
    ])
    func findsWhatWasMeant(_ word: String, _ name: String) {
        let known = ["app", "app::web", "k8s::daemonset", "k8s::deployment", "replicas", "revision"]
        #expect(NearestName.nearest(to: word, in: known) == name)
    }

    @Test(arguments: ["port", "x", "", "deployment", String(repeating: "replicas", count: 20)])
    func isSilentAboutWhatIsFar(_ word: String) {
        #expect(NearestName.nearest(to: word, in: ["y", "app", "replicas", "k8s::deployment"]) == nil)
    }

    @Test func equalsAreToldApartByTheAlphabet() {
        #expect(NearestName.nearest(to: "cat", in: ["car", "bat", "rat"]) == "bat")
        #expect(NearestName.nearest(to: "cat", in: ["rat", "bat", "car"]) == "bat")
    }

    @Test func aNoteSpellsTheNameAsPeopleWriteIt() {
        let notes = Diagnostic.Note.suggestion(for: "replica", among: ["replicas"], sigil: "$")
        #expect(notes.map(\.message.text) == ["did you mean '$replicas'?"])
        #expect(Diagnostic.Note.suggestion(for: "port", among: ["replicas"]).isEmpty)
    }
}
