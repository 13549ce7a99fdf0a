import Foundation
import Hiera
import TestSupport
import Testing

struct EYAMLTokenTests {
    private func text(_ range: Range<Int>, of text: String) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    @Test func tokensInAValue() {
        let value = "a ENC[PKCS7,QUJD] b ENC[QUJD\n RA==]c ENC[GPG,QQ==] ENC[bad!] ENC["
        let tokens = EYAML.Tokens.inValue(value)
        #expect(tokens.map(\.scheme) == ["PKCS7", "PKCS7", "GPG"])
        #expect(tokens.map(\.base64) == ["QUJD", "QUJDRA==", "QQ=="])
        #expect(
            tokens.map { text($0.range, of: value) } == ["ENC[PKCS7,QUJD]", "ENC[QUJD\n RA==]", "ENC[GPG,QQ==]"])
    }

    /// Letters that join others to one character stand between no two bytes of a token.
    @Test func tokensBesideCombiningLetters() {
        let value = "e\u{301}ENC[PKCS7,QUJD]\u{301}ENC[PKCS7,QUJE]\r\n"
        #expect(EYAML.Tokens.inValue(value).map(\.base64) == ["QUJD", "QUJE"])
        #expect(EYAML.Tokens.inFile(Array(value.utf8)).map(\.base64) == ["QUJD", "QUJE"])
    }

    @Test func tokensInAFile() throws {
        let file = """
            a: ENC[PKCS7,QUJD]
            b: >
                ENC[PKCS7,QUJD
                REVG]
            c: "x ENC[PKCS7,QUJD] y ENC[PKCS7,REVG]"
            d: >-
              ENC[PKCS7,QUJD]
            e: ENC[PKCS7,QUJD
              REVG]
            # f: >
            #   ENC[PKCS7,QUJD
            #   REVG]
            g: "ENC[PKCS7,QUJD\\nREVG\\
              R0hJ]"
            h: ENC[PKCS7,QUJD# REVG]
            i: ENC[a b, c]
            """
        let tokens = EYAML.Tokens.inFile(Array(file.utf8))
        #expect(
            tokens.map(\.base64)
                == ["QUJD", "QUJDREVG", "QUJD", "REVG", "QUJD", "QUJDREVG", "QUJDREVG", "QUJDREVGR0hJ"])
        #expect(tokens.map(\.isFolded) == [false, true, false, false, false, true, true, true])
        for token in tokens { #expect(token.text(base64: token.base64) == text(token.range, of: file)) }
        #expect(tokens[1].text(base64: "R0hJSktM") == "ENC[PKCS7,R0hJ\n    SktM]")
        #expect(tokens[6].text(base64: "R0hJSktM") == "ENC[PKCS7,R0hJ\n#   SktM]")
    }

    /// Other content is as wide as the old, whether there is more of it or less.
    @Test func foldingIsKept() throws {
        let token = try #require(EYAML.Tokens.inFile(Array("ENC[PKCS7,AAAAAA\r\n\tBBBBBBBB\r\n\tCC]".utf8)).first)
        #expect(token.text(base64: "aaaaaabbbbbbbbcc") == "ENC[PKCS7,aaaaaa\r\n\tbbbbbbbb\r\n\tcc]")
        #expect(
            token.text(base64: "aaaaaabbbbbbbbccccccccdddd")
                == "ENC[PKCS7,aaaaaa\r\n\tbbbbbbbb\r\n\tcccccccc\r\n\tdddd]")
        #expect(token.text(base64: "aaaa") == "ENC[PKCS7,aaaa]")
        #expect(token.text(base64: "aaaaaabb") == "ENC[PKCS7,aaaaaa\r\n\tbb]")
        // A last line that is longer than the others is a way of writing too.
        let odd = "ENC[pkcs7,AA\n BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB]"
        let other = try #require(EYAML.Tokens.inFile(Array(odd.utf8)).first)
        #expect(other.text(base64: other.base64) == odd)
    }

    @Test func blockOfHieraEyaml() throws {
        let bytes = [UInt8](try Data(contentsOf: Fixtures.url("hiera/eyaml/block.yaml")))
        let token = try #require(EYAML.Tokens.inFile(bytes).first)
        let start = try #require(EYAML.blockStart(of: token, in: bytes))
        #expect(bytes[start] == UInt8(ascii: ">"))
        // Written again, the block is the same, byte for byte.
        #expect(Array(token.text(base64: token.base64).utf8) == Array(bytes[token.range]))
        #expect(Array((">\n" + EYAML.block(base64: token.base64)).utf8) == Array(bytes[start..<token.range.upperBound]))
        let key = try String(contentsOf: Fixtures.url("hiera/eyaml/private_key.pkcs7.pem"), encoding: .utf8)
        let keys = try EYAMLKeyPair(privatePEM: key, publicPEM: nil)
        #expect(try EYAML.decrypt(token.base64, with: keys) == "a block value that is folded")
    }
}
