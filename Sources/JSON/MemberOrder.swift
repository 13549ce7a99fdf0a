/// The members of the objects of the canonical layout that are being written: they are put in order at the object's end.
struct MemberOrder {
    private var objects: [Object] = []
    /// Of all open objects.
    private var members: [Member] = []
    /// The names of the members, one behind the other.
    private var names: [UInt8] = []
    /// An object's text while its members change places.
    private var unsorted: [UInt8] = []

    private struct Object {
        /// Where the text of its members begins.
        let start: Int
        let firstMember: Int
        var isSorted = true
    }

    private struct Member {
        /// Its text, without the comma before the next one; the end is known at the object's end.
        let start: Int
        var end = 0
        /// The place of its name in `names`.
        let name: Range<Int>
    }

    mutating func beginObject(at offset: Int) { objects.append(Object(start: offset, firstMember: members.count)) }

    mutating func addMember(_ name: UnsafeBufferPointer<UInt8>, at offset: Int) {
        guard let object = objects.last else { return }
        let nameStart = names.count
        names.append(contentsOf: name)
        let member = Member(start: offset, name: nameStart..<names.count)
        if object.isSorted, members.count > object.firstMember, !precedes(members[members.count - 1], member) {
            objects[objects.count - 1].isSorted = false
        }
        members.append(member)
    }

    mutating func endObject(in bytes: inout [UInt8]) {
        guard let object = objects.popLast(), members.count > object.firstMember else { return }
        let firstName = members[object.firstMember].name.lowerBound
        if !object.isSorted {
            setEnds(from: object.firstMember, bytes.count)
            sort(from: object.firstMember)
            rearrange(object, in: &bytes)
        }
        members.removeSubrange(object.firstMember...)
        names.removeSubrange(firstName...)
    }

    private mutating func setEnds(from firstMember: Int, _ end: Int) {
        var end = end
        for position in (firstMember..<members.count).reversed() {
            members[position].end = end
            end = members[position].start - 1
        }
    }

    private mutating func sort(from firstMember: Int) {
        // Objects are small, and often in order already.
        guard members.count - firstMember <= 12 else {
            let sorted = members[firstMember...].sorted { precedes($0, $1) }
            members.replaceSubrange(firstMember..., with: sorted)
            return
        }
        for position in firstMember + 1..<members.count {
            let member = members[position]
            var place = position
            while place > firstMember, precedes(member, members[place - 1]) {
                members[place] = members[place - 1]
                place -= 1
            }
            members[place] = member
        }
    }

    /// Writes the members anew in their order; the length of the text stays.
    private mutating func rearrange(_ object: Object, in bytes: inout [UInt8]) {
        unsorted.removeAll(keepingCapacity: true)
        unsorted.append(contentsOf: bytes[object.start...])
        bytes.removeSubrange(object.start...)
        for position in object.firstMember..<members.count {
            if position > object.firstMember { bytes.append(UInt8(ascii: ",")) }
            let member = members[position]
            bytes.append(contentsOf: unsorted[member.start - object.start..<member.end - object.start])
        }
    }

    /// By the bytes of the names.
    private func precedes(_ left: Member, _ right: Member) -> Bool {
        names.withUnsafeBufferPointer { names in
            names[left.name].lexicographicallyPrecedes(names[right.name])
        }
    }
}
