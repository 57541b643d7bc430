"""What is measured: every row with its sizes, its peers and its aims. Both programs get the sizes from here."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    area: str
    # Shown; with the type of numbers and the peer it names a row of the results.
    work: str
    # Which work of the two programs, and its sizes.
    kind: str
    sizes: dict
    dtype: str = "f32"
    # The other side, and how many times its time ours should be; None where there is no aim.
    peers: dict = field(default_factory=lambda: {"torch": None})
    # Operations, two a multiply-accumulate; None where our operations count themselves.
    operations: float = None
    # Bytes that must come from or go to memory.
    bytes: float = 0
    # Which stream has the same mix of reads and writes, for rows that memory limits.
    stream: str = None
    # The aim for the share of the limit.
    share_aim: float = None
    # Processes of its own for both sides, so that the peak of memory is that of the row.
    alone: bool = False
    # The aim for the peak of memory without the weights, in bytes.
    memory_aim: float = None
    # The largest allowed difference of results, relative to the root of their mean square; None: not comparable.
    tolerance: float = 1e-3
    # Sizes of twice the length, for which only the memory of one run is measured.
    twice: dict = None
    # What is known about it, and cannot be computed from the figures.
    note: str = ""


def gemm(m, n, k, dtype="f32", transpose_a=False, transpose_b=False, note=""):
    size = 4 if dtype == "f32" else 2
    squares = m == n == k
    return Row(
        "products", "gemm %dx%dx%d%s%s" % (m, n, k, " A^T" if transpose_a else "", " B^T" if transpose_b else ""),
        "gemm", {"m": m, "n": n, "k": k, "transposeA": int(transpose_a), "transposeB": int(transpose_b)}, dtype,
        {"numpy": 1.0, "torch": 1.3} if dtype == "f32" else {"torch": 1.0},
        operations=2.0 * m * n * k, bytes=size * (m * k + k * n) + 4.0 * m * n,
        share_aim=0.9 if squares and m >= 1536 and dtype == "f32" else None,
        tolerance=1e-3 if dtype == "f32" else 3e-2, note=note)


def products():
    for size in (512, 1024, 1536, 2048, 3072, 4096):
        yield gemm(size, size, size)
    yield gemm(4096, 320, 320, transpose_b=True, note="U-Net, projections of 64x64 tokens")
    yield gemm(4096, 2560, 320, transpose_b=True, note="U-Net, feed-forward")
    yield gemm(1024, 5120, 640, transpose_b=True, note="U-Net, feed-forward of 32x32 tokens")
    yield gemm(1024, 640, 2560, transpose_b=True, note="U-Net, feed-forward back")
    yield gemm(77, 1280, 1024, transpose_b=True, note="U-Net, keys of a text")
    yield gemm(257, 5120, 1280, transpose_b=True, note="ViT-H, feed-forward")
    yield gemm(257, 1280, 5120, transpose_b=True, note="ViT-H, feed-forward back")
    yield gemm(320, 320, 4096, transpose_a=True, note="the gradient of a weight")
    yield gemm(1280, 5120, 257, transpose_a=True, note="the gradient of a weight")
    # Ours is a linear layer, whose weight is stored [out, in].
    for size in (1024, 2048, 4096):
        yield gemm(size, size, size, dtype="bf16", transpose_b=True)
    yield gemm(4096, 2560, 320, dtype="bf16", transpose_b=True, note="U-Net, feed-forward")
    yield gemm(257, 5120, 1280, dtype="bf16", transpose_b=True, note="ViT-H, feed-forward")


def convolution(size, inputs, outputs, kernel=3, stride=1, model="U-Net"):
    out = (size + 2 * (kernel // 2) - kernel) // stride + 1
    operations = 2.0 * out * out * outputs * kernel * kernel * inputs
    numbers = size * size * inputs + outputs * kernel * kernel * inputs + out * out * outputs
    return Row(
        "convolutions", "convolution %dx%d %d->%d %dx%d/%d" % (size, size, inputs, outputs, kernel, kernel, stride),
        "convolution", {"size": size, "in": inputs, "out": outputs, "kernel": kernel, "stride": stride},
        peers={"torch": 1.5}, operations=operations, bytes=4.0 * numbers, note=model)


def convolutions():
    for size, inputs, outputs in ((64, 320, 320), (64, 960, 320), (32, 640, 640), (16, 1280, 1280), (8, 1280, 1280)):
        yield convolution(size, inputs, outputs)
    for size, channels in ((64, 320), (32, 640), (16, 1280)):
        yield convolution(size, channels, channels, stride=2)
    yield convolution(64, 4, 320)
    yield convolution(64, 320, 4)
    yield convolution(64, 960, 320, kernel=1)
    yield convolution(32, 1280, 640, kernel=1)
    for size, inputs, outputs in ((64, 512, 512), (128, 512, 512), (256, 512, 256), (256, 256, 256),
                                  (512, 256, 128), (512, 128, 128), (512, 128, 3)):
        yield convolution(size, inputs, outputs, model="VAE")


def attention(queries, keys, heads, size, note):
    numbers = (2 * queries + 2 * keys) * heads * size
    sizes = {"batch": 1, "queries": queries, "keys": keys, "heads": heads, "size": size}
    return Row(
        "attention", "attention %dx%dx%dx%d" % (queries, keys, size, heads), "attention", sizes, peers={"torch": 1.3},
        operations=4.0 * queries * keys * heads * size, bytes=4.0 * numbers,
        twice=dict(sizes, queries=2 * queries, keys=2 * keys) if queries == keys else None, note=note)


def attentions():
    yield attention(4096, 4096, 8, 64, "a U-Net's tokens among themselves")
    yield attention(4096, 77, 8, 64, "a U-Net's tokens to a text")
    yield attention(257, 257, 16, 80, "ViT-H")


def loop(kind, rows, columns, passes, stream, note):
    return Row(
        "loops", "%s %dx%d" % (kind, rows, columns), kind, {"rows": rows, "columns": columns},
        peers={"torch": None}, operations=0, bytes=4.0 * passes * rows * columns, stream=stream, share_aim=0.8,
        note=note)


def loops():
    """Arrays of 256 MiB. A group has to be read twice, for its mean and to be normalised, and fits no cache."""
    yield loop("group norm and silu", 262144, 256, 3, "triad", "read twice, written once")
    yield loop("layer norm", 65536, 1024, 2, "copy", "read once, written once")
    yield loop("softmax", 65536, 1024, 2, "copy", "read once, written once")
    yield loop("gelu", 65536, 1024, 2, "copy", "read once, written once")
    yield loop("add", 65536, 1024, 3, "triad", "two read, one written")


def models():
    yield Row("models", "SD-Turbo U-Net 512x512", "unet", {"size": 64}, "f32", {"torch": 1.5}, alone=True,
              tolerance=None)
    yield Row("models", "SD-Turbo U-Net 512x512", "unet", {"size": 64}, "bf16", {"torch": 1.1}, alone=True,
              tolerance=None, memory_aim=0.6e9)
    yield Row("models", "SD VAE decoder 512x512", "vae decoder", {"size": 64}, "f32", {"torch": 2.5}, alone=True,
              tolerance=None, memory_aim=0.7e9)
    yield Row("models", "CLIP ViT-H/14 image tower", "image tower", {"batch": 1}, "f32", {"torch": 1.3}, alone=True,
              tolerance=None)
    # Our bf16 against the other side's f32 as well: that is what a user with f32 weights may change to.
    yield Row("models", "CLIP ViT-H/14 image tower", "image tower", {"batch": 1}, "bf16",
              {"torch": None, "torch f32": 2.5}, alone=True, tolerance=None)


def world():
    for batch in (1, 16):
        yield Row("world", "world generator, batch %d" % batch, "world generator", {"batch": batch},
                  peers={"torch": 2.0}, tolerance=1e-4)
    yield Row("world", "world reward, batch 16", "world reward", {"batch": 16}, peers={"torch": None}, tolerance=1e-4)
    yield Row("world", "NARF step, batch 64", "narf step", {"batch": 64}, peers={"torch": 2.0}, tolerance=1e-3)
    yield Row("world", "hypernetwork step, batch 32", "hypernetwork step", {"batch": 32}, peers={"torch": 1.5},
              tolerance=None)
    yield Row("world", "noise optimisation, 5 iterations, batch 16", "noise optimization", {"batch": 16},
              peers={"torch": 1.5}, tolerance=1e-2)


def training():
    yield Row("training", "LoRA step, U-Net + VAE + ViT-H, 256x256", "adapter step", {"size": 32, "rank": 16},
              peers={"torch": 1.2}, alone=True, tolerance=None)


def all_rows():
    for area in (products, convolutions, attentions, loops, world, models, training):
        yield from area()
