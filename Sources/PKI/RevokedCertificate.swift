import Foundation
import SwiftASN1
import X509

/// One entry of a revocation list: `SEQUENCE { serial, revocationDate, extensions OPTIONAL }`.
struct RevokedCertificate: DERImplicitlyTaggable {
    static var defaultIdentifier: ASN1Identifier { .sequence }

    let entry: RevocationList.Entry

    init(entry: RevocationList.Entry) {
        self.entry = entry
    }

    init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
        entry = try DER.sequence(node, identifier: identifier) { nodes in
            let serial = try ArraySlice<UInt8>(derEncoded: &nodes)
            let date = try RevocationTime(derEncoded: &nodes).date
            _ = nodes.next()
            return RevocationList.Entry(serial: SerialNumber(bytes: serial), date: date)
        }
    }

    func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
        try coder.appendConstructedNode(identifier: identifier) { coder in
            try coder.serialize(entry.serial.integerBytes)
            try coder.serialize(RevocationTime(date: entry.date))
        }
    }
}

extension SerialNumber {
    /// The big-endian bytes of a positive ASN.1 INTEGER.
    fileprivate var integerBytes: ArraySlice<UInt8> {
        guard let first = bytes.first, first >= 0x80 else { return bytes[...] }
        return ([0] + bytes)[...]
    }
}

/// `Time ::= CHOICE { utcTime, generalTime }`: UTCTime up to 2049, GeneralizedTime from 2050.
struct RevocationTime: DERParseable, DERSerializable {
    let date: Date

    init(date: Date) {
        self.date = date
    }

    init(derEncoded node: ASN1Node) throws {
        if node.identifier == .utcTime {
            let time = try UTCTime(derEncoded: node)
            date = try Self.date(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
        } else {
            let time = try GeneralizedTime(derEncoded: node)
            date = try Self.date(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
        }
    }

    func serialize(into coder: inout DER.Serializer) throws {
        let parts = Self.calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        guard let year = parts.year, let month = parts.month, let day = parts.day, let hours = parts.hour,
            let minutes = parts.minute, let seconds = parts.second
        else { throw ASN1Error.invalidASN1Object(reason: "a date outside the calendar") }
        if (1950..<2050).contains(year) {
            try coder.serialize(
                UTCTime(year: year, month: month, day: day, hours: hours, minutes: minutes, seconds: seconds))
        } else {
            try coder.serialize(
                GeneralizedTime(
                    year: year, month: month, day: day, hours: hours, minutes: minutes, seconds: seconds,
                    fractionalSeconds: 0))
        }
    }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    private static func date(
        _ year: Int, _ month: Int, _ day: Int, _ hours: Int, _ minutes: Int, _ seconds: Int
    ) throws -> Date {
        let parts = DateComponents(year: year, month: month, day: day, hour: hours, minute: minutes, second: seconds)
        guard let date = calendar.date(from: parts) else {
            throw ASN1Error.invalidASN1Object(reason: "a date outside the calendar")
        }
        return date
    }
}
