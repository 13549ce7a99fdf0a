import Testing

@testable import PKI

struct CertificateRequestTests {
    @Test(arguments: [PrivateKey.Algorithm.ecP256, .rsa2048])
    func requestIsReadBack(_ algorithm: PrivateKey.Algorithm) throws {
        let pem = try CertificateRequest.make(
            certname: "one.lab", privateKeyPEM: PrivateKey.generate(algorithm), dnsNames: ["puppet"],
            extensions: ["pp_cluster": "lab"])
        let request = try CertificateRequest(pem: pem)
        #expect(request.certname == "one.lab")
        #expect(request.dnsNames == ["one.lab", "puppet"])
        #expect(request.extensions.puppetExtensions == ["pp_cluster": "lab"])
        #expect(request.pem == pem)
    }

    @Test func changedRequestIsRefused() throws {
        let pem = try CertificateRequest.make(certname: "one.lab", privateKeyPEM: PrivateKey.generate())
        let bytes = try #require(pemBytes(pem))
        var accepted: [Int] = []
        // The signature itself comes last; X.509 lets some of its bits vary.
        for index in bytes.indices.dropLast(76) {
            var changed = bytes
            changed[index] ^= 0x01
            if (try? CertificateRequest(pem: pemText("CERTIFICATE REQUEST", changed))) != nil { accepted.append(index) }
        }
        #expect(accepted == [])
    }

    @Test(arguments: ["", "no pem", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"])
    func malformedRequestIsRefused(_ text: String) {
        #expect(throws: PKIError.self) { try CertificateRequest(pem: text) }
    }

    @Test func certnameIsCheckedBeforeARequestIsMade() throws {
        let key = try PrivateKey.generate()
        #expect(throws: PKIError.invalidCertname("../x")) {
            try CertificateRequest.make(certname: "../x", privateKeyPEM: key)
        }
    }

    @Test func privateKeyMustBePEM() {
        #expect(throws: PKIError.self) { try PrivateKey(pem: "secret") }
    }
}
