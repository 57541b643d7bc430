"""What the PyTorch works share."""
import torch

from backend.peers import numbers

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
