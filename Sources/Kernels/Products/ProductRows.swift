import KernelInterface

/// The left side of a product and the places of its rows in the output, in groups of rows.
protocol ProductRows {
    /// Rows in all.
    var count: Int { get }
    var groupCount: Int { get }
    /// At most so many rows are in a group.
    var groupRows: Int { get }
    /// Numbers that `place` needs for a copy of the left side.
    var copyRoom: Int { get }

    /// Finds the places of the rows of a group.
    func place(group: Int, copy: MutableFloats, in places: RowPlaces)

    /// What `pack` would pack, for the first strip, if the rows may as well be read where they lie.
    func inPlace(_ places: RowPlaces, _ block: DepthBlock) -> StripPacking?

    /// Packs a block of the depth of all placed rows to strips.
    func pack(_ places: RowPlaces, _ block: DepthBlock, _ table: KernelTable, into strips: MutableFloats)
}
