"""Numbers that look random and are the same in both programs (`Numbers.swift`): a hash of seed and place."""
import numpy


def hashes(places, seed):
    """The low 24 bits of the hash of places."""
    places = numpy.asarray(places, dtype=numpy.uint64)
    x = (places + (numpy.uint64(seed) << numpy.uint64(40))) * numpy.uint64(0x9E3779B97F4A7C15)
    x ^= x >> numpy.uint64(29)
    x *= numpy.uint64(0xBF58476D1CE4E5B9)
    return x >> numpy.uint64(40)


def array(shape, seed, scale=1):
    """Uniform within +- half of `scale`."""
    count = int(numpy.prod(shape))
    result = numpy.empty(count, numpy.float32)
    # In parts, so that the hashes need no memory worth mentioning.
    for start in range(0, count, 1 << 20):
        end = min(start + (1 << 20), count)
        part = hashes(numpy.arange(start, end), seed).astype(numpy.float32) * numpy.float32(1 / (1 << 24))
        result[start:end] = (part - numpy.float32(0.5)) * numpy.float32(scale)
    return result.reshape(shape)


def tokens(count, vocabulary, seed):
    return (hashes(numpy.arange(count), seed) % numpy.uint64(vocabulary)).astype(numpy.int64)


def samples(values):
    """Sixteen elements of a flat array, and the root of the mean square of a thousand others."""
    if len(values) == 0:
        return []
    chosen = values[(hashes(numpy.arange(1016), 99) % numpy.uint64(len(values))).astype(numpy.int64)]
    chosen = numpy.asarray(chosen, dtype=numpy.float64)
    return chosen[:16].tolist() + [float(numpy.sqrt(numpy.mean(chosen[16:] ** 2)))]
