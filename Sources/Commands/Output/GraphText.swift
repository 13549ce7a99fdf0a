import PuppetCatalog

/// The relations of a catalog as graphviz reads them.
enum GraphText {
    static func dot(_ catalog: Catalog) throws -> String {
        var lines = ["digraph \"\(escape(catalog.name))\" {", "  rankdir=LR;"]
        for resource in catalog.resources {
            lines.append("  \"\(escape(resource.reference.description))\";")
        }
        for edge in catalog.edges {
            lines.append(
                "  \"\(escape(edge.source.description))\" -> \"\(escape(edge.target.description))\" [style=dotted];")
        }
        let graph = try RelationshipGraph.resolve(catalog)
        for relation in graph.relations {
            let style = relation.notifies ? " [style=bold]" : ""
            let source = escape(graph.resources[relation.source].description)
            lines.append("  \"\(source)\" -> \"\(escape(graph.resources[relation.target].description))\"\(style);")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private static func escape(_ text: String) -> String {
        text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }
}
