package import Foundation
import SwiftASN1
import X509

/// A certificate revocation list, version 2 of RFC 5280.
package struct RevocationList: Sendable {
    /// A certificate that is not to be trusted any more.
    package struct Entry: Hashable, Sendable {
        package let serial: SerialNumber
        package let date: Date

        package init(serial: SerialNumber, date: Date) {
            self.serial = serial
            self.date = date
        }
    }

    package let pem: String
    /// The crlNumber extension; zero where it is missing.
    package let number: UInt64
    package let thisUpdate: Date
    package let nextUpdate: Date?
    package let entries: [Entry]
    private let serials: Set<SerialNumber>
    private let list: CertificateList

    /// Reads the first list of a PEM text. Whether its issuer is the right one, ``isIssued(by:)`` says.
    package init(pem: String) throws(PKIError) {
        do {
            let documents = try PEMDocument.parseMultiple(pemString: pem)
            guard let document = documents.first(where: { $0.discriminator == "X509 CRL" }) else {
                throw PKIError.malformed(what: "revocation list", reason: "no X509 CRL in the PEM text")
            }
            try self.init(CertificateList(derEncoded: document.derBytes), der: document.derBytes)
        } catch let error as PKIError {
            throw error
        } catch {
            throw .malformed(what: "revocation list", reason: "not an X.509 revocation list")
        }
    }

    private init(_ list: CertificateList, der: [UInt8]) throws {
        self.list = list
        pem = PEMDocument(type: "X509 CRL", derBytes: der).text
        number = list.number
        thisUpdate = list.thisUpdate
        nextUpdate = list.nextUpdate
        entries = list.entries
        serials = Set(entries.map(\.serial))
    }

    /// A new list, signed by the authority's key.
    package static func make(
        authority: CertificateAuthority, entries: [Entry], number: UInt64, now: Date,
        lifetime: TimeInterval = 5 * 365 * 86400
    ) throws(PKIError) -> RevocationList {
        do {
            let der = try CertificateList.sign(
                authority: authority, entries: entries, number: number, thisUpdate: now, nextUpdate: now + lifetime)
            return try RevocationList(CertificateList(derEncoded: der), der: der)
        } catch let error as PKIError {
            throw error
        } catch {
            throw .authority(reason: "cannot make the revocation list: \(error)")
        }
    }

    package func contains(_ serial: SerialNumber) -> Bool {
        serials.contains(serial)
    }

    /// Whether the list was signed by the key of this certificate.
    package func isIssued(by issuer: NodeCertificate) -> Bool {
        list.isIssued(by: issuer.certificate)
    }
}
