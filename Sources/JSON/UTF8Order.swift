/// The order of strings by their UTF-8 bytes, which canonical JSON sorts its members in.
extension String {
    package func precedesInUTF8(_ other: String) -> Bool {
        let answer = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { yours in mine.lexicographicallyPrecedes(yours) }
        }
        return answer.flatMap(\.self) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}
