import OrderedCollections
import PuppetTypes
import Testing

struct ValueComparisonTests {
    private static let variant = PuppetType.variant([.anyInteger, .anyString])

    @Test(arguments: [
        (Value.string("É"), Value.string("é"), false), (.string("aB"), .string("Ab"), true),
        (.integer(1), .float(1.0), true), (.integer(1), .string("1"), false), (.undef, .undef, true),
        (.array([.string("A")]), .array([.string("a")]), true),
        (.hash(["a": .string("X"), "b": .integer(1)]), .hash(["b": .float(1), "a": .string("x")]), true),
        (.hash(["A": .integer(1)]), .hash(["a": .integer(1)]), false),
        (.type(variant), .type(.variant([.anyString, .anyInteger])), true),
        (.type(.resource(typeName: "File", title: "a")), .type(.resource(typeName: "file", title: "a")), true),
        (.sensitive(.integer(1)), .sensitive(.integer(1)), true),
    ])
    func equalsOfTheLanguage(_ left: Value, _ right: Value, _ areEqual: Bool) {
        #expect(ValueComparison.equals(left, right) == areEqual)
        #expect(ValueComparison.equals(right, left) == areEqual)
    }

    @Test func keysOfHashesDiffer() {
        let entries = PuppetHash(dictionaryLiteral: (.integer(1), "int"), (.float(1), "float"), ("a", 1), ("A", 2))
        #expect(entries.count == 4)
        #expect(Value.hash(["a": 1, "b": 2]) == .hash(["b": 2, "a": 1]))
        #expect(Set([Value.hash(["a": 1, "b": 2]), .hash(["b": 2, "a": 1])]).count == 1)
    }

    @Test(arguments: [
        (Value.integer(1), Value.float(1.5), -1), (.string("b"), .string("A"), 1), (.string("a"), .string("A"), 0),
        (.timespan(Timespan(nanoseconds: 1_500_000_000)), .integer(1), 0),
        (.integer(2), .timespan(Timespan(nanoseconds: 1_500_000_000)), 1),
        (.timestamp(Timestamp(seconds: 5)), .timestamp(Timestamp(seconds: 5, nanoseconds: 1)), -1),
        (.semVer(SemVer(major: 1, minor: 0, patch: 0)), .semVer(SemVer(major: 1, minor: 0, patch: 1)), -1),
    ])
    func compares(_ left: Value, _ right: Value, _ order: Int) throws {
        #expect(try ValueComparison.compare(left, right) == order)
    }

    @Test(arguments: [
        (Value.string("Debian"), Value.string("debian"), true), (.string("Debian"), .regexp("^D"), true),
        (.array([.integer(1), "a"]), .array([.type(.anyInteger), .type(.anyString)]), true),
        (.array([.integer(1)]), .array([.type(.anyString)]), false), (.integer(3), .type(.anyInteger), true),
        (.hash(["a": 1, "b": 2]), .hash(["a": .type(.anyInteger)]), true), (.integer(1), .default, true),
        ("1.2.3", .semVerRange(SemVerRange(source: "*", alternatives: [[]])), true), ("x", .regexp("("), false),
    ])
    func matchesOptions(_ value: Value, _ pattern: Value, _ isMatch: Bool) {
        #expect(ValueComparison.matches(value, pattern: pattern) == isMatch)
    }

    @Test func instancesOfNamedObjects() throws {
        let object = ObjectType(
            name: "Point", parent: nil,
            attributes: [
                "x": ObjectAttribute(type: .anyInteger), "y": ObjectAttribute(type: .anyInteger, defaultValue: 0),
            ])
        let point = try TypeConversion.new(.object(object), arguments: [1])
        #expect(PuppetType.object(object).accepts(point))
        #expect(PuppetType.richData.accepts(point) && !PuppetType.data.accepts(point))
        #expect(ValueFormatter.programmatic(point) == "Point({'x' => 1})")
        #expect(throws: TypeError.self) { try TypeConversion.new(.object(object), arguments: ["a"]) }
        #expect(throws: TypeError.self) { try TypeConversion.new(.object(object), arguments: [.hash(["y": 1])]) }
        let error = try TypeConversion.new(.error(nil), arguments: ["failed", "kind/x"])
        #expect(PuppetType.error(nil).accepts(error))
    }

    @Test func sizesOfValues() {
        #expect(Value.array([1, .hash(["a": .array([])])]).isWithin(depth: 2, count: 5))
        #expect(!Value.array([1, .hash(["a": .array([])])]).isWithin(depth: 1, count: 5))
        #expect(!Value.array([1, .hash(["a": .array([])])]).isWithin(depth: 2, count: 4))
        let doubled = (0..<60).reduce(Value.integer(1)) { value, _ in .array([value, value]) }
        #expect(!doubled.isWithin(depth: 100, count: 100_000))
    }
}
