import Foundation
import Testing

@testable import PKI

struct CertificateAuthorityTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func request(
        _ certname: String = "one.lab", dnsNames: [String] = [], extensions: [String: String] = [:]
    ) throws -> CertificateRequest {
        let pem = try CertificateRequest.make(
            certname: certname, privateKeyPEM: PrivateKey.generate(), dnsNames: dnsNames, extensions: extensions)
        return try CertificateRequest(pem: pem)
    }

    @Test(arguments: [PrivateKey.Algorithm.ecP256, .rsa2048])
    func signedCertificateHoldsWhatTheRequestAsked(_ algorithm: PrivateKey.Algorithm) throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", algorithm: algorithm, now: now)
        let certificate = try authority.sign(
            request(extensions: ["pp_cluster": "lab", "1.3.6.1.4.1.34380.1.2.7": "x"]), as: "one.lab",
            serial: SerialNumber(0x1F00), now: now)
        #expect(certificate.certname == "one.lab")
        #expect(certificate.dnsNames == ["one.lab"])
        #expect(certificate.serial.hexadecimal == "1F00")
        #expect(certificate.extensions == ["pp_cluster": "lab", "1.3.6.1.4.1.34380.1.2.7": "x"])
        #expect(certificate.isIssued(by: authority.certificate))
        #expect(certificate.notAfter == now + 5 * 365 * 86400)
        #expect(certificate.isValid(at: now))
        #expect(!certificate.isValid(at: certificate.notAfter + 1))
        #expect(try NodeCertificate(pem: certificate.pem).fingerprint == certificate.fingerprint)
    }

    @Test func certificateDoesNotOutliveItsAuthority() throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", now: now, lifetime: 86400)
        let certificate = try authority.sign(request(), as: "one.lab", serial: SerialNumber(2), now: now)
        #expect(certificate.notAfter == authority.certificate.notAfter)
        #expect(throws: PKIError.self) {
            try authority.sign(request(), as: "one.lab", serial: SerialNumber(2), now: now + 2 * 86400)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        var certname = "one.lab"
        var dnsNames: [String] = []
        var extensions: [String: String] = [:]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Refusal(name: "another name", certname: "two.lab"),
        Refusal(name: "alternative name", dnsNames: ["puppet"]),
        Refusal(name: "authorization extension", extensions: ["pp_cli_auth": "true"]),
        Refusal(name: "unnamed authorization extension", extensions: ["1.3.6.1.4.1.34380.1.3.99": "true"]),
    ])
    func requestIsRefused(_ refusal: Refusal) throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", now: now)
        let request = try request(refusal.certname, dnsNames: refusal.dnsNames, extensions: refusal.extensions)
        #expect(throws: PKIError.self) {
            try authority.sign(request, as: "one.lab", serial: SerialNumber(2), now: now)
        }
    }

    @Test func optionsAllowAlternativeNamesButNoWildcard() throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", now: now)
        var options = CertificateAuthority.SigningOptions()
        options.allowsAlternativeNames = true
        let certificate = try authority.sign(
            request(dnsNames: ["puppet"]), as: "one.lab", serial: SerialNumber(2), now: now, options: options)
        #expect(certificate.dnsNames == ["one.lab", "puppet"])
        #expect(throws: PKIError.self) {
            try authority.sign(
                request(dnsNames: ["*.lab"]), as: "one.lab", serial: SerialNumber(2), now: now, options: options)
        }
    }

    @Test func keyOfAnotherAuthorityDoesNotFit() throws {
        let one = try CertificateAuthority.create(name: "One", now: now)
        let other = try CertificateAuthority.create(name: "Other", now: now)
        #expect(throws: PKIError.self) {
            try CertificateAuthority(certificatePEM: one.certificate.pem, privateKeyPEM: other.privateKey.pem)
        }
    }
}
