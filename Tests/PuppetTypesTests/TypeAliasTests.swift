import OrderedCollections
import PuppetTypes
import Testing

struct TypeAliasTests {
    /// `type Tree = Variant[Integer, Array[Tree], Hash[String, Tree]]`.
    private static func tree(_ name: String = "Tree") -> PuppetType {
        let alias = TypeAlias(name: name)
        alias.resolve(
            to: .variant([
                .anyInteger, .array(.alias(alias), size: nil),
                .hash(key: .anyString, value: .alias(alias), size: nil),
            ]))
        return .alias(alias)
    }

    @Test func recursiveAliasAcceptsByStructure() {
        let nested = Value.array([.integer(1), .hash(["a": .array([.integer(2), .array([])])])])
        #expect(Self.tree().accepts(nested))
        #expect(!Self.tree().accepts(.array([.integer(1), .array([.string("x")])])))
    }

    @Test func recursiveAliasesAreAssignable() {
        #expect(Self.tree().isAssignable(from: Self.tree("Other")))
        #expect(Self.tree().isAssignable(from: .array(.array(.anyInteger, size: nil), size: nil)))
        #expect(!Self.tree().isAssignable(from: .array(.array(.anyString, size: nil), size: nil)))
        #expect(PuppetType.data.isAssignable(from: Self.tree()))
        #expect(!Self.tree().isAssignable(from: .data))
        #expect(PuppetType.richData.isAssignable(from: .data))
        #expect(!PuppetType.data.isAssignable(from: .richData))
    }

    @Test func aliasOfItselfHoldsNothing() {
        let alias = TypeAlias(name: "Loop")
        alias.resolve(to: .variant([.alias(alias), .anyInteger]))
        let type = PuppetType.alias(alias)
        #expect(type.accepts(.integer(1)))
        #expect(!type.accepts(.string("a")))
        #expect(!type.isAssignable(from: .anyString))
        #expect(type.isAssignable(from: .anyInteger))
    }

    @Test func aliasesThatNameEachOtherEnd() {
        let first = TypeAlias(name: "First")
        let second = TypeAlias(name: "Second")
        first.resolve(to: .variant([.alias(second), .optional(.alias(first))]))
        second.resolve(to: .variant([.alias(first), .alias(second), .anyString]))
        #expect(PuppetType.alias(first).accepts(.string("a")))
        #expect(!PuppetType.alias(first).accepts(.integer(1)))
        #expect(!PuppetType.alias(second).isAssignable(from: .anyInteger))
        #expect(!TypeMismatch.describe(subject: "x", expected: .alias(first), actual: .integer(1)).isEmpty)
    }

    @Test func writesAliases() {
        let alias = TypeAlias(name: "Port", resolved: .integer(lower: 1, upper: 65535))
        #expect("\(PuppetType.alias(alias))" == "Port = Integer[1, 65535]")
        #expect("\(PuppetType.array(.alias(alias), size: nil))" == "Array[Port]")
        #expect("\(Self.tree())" == "Tree = Variant[Integer, Array[Tree], Hash[String, Tree]]")
        #expect(
            TypeMismatch.describe(subject: "parameter 'port'", expected: .alias(alias), actual: .integer(0))
                == "parameter 'port' expects a Port = Integer[1, 65535] value, got Integer[0, 0]")
    }

    @Test func resolvesOnce() {
        let alias = TypeAlias(name: "Once", resolved: .anyInteger)
        alias.resolve(to: .anyString)
        #expect(alias.resolved == .anyInteger)
    }

    /// `type A1 = A0; type A2 = A1; …` and `type B1 = Array[B0]; …`: no chain is followed without end.
    @Test(arguments: [false, true])
    func longChainsEnd(_ wraps: Bool) {
        var type = PuppetType.anyInteger
        for index in 0..<5_000 {
            type = .alias(TypeAlias(name: "A\(index)", resolved: wraps ? .array(type, size: nil) : type))
        }
        _ = type.accepts(.integer(1))
        _ = type.isAssignable(from: .anyInteger)
        _ = PuppetType.anyInteger.isAssignable(from: type)
        _ = PuppetType.data.isAssignable(from: type)
        #expect(type.description.utf8.count < 20_000)
        #expect(!TypeMismatch.describe(subject: "x", expected: type, actual: .string("a")).isEmpty)
    }

    @Test func typesDoNotGrowWithoutEnd() throws {
        #expect(throws: TypeError.self) {
            var type = PuppetType.anyInteger
            for _ in 0..<1_000 { type = try PuppetType.anyArray.parameterized([.type(type)]) }
        }
        #expect(throws: TypeError.self) {
            var type = PuppetType.anyInteger
            for _ in 0..<50 {
                let both = [Value.type(try PuppetType.anyArray.parameterized([.type(type)])), .type(type)]
                type = try PuppetType.tuple([], size: nil).parameterized(both)
            }
        }
    }
}
