import Foundation
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import JSON
import PuppetCatalog

/// What is in the cluster before a run: the live objects of the catalog, and all members of the ApplySet.
struct Survey: Sendable {
    /// An object that is there. The content is kept only where it may have to be compared.
    struct Live: Sendable {
        let uid: String?
        let health: HealthStatus
        let isTerminating: Bool
        /// Nil when the memory says that it is as desired.
        let object: KubernetesObject?
    }

    var live: [ObjectIdentity: Live] = [:]
    /// How many members there are.
    var memberCount = 0
    /// The members that the catalog does not have: what pruning needs of their metadata.
    var strangers: [KubernetesObject] = []
    /// Of the lists, to go on from.
    var resourceVersions: [GroupVersionKind: String] = [:]
    /// Namespaces in which nothing can be yet: absent, or on their way out.
    var missingNamespaces: Set<String> = []
    var missingKinds: Set<GroupVersionKind> = []
    /// Kinds whose members could not be listed, and why. Nothing of theirs is pruned.
    var failures: [GroupKind: KubernetesError] = [:]
}

/// Makes the survey, with one list for each kind.
struct Surveyor: Sendable {
    let client: KubernetesClient
    let memory: AppliedMemory
    let applySetID: String
    let now: @Sendable () -> Date

    private enum Finding: Sendable {
        case members(GroupVersionKind, [Member], resourceVersion: String)
        case missing(GroupVersionKind)
        case failed(GroupKind, KubernetesError)
        case namespaces([KubernetesObject])
        /// Whether namespaces are missing cannot be told; the applies will say so.
        case unknownNamespaces
    }

    /// What is kept of a member: an object as a tree is large, and there may be many.
    private enum Member: Sendable {
        case wanted(ObjectIdentity, Survey.Live)
        /// The catalog does not have it; its metadata.
        case stranger(KubernetesObject)
    }

    func survey(_ desired: [DesiredObject], inventory: Inventory) async throws -> Survey {
        let byIdentity = Dictionary(desired.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        let kinds = Set(desired.map(\.gvk))
        let formerKinds = inventory.groupKinds.subtracting(kinds.map(\.groupKind))
        let needsNamespaces = desired.contains { $0.namespace != nil }
        return try await withThrowingTaskGroup(of: Finding.self) { group in
            for gvk in kinds { group.addTask { try await members(of: gvk, .whole, byIdentity) } }
            for kind in formerKinds { group.addTask { try await members(of: kind, byIdentity) } }
            if needsNamespaces { group.addTask { try await namespaces() } }
            var survey = Survey()
            var existing: Set<String>?
            for try await finding in group {
                switch finding {
                case .members(let gvk, let members, let version):
                    if !version.isEmpty { survey.resourceVersions[gvk] = version }
                    survey.memberCount += members.count
                    for member in members {
                        switch member {
                        case .wanted(let identity, let live): survey.live[identity] = live
                        case .stranger(let metadata): survey.strangers.append(metadata)
                        }
                    }
                case .missing(let gvk): survey.missingKinds.insert(gvk)
                case .failed(let kind, let error): survey.failures[kind] = error
                case .unknownNamespaces: continue
                case .namespaces(let objects): existing = Set(objects.filter { !$0.isTerminating }.map(\.name))
                }
            }
            if let existing {
                survey.missingNamespaces = Set(desired.compactMap(\.namespace)).subtracting(existing)
            }
            return survey
        }
    }

    private func member(_ object: KubernetesObject, _ desired: [ObjectIdentity: DesiredObject]) -> Member {
        guard let wanted = desired[object.identity] else { return .stranger(Self.metadata(of: object)) }
        let isCurrent = memory.isCurrent(wanted, uid: object.uid, resourceVersion: object.resourceVersion)
        if isCurrent { memory.jobs.note(wanted, object) }
        return .wanted(
            wanted.identity,
            Survey.Live(
                uid: object.uid, health: wanted.health(of: object, now: now()), isTerminating: object.isTerminating,
                object: isCurrent ? nil : object))
    }

    /// The text of a page is whole in memory, and so many as there are kinds.
    private static let pageSize = 250

    private var selector: String { "\(ApplySetParent.partOfLabel)=\(applySetID)" }

    private func members(
        of gvk: GroupVersionKind, _ representation: Representation, _ desired: [ObjectIdentity: DesiredObject]
    ) async throws -> Finding {
        let selection = ObjectSelection(labelSelector: selector, representation: representation)
        do {
            do {
                let list = try await client.list(gvk, selection, pageSize: Self.pageSize) { member($0, desired) }
                return .members(gvk, list.items, resourceVersion: list.resourceVersion)
            } catch let error as KubernetesError where error.isNotFound {
                // Its definition is gone, or the server is at odds with itself: only the former means no members.
                await client.forgetResources(of: gvk.group)
                _ = try await client.resource(gvk)
                return .failed(gvk.groupKind, error)
            }
        } catch let error as KubernetesError where error.isUnknownKind {
            return .missing(gvk)
        } catch let error as KubernetesError where error.isLocal {
            return .failed(gvk.groupKind, error)
        }
    }

    /// Members of a kind that only the inventory names. A kind whose definition is gone has no members.
    private func members(
        of kind: GroupKind, _ desired: [ObjectIdentity: DesiredObject]
    ) async throws -> Finding {
        do {
            return try await members(of: try await client.resource(kind).gvk, .metadata, desired)
        } catch let error as KubernetesError {
            if error.isUnknownKind {
                return .missing(GroupVersionKind(group: kind.group, version: "*", kind: kind.kind))
            }
            guard error.isLocal else { throw error }
            return .failed(kind, error)
        }
    }

    private func namespaces() async throws -> Finding {
        let gvk = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
        do {
            return .namespaces(try await client.list(gvk, ObjectSelection(representation: .metadata)).objects)
        } catch let error as KubernetesError where error.isLocal {
            return .unknownNamespaces
        }
    }

    private static func metadata(of object: KubernetesObject) -> KubernetesObject {
        KubernetesObject([
            "apiVersion": .string(object.apiVersion), "kind": .string(object.kind),
            "metadata": object.json["metadata"] ?? [:],
        ])
    }
}
