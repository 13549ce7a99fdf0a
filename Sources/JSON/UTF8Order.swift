/// The order of strings by their UTF-8 bytes, which canonical JSON sorts its members in.
extension Array where Element == String {
    /// The positions of the elements, sorted by element.
    package var utf8Order: [Int] {
        var order = Array<Int>(indices)
        // Objects are small, and often in order already.
        guard count <= 12 else {
            order.sort { self[$0].precedesInUTF8(self[$1]) }
            return order
        }
        for position in indices.dropFirst() {
            var place = position
            while place > 0, self[position].precedesInUTF8(self[order[place - 1]]) {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = position
        }
        return order
    }
}

extension String {
    package func precedesInUTF8(_ other: String) -> Bool {
        let answer = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { yours in mine.lexicographicallyPrecedes(yours) }
        }
        return answer.flatMap(\.self) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}
