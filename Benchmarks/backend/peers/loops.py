"""Work of PyTorch that reads and writes large arrays and computes little."""
import torch
import torch.nn.functional as F

from backend.peers.work import Work
from backend.peers.tensors import inference, samples, tensor


def make(kind, sizes, dtype, models):
    rows, columns = sizes["rows"], sizes["columns"]
    x = tensor((1, rows, columns), 1, dtype, 4)
    gamma, beta = tensor((columns,), 2, dtype), tensor((columns,), 3, dtype)
    if kind == "group norm and silu":
        # [1, rows, columns] with the channels last is ours; diffusers has them first.
        first = x.transpose(1, 2).contiguous()
        run = lambda: F.silu(F.group_norm(first, 32, gamma, beta, 1e-5), inplace=True)
        return Work({"": inference(run)}, lambda result: samples(result.transpose(1, 2)))
    if kind == "add":
        other = tensor((1, rows, columns), 4, dtype)
        return Work({"": inference(lambda: x + other)}, samples)
    run = {
        "layer norm": lambda: F.layer_norm(x, (columns,), gamma, beta, 1e-5),
        "softmax": lambda: F.softmax(x, -1),
        "gelu": lambda: F.gelu(x),
    }[kind]
    return Work({"": inference(run)}, samples)
