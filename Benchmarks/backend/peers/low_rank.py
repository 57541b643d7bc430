"""Low-rank terms beside linear layers and convolutions, computed as PEFT computes them: B(A(x)) * alpha / rank."""
import torch
from torch import nn


class LowRank(nn.Module):
    def __init__(self, base, rank, alpha, replaces):
        super().__init__()
        self.base, self.scale, self.replaces = base, alpha / rank, replaces
        if isinstance(base, nn.Conv2d):
            self.down = nn.Conv2d(base.in_channels, rank, base.kernel_size, base.stride, base.padding, bias=False)
            self.up = nn.Conv2d(rank, base.out_channels, 1, bias=False)
        else:
            self.down = nn.Linear(base.in_features, rank, bias=False)
            self.up = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.up.weight)

    def forward(self, x):
        term = self.up(self.down(x)) * self.scale
        return term if self.replaces else self.base(x) + term


def adapt(model, rank, alpha, replaced=(), chosen=lambda name: True):
    """Puts terms into a frozen model; returns what is learned."""
    learned = []
    layers = [(name, module) for name, module in model.named_modules()
              if isinstance(module, (nn.Linear, nn.Conv2d)) and chosen(name)]
    for name, module in layers:
        adapted = LowRank(module, rank, alpha, name in replaced)
        parent, _, leaf = name.rpartition(".")
        setattr(model.get_submodule(parent), leaf, adapted) if not leaf.isdigit() else \
            model.get_submodule(parent).__setitem__(int(leaf), adapted)
        learned += [adapted.down.weight, adapted.up.weight]
    return learned
