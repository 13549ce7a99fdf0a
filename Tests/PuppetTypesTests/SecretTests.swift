import OrderedCollections
import PuppetTypes
import Testing

struct SecretTests {
    private static let secret = Value.secret("hunter2")

    @Test func aSecretIsAString() throws {
        #expect(PuppetType.string(.size(Size(1, nil))).accepts(Self.secret))
        #expect(PuppetType.pattern(["^hunter"]).accepts(Self.secret))
        #expect(ValueComparison.equals(Self.secret, .string("HUNTER2")))
        #expect(Self.secret == .string("hunter2"))
        #expect(PuppetHash(dictionaryLiteral: (.string("hunter2"), .integer(1)))[Self.secret] == .integer(1))
        #expect(try ValueComparison.contains(.string("unter"), in: Self.secret))
    }

    @Test func findsSecrets() {
        #expect(Self.secret.holdsSecret)
        #expect(Value.sensitive(.integer(1)).holdsSecret)
        #expect(Value.array([.hash(["a": .array([Self.secret])])]).holdsSecret)
        #expect(!Value.array([.hash(["a": .array([.string("x")])])]).holdsSecret)
    }

    @Test func taintsStrings() {
        let tainted = Value.hash(["a": .array([.string("x"), .integer(1)])]).taintingStrings()
        guard case .hash(let entries) = tainted, case .array(let elements)? = entries[.string("a")] else {
            Issue.record("not a hash of an array")
            return
        }
        guard case .secret("x") = elements[0] else {
            Issue.record("the string is not secret")
            return
        }
        #expect(elements[1] == .integer(1))
    }

    @Test(arguments: [
        PuppetType.anyInteger, .anyFloat, .numeric, .boolean(nil), .semVer([]), .semVerRange, .binary,
        .timestamp(lower: nil, upper: nil), .timespan(lower: nil, upper: nil), .uri(nil), .type(nil),
    ])
    func conversionsDoNotQuoteSecrets(_ type: PuppetType) throws {
        do throws(TypeError) {
            let result = try TypeConversion.new(type, arguments: [.secret("hun ter\u{7}2é")])
            #expect(result.holdsSecret || result.stringContent == nil)
        } catch {
            #expect(!error.message.contains("hun"))
        }
    }

    @Test func conversionsKeepSecrets() throws {
        for type in [PuppetType.anyString, .anyArray, .tuple([], size: nil)] {
            #expect(try TypeConversion.new(type, arguments: [.array([Self.secret])]).holdsSecret)
        }
        #expect(try TypeConversion.new(.anyString, arguments: [Self.secret, .string("%u")]).holdsSecret)
    }

    @Test func mismatchesDoNotQuoteSecrets() {
        for type in [
            PuppetType.enumeration(["a"], caseInsensitive: false), .pattern(["^a"]), .anyInteger,
            .string(.size(Size(20, nil))), .array(.anyString, size: nil),
        ] {
            let text = TypeMismatch.describe(subject: "x", expected: type, actual: Self.secret)
            #expect(!text.isEmpty && !text.contains("hunter2"))
        }
    }

    @Test func namesOfSecretKeysAreNotQuoted() {
        let entries = PuppetHash(dictionaryLiteral: (Self.secret, .integer(1)))
        let text = TypeMismatch.describe(subject: "x", expected: .structure([]), actual: .hash(entries))
        let problems = TypeMismatch.describeParameters(owner: "Class[A]", parameters: [], values: entries)
        #expect(!text.isEmpty && !text.contains("hunter2"))
        #expect(problems == ["has no parameter named 'Sensitive [value redacted]'"])
    }

    @Test func sensitiveIsRedacted() throws {
        let value = Value.array([.sensitive(.string("hunter2")), .hash(["k": .sensitive(.string("hunter2"))])])
        let text = "[Sensitive [value redacted], {k => Sensitive [value redacted]}]"
        #expect(ValueFormatter.interpolated(value) == text)
        #expect(!ValueFormatter.programmatic(value).contains("hunter2"))
        #expect(try !ValueFormatter.format(value, .string("%#p")).contains("hunter2"))
        #expect(!RubyText.inspect(value).contains("hunter2"))
    }
}
