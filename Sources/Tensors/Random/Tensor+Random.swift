import Kernels

extension Tensor {
    /// Elements per task; a constant, and irrelevant to the values, which depend on their own position alone.
    private static let randomGrain = 1 << 16

    /// Independent normals of mean 0 and variance 1, from the beginning of a stream.
    public static func normal(_ shape: Shape, from stream: RandomStream) -> Tensor {
        Tensor(shape: shape) { buffer in
            Execution.compute.forEachRange(buffer.count, grain: randomGrain) { range in
                stream.writeNormals(
                    into: UnsafeMutableBufferPointer(rebasing: buffer[range]), from: range.lowerBound)
            }
        }
    }

    /// Independent uniforms in [0, 1), from the beginning of a stream.
    public static func uniform(_ shape: Shape, from stream: RandomStream) -> Tensor {
        Tensor(shape: shape) { buffer in
            Execution.compute.forEachRange(buffer.count, grain: randomGrain) { range in
                stream.writeUniforms(
                    into: UnsafeMutableBufferPointer(rebasing: buffer[range]), from: range.lowerBound)
            }
        }
    }
}
