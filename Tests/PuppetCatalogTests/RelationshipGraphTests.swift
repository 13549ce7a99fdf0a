import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

struct RelationshipGraphTests {
    /// Notifies by title with their relations, and what contains them.
    private func catalog(
        _ resources: [(String, OrderedDictionary<String, Value>)], containing: [(String, String)] = []
    ) -> Catalog {
        var catalog = Catalog(name: "n", version: "1", environment: "production")
        for (reference, parameters) in resources {
            catalog.resources.append(
                Resource(
                    reference: self.reference(reference), parameters: parameters, file: "site.pp", line: 3,
                    kind: .compilableType))
        }
        catalog.edges = containing.map { Catalog.Edge(source: reference($0.0), target: reference($0.1)) }
        return catalog
    }

    private func reference(_ text: String) -> ResourceReference {
        ResourceReference(text) ?? ResourceReference(type: "Notify", title: text)
    }

    private func resolved(_ catalog: Catalog) throws -> RelationshipGraph { try RelationshipGraph.resolve(catalog) }

    @Test func everyRelationParameterOrders() throws {
        let graph = try resolved(
            catalog([
                ("a", ["require": "Notify[b]"]),
                ("b", ["subscribe": .array(["Notify[c]", "Notify[d]"])]),
                ("c", [:]),
                ("d", ["before": .type(.resource(typeName: "Notify", title: "e"))]),
                ("e", ["notify": "Notify[b]"]),
            ]))
        #expect(graph.order == [2, 3, 4, 1, 0])
        #expect(graph.dependencies(of: 0) == [.init(source: 1, notifies: false)])
        #expect(
            Set(graph.dependencies(of: 1)) == [
                .init(source: 2, notifies: true), .init(source: 3, notifies: true), .init(source: 4, notifies: true),
            ])
        #expect(graph.dependencies(of: 4) == [.init(source: 3, notifies: false)])
    }

    @Test func relationToAContainerReachesWhatItContains() throws {
        let graph = try resolved(
            catalog(
                [
                    ("Class[A]", ["notify": "Class[B]"]), ("Class[B]", [:]), ("inB", [:]), ("inA", [:]),
                ], containing: [("Class[A]", "inA"), ("Class[B]", "inB")]))
        #expect(graph.dependencies(of: 2) == [.init(source: 0, notifies: true)])
        #expect(graph.descendants(of: 0) == [3])
        #expect(graph.order == [3, 0, 2, 1])
    }

    @Test func missingReferenceNamesParameterAndPlace() throws {
        let error = #expect(throws: RelationshipError.self) {
            try self.resolved(self.catalog([("a", ["require": "Notify[nope]"])]))
        }
        #expect(
            error?.description
                == "Could not find resource 'Notify[nope]' in parameter 'require' (file: site.pp, line: 3)")
    }

    @Test func cycleNamesTheWholePath() throws {
        let error = #expect(throws: RelationshipError.self) {
            try self.resolved(
                self.catalog([
                    ("a", ["require": "Notify[c]"]), ("b", ["require": "Notify[a]"]), ("c", ["require": "Notify[b]"]),
                    ("x", [:]),
                ]))
        }
        #expect(error?.description == "Found 1 dependency cycle: (Notify[a] => Notify[b] => Notify[c] => Notify[a])")
    }

    @Test func cycleThroughAContainerIsFound() throws {
        let error = #expect(throws: RelationshipError.self) {
            try self.resolved(
                self.catalog(
                    [("Class[A]", [:]), ("inside", ["require": "outside"]), ("outside", ["require": "Class[A]"])],
                    containing: [("Class[A]", "inside")]
                ).renaming("outside"))
        }
        guard case .cycle(let path)? = error else {
            Issue.record("not a cycle: \(String(describing: error))")
            return
        }
        #expect(Set(path.map(\.description)) == ["Class[A]", "Notify[inside]", "Notify[outside]"])
    }

    @Test func aliasesAndNamesCanBeReferredTo() throws {
        let graph = try resolved(
            catalog([("a", ["alias": "other"]), ("b", ["require": "Notify[other]"])]))
        #expect(graph.dependencies(of: 1) == [.init(source: 0, notifies: false)])
    }

    @Test func twentyThousandResourcesInAChainDoNotRecurse() throws {
        let count = 20_000
        let resources = (0..<count).map { position in
            let parameters: OrderedDictionary<String, Value> =
                position == 0 ? [:] : ["require": .string("Notify[\(position - 1)]")]
            return ("\(position)", parameters)
        }
        #expect(try resolved(catalog(resources)).order == Array(0..<count))
    }
}

extension Catalog {
    /// Turns a bare title in relations into a reference.
    fileprivate func renaming(_ title: String) -> Catalog {
        var catalog = self
        for position in catalog.resources.indices
        where catalog.resources[position].parameters["require"] == .string(title) {
            catalog.resources[position].parameters["require"] = .string("Notify[\(title)]")
        }
        return catalog
    }
}
