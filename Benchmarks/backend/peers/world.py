"""The models of the embedded world in PyTorch: the architectures of Sources/Models/World, with the same names, so that
the same checkpoints load. Pictures are [batch, channels, height, width] inside and [batch, height, width, channels] at
the border, as ours are."""
import json
import os

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn


class Attention(nn.Module):
    def __init__(self, features, context=None, heads=4, causal=False):
        super().__init__()
        self.to_q = nn.Linear(features, features, bias=False)
        self.to_k = nn.Linear(context or features, features, bias=False)
        self.to_v = nn.Linear(context or features, features, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(features, features)])
        self.heads, self.causal = heads, causal

    def forward(self, x, context=None):
        source = x if context is None else context
        split = lambda y: y.view(y.shape[0], y.shape[1], self.heads, -1).transpose(1, 2)  # (B, heads, T, size)
        y = F.scaled_dot_product_attention(
            split(self.to_q(x)), split(self.to_k(source)), split(self.to_v(source)), is_causal=self.causal)
        return self.to_out[0](y.transpose(1, 2).reshape(x.shape))


class FeedForward(nn.Module):
    def __init__(self, features, factor):
        super().__init__()
        # "in" in the files, which is a word of Python; torch.compile would stumble over it.
        self.inner = nn.Linear(features, features * factor)
        self.out = nn.Linear(features * factor, features)

    def forward(self, x):
        return self.out(F.gelu(self.inner(x)))


