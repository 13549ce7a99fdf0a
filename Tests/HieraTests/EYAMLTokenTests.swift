import Foundation
import Hiera
import TestSupport
import Testing

struct EYAMLTokenTests {
    @Test func tokensInAValue() {
        let text = "a ENC[PKCS7,QUJD] b ENC[QUJD\n RA==]c ENC[GPG,QQ==] ENC[bad!] ENC["
        let tokens = EYAML.Tokens.inValue(text)
        #expect(tokens.map(\.scheme) == ["PKCS7", "PKCS7", "GPG"])
        #expect(tokens.map(\.base64) == ["QUJD", "QUJDRA==", "QQ=="])
        #expect(tokens.map { String(text[$0.range]) } == ["ENC[PKCS7,QUJD]", "ENC[QUJD\n RA==]", "ENC[GPG,QQ==]"])
    }

    @Test func tokensInAFile() throws {
        let text = """
            a: ENC[PKCS7,QUJD]
            b: >
                ENC[PKCS7,QUJD
                REVG]
            c: "x ENC[PKCS7,QUJD] y ENC[PKCS7,REVG]"
            d: >
              ENC[PKCS7,QUJD]
            e: ENC[PKCS7,QUJD
              REVG]
            """
        let tokens = EYAML.Tokens.inFile(text)
        #expect(tokens.map(\.form) == [.string, .block(indent: "    "), .string, .string, .block(indent: "  ")])
        #expect(tokens.map(\.base64) == ["QUJD", "QUJDREVG", "QUJD", "REVG", "QUJD"])
        #expect(String(text[tokens[1].range]) == ">\n    ENC[PKCS7,QUJD\n    REVG]")
        #expect(tokens[0].text(base64: "WFla") == "ENC[PKCS7,WFla]")
        #expect(tokens[1].text(base64: "WFla") == ">\n    ENC[PKCS7,WFla]")
    }

    @Test func blockOfHieraEyaml() throws {
        let text = try Fixtures.lines("hiera/eyaml/block.yaml").joined(separator: "\n")
        let token = try #require(EYAML.Tokens.inFile(text).first)
        #expect(token.form == .block(indent: "  "))
        // Written again, the block is the same, byte for byte.
        #expect(token.text(base64: token.base64) == String(text[token.range]))
        let key = try String(contentsOf: Fixtures.url("hiera/eyaml/private_key.pkcs7.pem"), encoding: .utf8)
        let keys = try EYAMLKeyPair(privatePEM: key, publicPEM: nil)
        #expect(try EYAML.decrypt(token.base64, with: keys) == "a block value that is folded")
    }
}
