import Tensors

/// Which items make up a batch: each epoch goes through all of them once, in an order of its own.
enum ItemOrder {
    static func batch(step: Int, size: Int, count: Int, stream: RandomStream) -> [Int] {
        let perEpoch = max(count / size, 1)
        let (epoch, position) = (step / perEpoch, step % perEpoch)
        var generator = stream.stream("order").at(epoch)
        let order = generator.nextPermutation(count)
        return Array(order[min(position * size, count - 1)..<min((position + 1) * size, count)])
    }
}
