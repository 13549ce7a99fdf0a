import SwiftASN1
import X509

/// The certificate extensions that Puppet has registered; their values are `trusted.extensions` in manifests.
enum PuppetExtension {
    /// `1.3.6.1.4.1.34380.1.1.x` describes a node, and is copied from a request to its certificate.
    static let registered: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 34380, 1, 1]
    /// `1.3.6.1.4.1.34380.1.2.x` is for a site's own use, and is copied too.
    static let privateUse: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 34380, 1, 2]
    /// `1.3.6.1.4.1.34380.1.3.x` grants rights, so a request with one is not signed unless that is allowed.
    static let authorization: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 34380, 1, 3]

    private static let registeredNames: [UInt: String] = [
        1: "pp_uuid", 2: "pp_instance_id", 3: "pp_image_name", 4: "pp_preshared_key", 5: "pp_cost_center",
        6: "pp_product", 7: "pp_project", 8: "pp_application", 9: "pp_service", 10: "pp_employee",
        11: "pp_created_by", 12: "pp_environment", 13: "pp_role", 14: "pp_software_version", 15: "pp_department",
        16: "pp_cluster", 17: "pp_provisioner", 18: "pp_region", 19: "pp_datacenter", 20: "pp_zone",
        21: "pp_network", 22: "pp_securitypolicy", 23: "pp_cloudplatform", 24: "pp_apptier", 25: "pp_hostname",
    ]
    private static let authorizationNames: [UInt: String] = [
        1: "pp_authorization", 2: "pp_auth_auto_renew", 13: "pp_auth_role", 39: "pp_cli_auth",
    ]

    /// Whether `oid` lies directly or deeper under `arc`.
    static func lies(_ oid: ASN1ObjectIdentifier, under arc: ASN1ObjectIdentifier) -> Bool {
        let components = oid.oidComponents
        let prefix = arc.oidComponents
        return components.count > prefix.count && components.starts(with: prefix)
    }

    static func isPuppets(_ oid: ASN1ObjectIdentifier) -> Bool {
        lies(oid, under: registered) || lies(oid, under: privateUse) || lies(oid, under: authorization)
    }

    /// Puppet's short name of the extension, or the dotted number.
    static func name(of oid: ASN1ObjectIdentifier) -> String {
        let components = oid.oidComponents
        if components.count == 10, let last = components.last {
            if lies(oid, under: registered), let name = registeredNames[last] { return name }
            if lies(oid, under: authorization), let name = authorizationNames[last] { return name }
        }
        return components.map(String.init).joined(separator: ".")
    }

    /// The number behind a short name, or behind a dotted number of Puppet's arcs.
    static func oid(named name: String) -> ASN1ObjectIdentifier? {
        if let number = registeredNames.first(where: { $0.value == name })?.key {
            return appending(number, to: registered)
        }
        if let number = authorizationNames.first(where: { $0.value == name })?.key {
            return appending(number, to: authorization)
        }
        guard let oid = try? ASN1ObjectIdentifier(dotRepresentation: name), isPuppets(oid) else { return nil }
        return oid
    }

    private static func appending(_ number: UInt, to arc: ASN1ObjectIdentifier) -> ASN1ObjectIdentifier? {
        try? ASN1ObjectIdentifier(elements: arc.oidComponents + [number])
    }

    /// The text of an extension: a DER string, or the raw bytes of older tools that did not wrap it.
    static func value(of extension: Certificate.Extension) -> String {
        if let text = try? ASN1UTF8String(derEncoded: `extension`.value) { return String(text) }
        if let text = try? ASN1PrintableString(derEncoded: `extension`.value) { return String(text) }
        if let text = try? ASN1IA5String(derEncoded: `extension`.value) { return String(text) }
        return String(decoding: `extension`.value, as: UTF8.self)
    }
}
