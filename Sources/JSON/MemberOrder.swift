/// The members of the objects of the canonical layout that are being written: they are put in order at the object's end.
struct MemberOrder {
    private var objects: [Object] = []
    /// Of all open objects.
    private var members: [Member] = []
    /// The names that have escapes in the text, without them, one behind the other.
    private var escapedNames: [UInt8] = []
    /// An object's text while its members change places.
    private var unsorted: [UInt8] = []

    private struct Object {
        /// Where the text of its members begins.
        let start: Int
        let firstMember: Int
        let escapedCount: Int
        var isSorted = true
        /// Whether its members come in order, so that they need not be remembered.
        var isOrdered = false
    }

    private struct Member {
        /// Its text, without the comma before the next one; the end is known at the object's end.
        let start: Int
        var end = 0
        /// The place of its name in the text, or in `escapedNames`.
        let name: Range<Int>
        let isEscaped: Bool
    }

    mutating func beginObject(at offset: Int) {
        objects.append(Object(start: offset, firstMember: members.count, escapedCount: escapedNames.count))
    }

    mutating func beginOrderedObject() {
        objects.append(
            Object(start: 0, firstMember: members.count, escapedCount: escapedNames.count, isOrdered: true))
    }

    /// A member whose name was written, with its quotes, into a part of the text.
    mutating func addMember(_ name: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, of text: [UInt8]) {
        guard let object = objects.last, !object.isOrdered else { return }
        let member: Member
        if end - start == name.count + 2 {
            member = Member(start: start, name: start + 1..<end - 1, isEscaped: false)
        } else {
            let first = escapedNames.count
            escapedNames.append(contentsOf: name)
            member = Member(start: start, name: first..<escapedNames.count, isEscaped: true)
        }
        if object.isSorted, members.count > object.firstMember, !precedes(members[members.count - 1], member, text) {
            objects[objects.count - 1].isSorted = false
        }
        members.append(member)
    }

    /// The object's text ends at `end`; what is behind it in the array is nobody's.
    mutating func endObject(at end: Int, in text: inout [UInt8]) {
        guard let object = objects.popLast(), members.count > object.firstMember else { return }
        if !object.isSorted {
            setEnds(from: object.firstMember, end)
            sort(from: object.firstMember, text)
            rearrange(object, end, in: &text)
        }
        members.removeLast(members.count - object.firstMember)
        if escapedNames.count > object.escapedCount {
            escapedNames.removeLast(escapedNames.count - object.escapedCount)
        }
    }

    private mutating func setEnds(from firstMember: Int, _ end: Int) {
        var end = end
        for position in (firstMember..<members.count).reversed() {
            members[position].end = end
            end = members[position].start - 1
        }
    }

    private mutating func sort(from firstMember: Int, _ text: [UInt8]) {
        // Objects are small, and often in order already.
        guard members.count - firstMember <= 12 else {
            let sorted = members[firstMember...].sorted { precedes($0, $1, text) }
            members.replaceSubrange(firstMember..., with: sorted)
            return
        }
        for position in firstMember + 1..<members.count {
            let member = members[position]
            var place = position
            while place > firstMember, precedes(member, members[place - 1], text) {
                members[place] = members[place - 1]
                place -= 1
            }
            members[place] = member
        }
    }

    /// Writes the members anew in their order; the length of the text stays.
    private mutating func rearrange(_ object: Object, _ end: Int, in text: inout [UInt8]) {
        unsorted.removeAll(keepingCapacity: true)
        unsorted.append(contentsOf: text[object.start..<end])
        var place = object.start
        text.withUnsafeMutableBufferPointer { text in
            unsorted.withUnsafeBufferPointer { unsorted in
                for position in object.firstMember..<members.count {
                    if position > object.firstMember {
                        text[place] = UInt8(ascii: ",")
                        place += 1
                    }
                    let member = members[position]
                    let length = member.end - member.start
                    let moved = UnsafeBufferPointer(rebasing: unsorted[(member.start - object.start)...].prefix(length))
                    _ = UnsafeMutableBufferPointer(rebasing: text[place...]).update(fromContentsOf: moved)
                    place += length
                }
            }
        }
    }

    /// By the bytes of the names.
    private func precedes(_ left: Member, _ right: Member, _ text: [UInt8]) -> Bool {
        withName(left, text) { left in withName(right, text) { left.precedes($0) } }
    }

    private func withName(_ member: Member, _ text: [UInt8], _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        (member.isEscaped ? escapedNames : text).withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[member.name]))
        }
    }
}
