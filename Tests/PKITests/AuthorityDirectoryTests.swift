import Foundation
import Testing

@testable import PKI

struct AuthorityDirectoryTests {
    private func withDirectory(_ body: (AuthorityDirectory) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bunraku-ca-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let directory = AuthorityDirectory(url) { Date(timeIntervalSince1970: 1_800_000_000) }
        #expect(try directory.create(name: "Lab CA"))
        try body(directory)
    }

    private func request(_ certname: String, extensions: [String: String] = [:]) throws -> String {
        try CertificateRequest.make(certname: certname, privateKeyPEM: PrivateKey.generate(), extensions: extensions)
    }

    @Test func layoutIsPuppets() throws {
        try withDirectory { directory in
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted()
            #expect(
                names == [
                    ".lock", "ca_crl.pem", "ca_crt.pem", "ca_key.pem", "inventory.txt", "requests", "serial", "signed",
                ])
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.keyURL.path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            #expect(try String(contentsOf: directory.serialURL, encoding: .utf8) == "0002\n")
            #expect(
                try String(contentsOf: directory.inventoryURL, encoding: .utf8)
                    == "0x0001 2027-01-14T08:00:00UTC 2042-01-11T08:00:00UTC /CN=Lab CA\n")
        }
    }

    @Test func creatingAgainChangesNothing() throws {
        try withDirectory { directory in
            let before = try directory.certificatePEM()
            #expect(try !directory.create(name: "Another CA"))
            #expect(try directory.certificatePEM() == before)
        }
    }

    @Test func requestWaitsForAnAdministrator() throws {
        try withDirectory { directory in
            let submission = try directory.submit(requestPEM: request("one.lab"), certname: "one.lab", policy: .none)
            guard case .pending = submission else { throw PKIError.notFound(certname: "one.lab", what: "request") }
            #expect(try directory.list().map(\.state) == [.requested])
            #expect(try directory.certificate("one.lab") == nil)
            let certificate = try directory.sign("one.lab")
            #expect(certificate.serial == SerialNumber(2))
            #expect(try directory.list().map(\.state) == [.signed])
            #expect(try directory.request("one.lab") == nil)
            #expect(try directory.certificate("one.lab")?.fingerprint == certificate.fingerprint)
        }
    }

    @Test func policySignsAtOnce() throws {
        try withDirectory { directory in
            let policy = AutosignPolicy.globs(["*.lab"])
            for (index, name) in ["one.lab", "two.lab"].enumerated() {
                guard
                    case .signed(let certificate) = try directory.submit(
                        requestPEM: request(name), certname: name, policy: policy)
                else { throw PKIError.notFound(certname: name, what: "certificate") }
                #expect(certificate.serial == SerialNumber(UInt64(index + 2)))
            }
            guard
                case .pending = try directory.submit(
                    requestPEM: request("one.prod"), certname: "one.prod", policy: policy)
            else { throw PKIError.conflict(certname: "one.prod", reason: "was signed") }
        }
    }

    @Test func policyNeverGrantsRights() throws {
        try withDirectory { directory in
            let pem = try request("one.lab", extensions: ["pp_cli_auth": "true"])
            #expect(throws: PKIError.self) { try directory.submit(requestPEM: pem, certname: "one.lab", policy: .all) }
            #expect(try directory.list().isEmpty)
        }
    }

    @Test func nameThatIsTakenCannotBeTakenOver() throws {
        try withDirectory { directory in
            let first = try request("one.lab")
            _ = try directory.submit(requestPEM: first, certname: "one.lab", policy: .none)
            _ = try directory.submit(requestPEM: first, certname: "one.lab", policy: .none)
            let second = try request("one.lab")
            #expect(throws: PKIError.self) {
                try directory.submit(requestPEM: second, certname: "one.lab", policy: .all)
            }
            try directory.sign("one.lab")
            #expect(throws: PKIError.self) {
                try directory.submit(requestPEM: second, certname: "one.lab", policy: .all)
            }
            try directory.revoke("one.lab")
            #expect(throws: PKIError.self) {
                try directory.submit(requestPEM: second, certname: "one.lab", policy: .all)
            }
        }
    }

    @Test func cleaningRevokesAndForgets() throws {
        try withDirectory { directory in
            let (certificate, key) = try directory.generate("one.lab", dnsNames: ["puppet"])
            #expect(certificate.fits(try PrivateKey(pem: key)))
            #expect(certificate.dnsNames == ["one.lab", "puppet"])
            try directory.clean("one.lab")
            #expect(try directory.revocationList().contains(certificate.serial))
            #expect(try directory.status("one.lab") == nil)
            #expect(throws: PKIError.notFound(certname: "one.lab", what: "certificate or request")) {
                try directory.clean("one.lab")
            }
            let (second, _) = try directory.generate("one.lab")
            #expect(try directory.status("one.lab")?.state == .signed)
            try directory.revoke("one.lab")
            try directory.revoke("one.lab")
            let list = try directory.revocationList()
            #expect(list.entries.map(\.serial) == [certificate.serial, second.serial])
            #expect(list.number == 2)
            #expect(try directory.status("one.lab")?.state == .revoked)
        }
    }

    @Test func renewedCertificateIsTheSameForLonger() throws {
        try withDirectory { directory in
            let (old, key) = try directory.generate(
                "one.lab", dnsNames: ["puppet"], extensions: ["pp_cluster": "lab"], lifetime: 86400)
            let renewed = try directory.renew(old)
            #expect(renewed.serial != old.serial)
            #expect(renewed.notAfter > old.notAfter)
            #expect(renewed.dnsNames == old.dnsNames)
            #expect(renewed.extensions == old.extensions)
            #expect(renewed.fits(try PrivateKey(pem: key)))
            #expect(try directory.certificate("one.lab")?.serial == renewed.serial)
            try directory.revoke("one.lab")
            #expect(try directory.revocationList().entries.map(\.serial) == [old.serial, renewed.serial])
            #expect(throws: PKIError.self) { try directory.renew(renewed) }
        }
    }

    @Test func certificateOfAnotherAuthorityIsNotRenewed() throws {
        try withDirectory { directory in
            try withDirectory { other in
                let (foreign, _) = try other.generate("one.lab")
                #expect(throws: PKIError.self) { try directory.renew(foreign) }
            }
        }
    }

    @Test func revocationListIsExtendedInTime() throws {
        try withDirectory { directory in
            let (certificate, _) = try directory.generate("one.lab")
            try directory.revoke("one.lab")
            let end = try #require(try directory.revocationList().nextUpdate)
            #expect(try !directory.extendRevocationList(endingBefore: end))
            let later = AuthorityDirectory(directory.url) { Date(timeIntervalSince1970: 1_900_000_000) }
            #expect(try later.extendRevocationList(endingBefore: end + 1))
            let list = try directory.revocationList()
            #expect(try #require(list.nextUpdate) > end)
            #expect(list.entries.map(\.serial) == [certificate.serial])
            #expect(list.number == 2)
        }
    }

    @Test func forgedRevocationListIsRefused() throws {
        try withDirectory { directory in
            let other = try CertificateAuthority.create(name: "Lab CA", now: Date(timeIntervalSince1970: 1_800_000_000))
            let list = try RevocationList.make(
                authority: other, entries: [], number: 9, now: Date(timeIntervalSince1970: 1_800_000_000))
            try list.pem.write(to: directory.revocationURL, atomically: true, encoding: .utf8)
            #expect(throws: PKIError.self) { try directory.revocationList() }
        }
    }

    @Test(arguments: ["../ca_key", "a/b", "", ".."])
    func namesCannotLeaveTheDirectory(_ name: String) throws {
        try withDirectory { directory in
            #expect(throws: PKIError.invalidCertname(name)) { try directory.certificate(name) }
            #expect(throws: PKIError.invalidCertname(name)) { try directory.clean(name) }
        }
    }

    @Test func concurrentSigningNeverUsesASerialTwice() async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bunraku-ca-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let directory = AuthorityDirectory(url)
        try directory.create(name: "Lab CA")
        let serials = try await withThrowingTaskGroup(of: SerialNumber.self) { group in
            for index in 0..<16 {
                group.addTask { try directory.generate("node\(index)").certificate.serial }
            }
            return try await group.reduce(into: Set<SerialNumber>()) { $0.insert($1) }
        }
        #expect(serials.count == 16)
    }
}
