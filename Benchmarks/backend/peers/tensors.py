"""What the PyTorch works share."""
import torch

from backend.peers import numbers
from backend.peers.work import Work

TYPES = {"f32": torch.float32, "bf16": torch.bfloat16}


def tensor(shape, seed, dtype="f32", scale=1):
    return torch.from_numpy(numbers.array(shape, seed, scale)).to(TYPES[dtype])


def samples(result):
    """Of a tensor whose elements lie in the order that ours have."""
    return numbers.samples(result.detach().float().contiguous().view(-1).numpy())


def size_in_bytes(*modules):
    return sum(parameter.numel() * parameter.element_size() for module in modules for parameter in module.parameters())


def inference(function):
    def run():
        with torch.inference_mode():
            return function()
    return run


def in_both_layouts(model, run, samples=lambda result: []):
    """The work with the weights of convolutions in the usual order, and with the channels last."""
    layouts = {"NCHW": torch.contiguous_format, "NHWC": torch.channels_last}
    return Work(dict.fromkeys(layouts, run), samples, size_in_bytes(model),
                lambda name: model.to(memory_format=layouts[name]))
