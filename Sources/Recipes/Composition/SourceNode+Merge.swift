import Values

extension SourceNode {
    /// Deep merge as in RFC 7396: objects are merged key by key, `null` removes what the base has, and
    /// everything else replaces it. Keys of the base keep their order and come first.
    func merged(with patch: SourceNode) -> SourceNode {
        guard var object = objectValue, let changes = patch.objectValue else { return patch }
        for member in changes.members {
            if let base = object[member.key] {
                if member.value.isNull {
                    object.remove(member.key)
                } else {
                    object.set(member.key, at: member.keyRange, to: base.merged(with: member.value))
                }
            } else {
                object.set(member.key, at: member.keyRange, to: member.value)
            }
        }
        return SourceNode(.object(object), at: patch.range)
    }
}