class ResidualBlock(nn.Module):
    def __init__(self, channels, embedding=None):
        super().__init__()
        self.norm1 = nn.GroupNorm(8, channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        if embedding:
            self.time_emb_proj = nn.Linear(embedding, 2 * channels)
        self.norm2 = nn.GroupNorm(8, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x, embedding=None):
        y = self.norm2(self.conv1(F.silu(self.norm1(x))))
        if embedding is not None:
            scale, shift = self.time_emb_proj(embedding)[:, :, None, None].chunk(2, dim=1)
            y = y * (1 + scale) + shift
        return x + self.conv2(F.silu(y))


class MapAttention(nn.Module):
    """Attention over the positions of a feature map, then over the words of the caption."""

    def __init__(self, channels, words, itself):
        super().__init__()
        if itself:
            self.norm1 = nn.GroupNorm(8, channels)
            self.attn1 = Attention(channels)
        self.norm2 = nn.GroupNorm(8, channels)
        self.attn2 = Attention(channels, words)
        self.itself = itself

    def forward(self, x, words):
        shape = x.shape
        x = x.flatten(2)  # (B, C, H W)
        if self.itself:
            x = x + self.attn1(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.attn2(self.norm2(x).transpose(1, 2), words).transpose(1, 2)
        return x.view(shape)


class TextEncoder(nn.Module):
    def __init__(self, vocabulary, length, features):
        super().__init__()
        self.words = nn.Embedding(vocabulary, features)
        self.positions = nn.Embedding(length, features)
        self.norm1 = nn.LayerNorm(features)
        self.attn1 = Attention(features)
        self.norm2 = nn.LayerNorm(features)
        self.ff = FeedForward(features, 4)
        self.norm = nn.LayerNorm(features)

    def forward(self, tokens):
        x = self.words(tokens) + self.positions.weight
        x = x + self.attn1(self.norm1(x))
        return self.norm(x + self.ff(self.norm2(x)))


def with_coordinates(x):
    """Two more channels: each pixel's column and row, from -1 to 1."""
    batch, _, height, width = x.shape
    column = ((torch.arange(width) + 0.5) / width * 2 - 1).view(1, 1, 1, width).expand(batch, 1, height, width)
    row = ((torch.arange(height) + 0.5) / height * 2 - 1).view(1, 1, height, 1).expand(batch, 1, height, width)
    return torch.cat([x, column, row], dim=1)


def depth_to_space(x):
    """Our channels are (row, column, channel) of the finer grid; PyTorch's pixel shuffle has the channel first."""
    batch, channels, height, width = x.shape
    return x.view(batch, 2, 2, channels // 4, height, width).permute(0, 3, 4, 1, 5, 2).reshape(
        batch, channels // 4, 2 * height, 2 * width)


class Level(nn.Module):
    def __init__(self, residuals, attentions, **others):
        super().__init__()
        self.resnets = nn.ModuleList(residuals)
        self.attentions = nn.ModuleList(attentions)
        for name, module in others.items():
            self.add_module(name, module)


class TimeEmbedding(nn.Module):
    features = 64

    def __init__(self, embedding):
        super().__init__()
        self.linear_1 = nn.Linear(self.features, embedding)
        self.linear_2 = nn.Linear(embedding, embedding)
        ratio = 1.2496091412919  # 1000^(1/31)
        self.register_buffer("frequencies", torch.tensor([ratio ** i for i in range(self.features // 2)]),
                             persistent=False)

    def forward(self, times):
        phases = times[:, None] * self.frequencies
        return self.linear_2(F.silu(self.linear_1(torch.cat([phases.cos(), phases.sin()], dim=1))))


class WorldGenerator(nn.Module):
    def __init__(self, vocabulary, captionLength, wordFeatures, embedding, channels, architecture):
        super().__init__()
        small, large, words = channels, 2 * channels, wordFeatures
        self.text_encoder = TextEncoder(vocabulary, captionLength, words)
        self.text_proj = nn.Linear(words * captionLength, embedding)
        self.time_embedding = TimeEmbedding(embedding)
        self.conv_in = nn.Conv2d(5, small, 4, stride=2, padding=1)
        residuals = lambda count, width: [ResidualBlock(width, embedding) for _ in range(count)]
        attentions = lambda count, width, itself: [MapAttention(width, words, itself) for _ in range(count)]
        self.down = Level(residuals(1, small), attentions(1, small, False),
                          downsample=nn.Conv2d(small, large, 4, stride=2, padding=1))
        self.mid = Level(residuals(3, large), attentions(2, large, True))
        self.up = Level(residuals(2, small), attentions(2, small, False), upsample=nn.Conv2d(large, 4 * small, 1))
        self.conv_norm_out = nn.GroupNorm(8, small)
        self.conv_out = nn.Conv2d(small, 12, 3, padding=1)

    def encode(self, tokens):
        return self.text_encoder(tokens)

    def forward(self, noisy, times, words):
        """[B, 32, 32, 3], [B], [B, T, F]; the velocity of the shape of `noisy`."""
        embedding = F.silu(self.time_embedding(times) + self.text_proj(words.flatten(1)))
        x = self.conv_in(with_coordinates(noisy.permute(0, 3, 1, 2)))
        x = self.down.attentions[0](self.down.resnets[0](x, embedding), words)
        skip = x
        x = self.down.downsample(x)
        for index, block in enumerate(self.mid.resnets):
            x = block(x, embedding)
            if index < len(self.mid.attentions):
                x = self.mid.attentions[index](x, words)
        x = depth_to_space(self.up.upsample(x)) + skip
        for block, attention in zip(self.up.resnets, self.up.attentions):
            x = attention(block(x, embedding), words)
        return depth_to_space(self.conv_out(F.silu(self.conv_norm_out(x)))).permute(0, 2, 3, 1)


class CaptionLayer(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.norm1 = nn.LayerNorm(features)
        self.attn1 = Attention(features, causal=True)
        self.norm2 = nn.LayerNorm(features)
        self.attn2 = Attention(features)
        self.norm3 = nn.LayerNorm(features)
        self.ff = FeedForward(features, 3)

    def forward(self, x, tokens):
        x = x + self.attn1(self.norm1(x))
        x = x + self.attn2(self.norm2(x), tokens)
        return x + self.ff(self.norm3(x))


class WorldReward(nn.Module):
    def __init__(self, vocabulary, captionLength, channels, patchClasses, architecture):
        super().__init__()
        self.vocabulary, self.length = vocabulary, captionLength
        self.conv_in = nn.Conv2d(5, channels // 2, 4, stride=2, padding=1)
        self.down = Level([ResidualBlock(channels // 2)], [],
                          downsample=nn.Conv2d(channels // 2, channels, 4, stride=2, padding=1))
        self.mid = Level([ResidualBlock(channels) for _ in range(2)], [])
        self.token_norm = nn.LayerNorm(channels)
        self.places = nn.Embedding(64, channels)
        self.words = nn.Embedding(vocabulary + 1, channels)
        self.positions = nn.Embedding(captionLength, channels)
        self.layers = nn.ModuleList([CaptionLayer(channels) for _ in range(2)])
        self.norm = nn.LayerNorm(channels)
        self.lm_head = nn.Linear(channels, vocabulary)
        self.patch_head = nn.Linear(channels, patchClasses)

    def forward(self, pictures, captions):
        """[B, 32, 32, 3] and [B, T]; the log-likelihood of each caption."""
        x = self.conv_in(with_coordinates(pictures.permute(0, 3, 1, 2)))
        x = self.down.downsample(self.down.resnets[0](x))
        for block in self.mid.resnets:
            x = block(x)
        tokens = self.token_norm(x.flatten(2).transpose(1, 2) + self.places.weight)
        previous = F.pad(captions[:, :-1], (1, 0), value=self.vocabulary)
        y = self.words(previous) + self.positions.weight
        for layer in self.layers:
            y = layer(y, tokens)
        logits = self.lm_head(self.norm(y))  # (B, T, words)
        return -F.cross_entropy(logits.flatten(0, 1), captions.flatten(), reduction="none").view(captions.shape).sum(1)


def load(kind, folder):
    """The model of a folder, frozen."""
    with open(os.path.join(folder, "config.json")) as file:
        model = kind(**json.load(file))
    weights = load_file(os.path.join(folder, "model.safetensors"))
    model.load_state_dict({name.replace(".ff.in.", ".ff.inner."): value.float() for name, value in weights.items()})
    return model.requires_grad_(False)
