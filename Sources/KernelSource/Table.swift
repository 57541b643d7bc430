import KernelInterface

/// The kernels of this instruction set, in place of those of `table`.
public func kernelTable(replacing table: KernelTable) -> KernelTable {
    var table = table
    table.vectorWidth = Vector.scalarCount
    table.tileVectors = tileVectors
    table.tileRows = tileRows
    table.rowsProduct = rowsProduct
    table.outerProduct = outerProduct
    return table
}
