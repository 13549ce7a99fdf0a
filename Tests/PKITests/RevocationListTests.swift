import Foundation
import Testing

@testable import PKI

struct RevocationListTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(arguments: [PrivateKey.Algorithm.ecP256, .rsa2048])
    func listIsReadBack(_ algorithm: PrivateKey.Algorithm) throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", algorithm: algorithm, now: now)
        let entries = [0x01, 0x7F, 0x80, 0xFFFF, UInt64.max].map {
            RevocationList.Entry(serial: SerialNumber($0), date: now)
        }
        let made = try RevocationList.make(authority: authority, entries: entries, number: 300, now: now)
        let list = try RevocationList(pem: made.pem)
        #expect(list.entries == entries)
        #expect(list.number == 300)
        #expect(list.thisUpdate == now)
        #expect(list.nextUpdate == now + 5 * 365 * 86400)
        #expect(list.isIssued(by: authority.certificate))
        #expect(list.contains(SerialNumber(0x80)))
        #expect(!list.contains(SerialNumber(0x81)))
    }

    @Test func datesPast2049AreKept() throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", now: now)
        let late = Date(timeIntervalSince1970: 2_600_000_000)
        let list = try RevocationList.make(
            authority: authority, entries: [.init(serial: SerialNumber(2), date: late)], number: 1, now: now)
        #expect(list.entries.first?.date == late)
    }

    @Test func changedListIsNotTheAuthoritys() throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", now: now)
        let list = try RevocationList.make(
            authority: authority, entries: [.init(serial: SerialNumber(2), date: now)], number: 1, now: now)
        let bytes = try #require(pemBytes(list.pem))
        var accepted: [Int] = []
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x01
            let read = try? RevocationList(pem: pemText("X509 CRL", changed))
            if read?.isIssued(by: authority.certificate) == true { accepted.append(index) }
        }
        #expect(accepted == [])
    }

    @Test func listOfAnotherAuthorityIsTold() throws {
        let authority = try CertificateAuthority.create(name: "Lab CA", now: now)
        let other = try CertificateAuthority.create(name: "Lab CA", now: now)
        let list = try RevocationList.make(authority: other, entries: [], number: 1, now: now)
        #expect(!list.isIssued(by: authority.certificate))
    }

    @Test func serialNumbersIgnoreLeadingZeros() {
        #expect(SerialNumber(bytes: [0, 0, 0x1A]) == SerialNumber(0x1A))
        #expect(SerialNumber(bytes: [0, 0]) == SerialNumber(0))
        #expect(SerialNumber(0x1A).hexadecimal == "001A")
        #expect(SerialNumber(0xABCDE).integer == 0xABCDE)
        #expect(SerialNumber(bytes: [UInt8](repeating: 1, count: 9)).integer == nil)
    }
}
