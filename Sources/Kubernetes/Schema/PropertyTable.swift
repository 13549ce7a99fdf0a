import JSON

/// The properties of a node, found by the bytes of their names: only names of one length are looked at.
struct PropertyTable: Sendable {
    /// One behind the other, by length and then by bytes.
    private let names: [UInt8]
    private let links: [SchemaLink]
    private let starts: [Int]
    /// For each length of a name the first property with that or a longer name, up to one past the longest.
    let firsts: [Int]

    init(_ properties: [(name: String, link: SchemaLink)] = []) {
        let sorted = properties.sorted {
            let (left, right) = ($0.name.utf8.count, $1.name.utf8.count)
            return left == right ? $0.name.precedesInUTF8($1.name) : left < right
        }
        var names: [UInt8] = []
        var starts = [0]
        var firsts: [Int] = []
        for (index, property) in sorted.enumerated() {
            while firsts.count <= property.name.utf8.count { firsts.append(index) }
            names.append(contentsOf: property.name.utf8)
            starts.append(names.count)
        }
        firsts.append(sorted.count)
        self.names = names
        self.starts = starts
        self.firsts = firsts
        links = sorted.map(\.link)
    }

    var isEmpty: Bool { links.isEmpty }
    /// In bytes; -1 where there are no properties.
    var longestName: Int { firsts.count - 2 }
    var indices: Range<Int> { links.indices }

    func name(at index: Int) -> String { String(decoding: names[starts[index]..<starts[index + 1]], as: UTF8.self) }

    func node(at index: Int) -> SchemaNode { links[index].node }

    func index(of name: UnsafeRawBufferPointer) -> Int? {
        guard name.count + 1 < firsts.count else { return nil }
        return names.withUnsafeBytes { names in
            var index = firsts[name.count]
            while index < firsts[name.count + 1] {
                let known = UnsafeRawBufferPointer(rebasing: names[starts[index]..<starts[index + 1]])
                if known.holdsSame(as: name) { return index }
                index += 1
            }
            return nil
        }
    }

    func index(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { index(of: UnsafeRawBufferPointer($0)) }
    }

    /// With other properties, or other nodes for those of the same name.
    func adding(_ properties: [(name: String, link: SchemaLink)]) -> PropertyTable {
        let kept = indices.filter { index in !properties.contains { $0.name == name(at: index) } }
        return PropertyTable(kept.map { (name(at: $0), links[$0]) } + properties)
    }
}
