import Foundation
import JSON
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Agent

/// The report beside one of Puppet 7.23's (`puppet apply` with `reports=store`), with all keys that do not depend on a master.
struct ReportTests {
    private static let keys: Set<String> = [
        "host", "time", "configuration_version", "transaction_uuid", "report_format", "puppet_version", "status",
        "transaction_completed", "noop", "noop_pending", "environment", "logs", "metrics", "resource_statuses",
        "corrective_change", "cached_catalog_status",
    ]
    private static let statusKeys: Set<String> = [
        "title", "file", "line", "resource", "resource_type", "provider_used", "containment_path", "evaluation_time",
        "tags", "time", "failed", "failed_to_restart", "changed", "out_of_sync", "skipped", "change_count",
        "out_of_sync_count", "events", "corrective_change",
    ]
    private static let eventKeys: Set<String> = [
        "audited", "property", "previous_value", "desired_value", "historical_value", "message", "name", "status",
        "time", "redacted", "corrective_change",
    ]

    private func values(_ report: JSON, _ metric: String) -> [String: JSON] {
        let values = report[path: "metrics", metric, "values"]?.array ?? []
        return Dictionary(
            values.map { ($0[0]?.string ?? "", $0[2] ?? .null) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func everyKeyOfPuppetsIsThere() async throws {
        try await withAgent { fixture in
            let bad = configMap("shop/Bad Name", ["a": "b"])
            let resources = [
                namespace("shop"), bad, configMap("shop/good", ["a": "b"]),
                configMap("shop/after", ["a": "b"], ["require": "K8s::Configmap[shop/Bad Name]"]),
                configMap("shop/last", ["a": "b"], ["require": "K8s::Configmap[shop/after]"]),
                configMap("shop/noop", ["a": "b"], ["noop": true]),
            ]
            let report = await fixture.agent().apply(catalog(resources)).report.json()
            #expect(Self.keys.subtracting(report.object.map { Set($0.keys) } ?? []) == [])
            #expect(report["status"] == "failed" && report["noop_pending"] == true)
            let statuses = report["resource_statuses"]?.object ?? [:]
            #expect(statuses.count == 6)
            for status in statuses.values {
                #expect(Set(status.object?.keys.elements ?? []) == Self.statusKeys)
                for event in status["events"]?.array ?? [] {
                    #expect(Set(event.object?.keys.elements ?? []) == Self.eventKeys)
                }
            }
            func status(_ title: String) -> JSON { statuses["K8s::Configmap[shop/\(title)]"] ?? .null }
            func event(_ title: String) -> JSON { status(title)["events"]?[0] ?? .null }
            #expect(event("good")["name"] == "configmap_created" && event("good")["status"] == "success")
            #expect(event("Bad Name")["name"] == "resource_error" && event("Bad Name")["property"] == .null)
            #expect(event("noop")["status"] == "noop" && status("noop")["out_of_sync"] == true)
            #expect(status("noop")["changed"] == false)
            for title in ["after", "last"] {
                #expect(status(title)["skipped"] == true && status(title)["evaluation_time"] == .null)
                #expect(status(title)["events"] == [])
                #expect(
                    fixture.lines.lines.contains(
                        "Notice: K8s::Configmap[shop/\(title)]: Dependency K8s::Configmap[shop/Bad Name] has failures: true"
                    ))
            }
            #expect(
                values(report, "resources") == [
                    "total": 6, "skipped": 2, "failed": 1, "failed_to_restart": 0, "restarted": 0, "changed": 2,
                    "out_of_sync": 4, "scheduled": 0, "corrective_change": 0,
                ])
            #expect(values(report, "events") == ["total": 4, "failure": 1, "success": 2, "noop": 1])
            #expect(values(report, "changes") == ["total": 2])
            let times = Set(values(report, "time").keys)
            #expect(
                times.isSuperset(of: [
                    "k8s::namespace", "k8s::configmap", "config_retrieval", "transaction_evaluation",
                    "catalog_application", "total",
                ]))
            let logs = report["logs"]?.array ?? []
            #expect(
                logs.allSatisfy {
                    Set($0.object?.keys.elements ?? []) == [
                        "level", "message", "source", "tags", "time", "file", "line",
                    ]
                })
        }
    }
}
