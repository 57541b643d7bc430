import CInstructions
import KernelInterface

func copy(_ count: Int, _ x: ConstantFloats, _ output: MutableFloats, _ stream: Bool) {
    let stream = stream && aligned(output)
    var i = 0
    while i + width <= count {
        storeVector(loadVector(x + i), output + i, stream: stream)
        i += width
    }
    if i < count { storePart(loadPart(x + i, count - i), output + i, count - i) }
    if stream { tweed_stream_fence() }
}

func gatedGelu(_ rows: Int, _ columns: Int, _ x: ConstantFloats, _ output: MutableFloats, _ stream: Bool) {
    let stream = stream && columns % width == 0 && aligned(output)
    for row in 0..<rows {
        let (value, output) = (x + row * 2 * columns, output + row * columns)
        let gate = value + columns
        var j = 0
        while j < columns {
            let left = columns - j
            let factor = gelu(left >= width ? loadVector(gate + j) : loadPart(gate + j, left))
            if left >= width {
                storeVector(loadVector(value + j) * factor, output + j, stream: stream)
            } else {
                storePart(loadPart(value + j, left) * factor, output + j, left)
            }
            j += width
        }
    }
    if stream { tweed_stream_fence() }
}
