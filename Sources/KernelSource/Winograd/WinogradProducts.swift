import KernelInterface

// One strip times one panel. The tile of sums stays in registers, as that of `packedProduct`; the rows of the strip are
// vectors of channels here, because that is what the transform of the inputs can store.

/// Tiles of a strip.
#if VECTOR_16 || arch(arm64)
    let winogradRows = 12
#else
    let winogradRows = 6
#endif

/// One or two vectors side by side.
private protocol Line {
    init()
    init(_ pointer: ConstantFloats)
    static var vectors: Int { get }
    mutating func add(_ factor: Float, _ other: Self)
    func store(_ pointer: MutableFloats)
}

private struct Single: Line {
    var a = Vector()

    @inline(__always) init() {}
    @inline(__always) init(_ pointer: ConstantFloats) { a = loadVector(pointer) }
    @inline(__always) static var vectors: Int { 1 }
    @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
        a = fused(Vector(repeating: factor), other.a, a)
    }
    @inline(__always) func store(_ pointer: MutableFloats) { storeVector(a, pointer) }
}

private struct Pair: Line {
    var a = Vector()
    var b = Vector()

    @inline(__always) init() {}
    @inline(__always) init(_ pointer: ConstantFloats) {
        a = loadVector(pointer)
        b = loadVector(pointer + width)
    }
    @inline(__always) static var vectors: Int { 2 }
    @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
        let factor = Vector(repeating: factor)
        a = fused(factor, other.a, a)
        b = fused(factor, other.b, b)
    }
    @inline(__always) func store(_ pointer: MutableFloats) {
        storeVector(a, pointer)
        storeVector(b, pointer + width)
    }
}

/// The sums of three tiles.
private struct ThreeTiles<L: Line> {
    var first = L()
    var second = L()
    var third = L()

    @inline(__always) init() {}

    @inline(__always) mutating func add(_ strip: ConstantFloats, _ line: L) {
        first.add(strip[0], line)
        second.add(strip[width], line)
        third.add(strip[2 * width], line)
    }

    @inline(__always) func store(_ output: MutableFloats) {
        first.store(output)
        second.store(output + 2 * width)
        third.store(output + 4 * width)
    }
}

@inline(__always)
private func multiply3<L: Line>(_ tile: WinogradProduct, _: L.Type) {
    var c0 = ThreeTiles<L>()
    var (strip, panel) = (tile.strip, tile.panel)
    for _ in 0..<tile.blocks {
        for channel in 0..<width {
            c0.add(strip + channel, L(panel))
            panel += L.vectors * width
        }
        strip += winogradRows * width
    }
    c0.store(tile.output)
}

@inline(__always)
private func multiply6<L: Line>(_ tile: WinogradProduct, _: L.Type) {
    var (c0, c1) = (ThreeTiles<L>(), ThreeTiles<L>())
    var (strip, panel) = (tile.strip, tile.panel)
    for _ in 0..<tile.blocks {
        for channel in 0..<width {
            let line = L(panel)
            c0.add(strip + channel, line)
            c1.add(strip + channel + 3 * width, line)
            panel += L.vectors * width
        }
        strip += winogradRows * width
    }
    c0.store(tile.output)
    c1.store(tile.output + 6 * width)
}

#if VECTOR_16 || arch(arm64)
    @inline(__always)
    private func multiply12<L: Line>(_ tile: WinogradProduct, _: L.Type) {
        var (c0, c1) = (ThreeTiles<L>(), ThreeTiles<L>())
        var (c2, c3) = (ThreeTiles<L>(), ThreeTiles<L>())
        var (strip, panel) = (tile.strip, tile.panel)
        for _ in 0..<tile.blocks {
            for channel in 0..<width {
                let line = L(panel)
                c0.add(strip + channel, line)
                c1.add(strip + channel + 3 * width, line)
                c2.add(strip + channel + 6 * width, line)
                c3.add(strip + channel + 9 * width, line)
                panel += L.vectors * width
            }
            strip += winogradRows * width
        }
        c0.store(tile.output)
        c1.store(tile.output + 6 * width)
        c2.store(tile.output + 12 * width)
        c3.store(tile.output + 18 * width)
    }
#endif

@inline(__always)
private func multiply<L: Line>(_ tile: WinogradProduct, _ line: L.Type) {
    #if VECTOR_16 || arch(arm64)
        if tile.validRows > 6 { return multiply12(tile, line) }
    #endif
    if tile.validRows > 3 { return multiply6(tile, line) }
    multiply3(tile, line)
}

func winogradProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradProduct.self)
    if vectors == 2 {
        multiply(tile, Pair.self)
    } else {
        multiply(tile, Single.self)
    }
}
