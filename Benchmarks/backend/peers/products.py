"""Matrix products, convolutions and attention of PyTorch."""
import torch
import torch.nn.functional as F

from backend.peers.work import Work
from backend.peers.tensors import TYPES, inference, samples, tensor


def make(kind, sizes, dtype, models):
    return {"gemm": gemm, "convolution": convolution, "attention": attention}[kind](sizes, dtype)


def gemm(sizes, dtype):
    m, n, k = sizes["m"], sizes["n"], sizes["k"]
    a = tensor((k, m) if sizes.get("transposeA") else (m, k), 1, dtype)
    b = tensor((n, k) if sizes.get("transposeB") else (k, n), 2, dtype)
    left = a.t() if sizes.get("transposeA") else a
    right = b.t() if sizes.get("transposeB") else b
    output = torch.empty(m, n, dtype=TYPES[dtype])
    return Work({"": inference(lambda: torch.mm(left, right, out=output))}, samples)


def convolution(sizes, dtype):
    size, inputs, outputs = sizes["size"], sizes["in"], sizes["out"]
    kernel, stride = sizes["kernel"], sizes["stride"]
    # Made in our order, [batch, height, width, channels] and [out, kernel, kernel, in], and turned.
    x = tensor((1, size, size, inputs), 1, dtype).permute(0, 3, 1, 2).contiguous()
    weight = tensor((outputs, kernel, kernel, inputs), 2, dtype).permute(0, 3, 1, 2).contiguous()
    bias = tensor((outputs,), 3, dtype)

    def variant(layout):
        x_laid, weight_laid = x.to(memory_format=layout), weight.to(memory_format=layout)
        return inference(lambda: F.conv2d(x_laid, weight_laid, bias, stride=stride, padding=kernel // 2))
    return Work({"NCHW": variant(torch.contiguous_format), "NHWC": variant(torch.channels_last)},
                lambda result: samples(result.permute(0, 2, 3, 1)), weight.numel() * weight.element_size())


def attention(sizes, dtype):
    batch, heads, size = sizes["batch"], sizes["heads"], sizes["size"]

    def heads_first(count, seed, scale):
        """As diffusers has it: projections [B, T, heads * size], seen as [B, heads, T, size]."""
        flat = tensor((batch, count, heads * size), seed, dtype, scale)
        return flat.view(batch, count, heads, size).transpose(1, 2)
    query = heads_first(sizes["queries"], 1, 4)
    key = heads_first(sizes["keys"], 2, 4)
    value = heads_first(sizes["keys"], 3, 1)
    run = inference(lambda: F.scaled_dot_product_attention(query, key, value).transpose(1, 2))
    return Work({"": run}, samples)
