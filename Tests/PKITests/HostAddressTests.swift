import Foundation
import PKI
import Testing

@Suite struct HostAddressTests {
    /// TLS clients that were given an address look for an address in the certificate, not for a name.
    @Test func addressesAmongTheNamesBecomeAddresses() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bunraku-ca-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let authority = AuthorityDirectory(url)
        try authority.create(name: "CA")
        let names = ["puppet", "127.0.0.1", "::1", "10.0.0.256"]
        let (certificate, _) = try authority.generate("master", dnsNames: names)
        #expect(certificate.dnsNames == ["master", "puppet", "10.0.0.256", "127.0.0.1", "::1"])
    }
}
