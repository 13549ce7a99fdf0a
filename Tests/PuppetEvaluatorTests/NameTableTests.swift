import Diagnostics
import Testing

@testable import PuppetEvaluator

struct NameTableTests {
    /// Few are walked, many are found by position; both find the same.
    @Test(arguments: [1, 12, 13, 100, 5000])
    func findsWhatWasSet(_ count: Int) {
        var table = NameTable<Int>()
        for number in 0..<count {
            let isNew = table.set(HashedName("name\(number)"), number)
            #expect(isNew)
            #expect(!table.contains(HashedName("name\(number + 1)")))
        }
        let isNewAgain = table.set("name0", -1)
        #expect(!isNewAgain)
        #expect(table.count == count)
        #expect(table["name0"] == -1)
        for number in 1..<count { #expect(table[HashedName("name\(number)")] == number) }
        #expect(table.names.first == "name0" && table.names.last == "name\(count - 1)")
        let existing = table.insert("name0", 7)
        #expect(existing == -1)
        let exchanged = table.exchange("name0", 7)
        #expect(exchanged == -1 && table["name0"] == 7)
        let nothing = table.exchange("other", 7)
        #expect(nothing == nil && !table.contains("other"))
    }

    /// Two names of the same hash, found by a search over short names.
    @Test func tellsNamesOfOneHashApart() {
        let (first, second) = (HashedName("costarring"), HashedName("liquid"))
        #expect(first.hash == second.hash && first != second)
        var table = NameTable<Int>()
        table.set(first, 1)
        #expect(table[second] == nil)
        table.set(second, 2)
        for number in 0..<20 { table.set(HashedName("n\(number)"), 0) }
        #expect(table[first] == 1 && table[second] == 2)
    }
}
