import Values

extension SourceNode {
    /// Deep merge as in RFC 7396: objects are merged key by key, `null` removes what the base has, and
    /// everything else replaces it. Keys of the base keep their order and come first.
    func merged(with patch: SourceNode) -> SourceNode {
        guard let base = objectValue, let changes = patch.objectValue else { return patch }
        var merged = SourceObject()
        for member in base.members {
            guard let change = changes.member(member.key) else {
                merged.set(member.key, at: member.keyRange, to: member.value)
                continue
            }
            if change.value.isNull { continue }
            merged.set(member.key, at: change.keyRange, to: member.value.merged(with: change.value))
        }
        for change in changes.members where base.member(change.key) == nil {
            merged.set(change.key, at: change.keyRange, to: change.value)
        }
        return SourceNode(.object(merged), at: patch.range)
    }
}
