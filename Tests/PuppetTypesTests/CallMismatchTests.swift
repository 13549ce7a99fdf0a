import OrderedCollections
import PuppetTypes
import Testing

struct CallMismatchTests {
    private static let eachOfHash = CallableSignature(
        parameters: [.anyHash], minimum: 1, maximum: 1, block: .callable(CallableSignature([.any, .any])),
        names: ["hash"])
    private static let eachOfArray = CallableSignature(
        parameters: [.iterable(nil)], minimum: 1, maximum: 1, block: .callable(CallableSignature([.any])),
        names: ["enumerable"])
    private static let oneParameterBlock = CallableSignature([.any])
    private static let threeParameterBlock = CallableSignature([.any, .any, .any])

    struct Case: Sendable {
        let function: String
        let signatures: [CallableSignature]
        var arguments: [Value] = []
        var block: CallableSignature?
        let message: String
    }

    static let cases = [
        Case(
            function: "abs",
            signatures: [CallableSignature(parameters: [.numeric], minimum: 1, maximum: 1, names: ["val"])],
            message: "'abs' expects 1 argument, got none"),
        Case(
            function: "abs",
            signatures: [CallableSignature(parameters: [.numeric], minimum: 1, maximum: 1, names: ["val"])],
            arguments: [.integer(1), .integer(2)], message: "'abs' expects 1 argument, got 2"),
        Case(
            function: "abs",
            signatures: [CallableSignature(parameters: [.numeric], minimum: 1, maximum: 1, names: ["val"])],
            arguments: [.array([])], message: "'abs' parameter 'val' expects a Numeric value, got Array"),
        Case(
            function: "each", signatures: [eachOfHash, eachOfArray], arguments: [.array([])],
            message: "'each' expects a block"),
        Case(
            function: "each", signatures: [eachOfHash], arguments: [.hash([:])], block: oneParameterBlock,
            message: "'each' block expects 2 arguments, got 1"),
        Case(
            function: "each", signatures: [eachOfArray], arguments: [.array([])], block: threeParameterBlock,
            message: "'each' block expects 1 argument, got 3"),
        Case(
            function: "notice", signatures: [CallableSignature([.any])], arguments: [.integer(1)],
            block: oneParameterBlock, message: "'notice' does not expect a block"),
        Case(
            function: "lambda",
            signatures: [CallableSignature(parameters: [.anyInteger], minimum: 1, maximum: 1, names: ["x"])],
            arguments: [.string("a")], message: "block parameter 'x' expects an Integer value, got String"),
        Case(
            function: "f",
            signatures: [
                CallableSignature(
                    parameters: [.anyString, .optional(.anyInteger)], minimum: 1, maximum: nil, names: ["a", "b"]),
                CallableSignature(parameters: [.boolean(nil)], minimum: 1, maximum: 1, names: ["c"]),
            ], arguments: [.float(1)],
            message: """
                The function 'f' was called with arguments it does not accept. It expects one of:
                  (String a, Optional[Integer] b*)
                    rejected: parameter 'a' expects a String value, got Float
                  (Boolean c)
                    rejected: parameter 'c' expects a Boolean value, got Float
                """),
    ]

    @Test(arguments: cases)
    func describesCalls(_ call: Case) {
        let text = TypeMismatch.describeCall(
            function: call.function, signatures: call.signatures, arguments: call.arguments, block: call.block)
        #expect(text == call.message)
    }

    @Test func describesParameters() {
        let parameters = [
            ParameterDeclaration(name: "port", type: .integer(lower: 1, upper: 65535), hasDefault: false),
            ParameterDeclaration(name: "name", type: .anyString, hasDefault: false),
            ParameterDeclaration(name: "tags", type: .array(.anyString, size: nil), hasDefault: true),
        ]
        let problems = TypeMismatch.describeParameters(
            owner: "Class[Foo]", parameters: parameters,
            values: ["port": .string("80"), "nam": .string("x"), "tags": .array([.integer(1)])])
        #expect(
            problems == [
                "has no parameter named 'nam'", "parameter 'port' expects an Integer value, got String",
                "expects a value for parameter 'name'", "parameter 'tags' index 0 expects a String value, got Integer",
            ])
        #expect(
            TypeMismatch.describeParameters(
                owner: "Class[Foo]", parameters: parameters,
                values: ["port": .deferred(DeferredCall(name: "f", arguments: [])), "name": .string("x")]
            ).isEmpty)
    }
}
