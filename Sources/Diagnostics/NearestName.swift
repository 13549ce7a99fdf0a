/// Finds the name that was probably meant, for "did you mean".
package enum NearestName {
    /// The known name at the smallest edit distance, if it is at most a third of the word and at most three.
    ///
    /// Case and a leading `::` do not count; among equals the one that comes first in the alphabet wins, so that the
    /// answer does not depend on the order of a dictionary.
    package static func nearest(to word: String, in known: some Sequence<String>) -> String? {
        let wanted = bytes(word)
        guard !wanted.isEmpty, wanted.count <= 100 else { return nil }
        let limit = max(1, min(3, wanted.count / 3))
        var best: (name: String, distance: Int)?
        for name in known where name != word {
            let candidate = bytes(name)
            guard !candidate.isEmpty, abs(candidate.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, candidate)
            // One letter that is wholly another is no misspelling.
            guard distance <= limit, distance < wanted.count else { continue }
            if let known = best, known.distance < distance || (known.distance == distance && known.name < name) {
                continue
            }
            best = (name, distance)
        }
        return best?.name
    }

    private static func bytes(_ name: String) -> [UInt8] {
        let bytes = Array(name.lowercased().utf8)
        return bytes.starts(with: "::".utf8) ? Array(bytes.dropFirst(2)) : bytes
    }

    /// Levenshtein's distance, in which a swap of neighbours counts one.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for i in left.indices {
            var current = [i + 1]
            current.reserveCapacity(right.count + 1)
            for j in right.indices {
                var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, before[j - 1] + 1)
                }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}

extension Diagnostic.Note {
    /// `did you mean '$replicas'?`, or nothing where no known name is near. A message of its own, so that the error
    /// keeps Puppet's words.
    ///
    /// - Parameter sigil: What stands before a name where people write it, `$` for variables.
    package static func suggestion(
        for word: String, among known: some Sequence<String>, sigil: String = ""
    ) -> [Diagnostic.Note] {
        guard let name = NearestName.nearest(to: word, in: known) else { return [] }
        return [Diagnostic.Note("did you mean '\(sigil)\(name)'?")]
    }
}
