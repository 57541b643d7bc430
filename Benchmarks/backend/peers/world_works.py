"""Forward passes of the embedded world and the training steps of the two methods, as Sources/Methods has them."""
import math

import torch

from backend.peers import numbers
from backend.peers.low_rank import adapt
from backend.peers.work import Unsupported, Work
from backend.peers.tensors import in_both_layouts, inference, samples, size_in_bytes, tensor
from backend.peers.world import WorldGenerator, WorldReward, load

LENGTH, VOCABULARY = 6, 19
# What is before `s * tanh((R + o) / s)`.
SCALE, OFFSET = 6, 4


def make(kind, sizes, dtype, models):
    if dtype != "f32":
        raise Unsupported("the embedded world in %s" % dtype)
    return {"world generator": generator, "world reward": reward, "narf step": noise_aware_step,
            "hypernetwork step": hypernetwork_step, "noise optimization": noise_optimization}[kind](sizes["batch"], models)


def words(batch):
    return torch.from_numpy(numbers.tokens(batch * LENGTH, VOCABULARY, 7)).view(batch, LENGTH)


def squashed(rewards):
    return torch.tanh((rewards + OFFSET) / SCALE) * SCALE


def generator(batch, models):
    model = load(WorldGenerator, models + "/generator")
    noise, tokens = tensor((batch, 32, 32, 3), 1, scale=3), words(batch)
    times = (torch.arange(batch) + 0.5) / batch
    return in_both_layouts(model, inference(lambda: model(noise, times, model.encode(tokens))), samples)


def reward(batch, models):
    model = load(WorldReward, models + "/reward")
    pictures, tokens = tensor((batch, 32, 32, 3), 1, scale=2), words(batch)
    return in_both_layouts(model, inference(lambda: model(pictures, tokens)), samples)


def noise_aware_step(batch, models):
    """The targets are half the standardised squashed reward and half the rank within the eight of a prompt."""
    model = load(WorldReward, models + "/reward")
    tower = ("conv_in.", "down.", "mid.", "token_norm.", "places.")
    learned = [parameter.requires_grad_() for name, parameter in model.named_parameters() if name.startswith(tower)]
    pictures, tokens = tensor((batch, 32, 32, 3), 1, scale=2), words(batch)
    rewards = tensor((batch,), 2, scale=20) - 10
    center, spread = squashed(rewards).mean(), squashed(rewards).std()
    ranks = rewards.view(-1, 8).argsort(1).argsort(1).view(-1) / 7
    targets = 0.5 * (squashed(rewards) - center) / spread + 0.5 * (ranks - 0.5) * math.sqrt(12)
    optimizer = torch.optim.AdamW(learned, lr=5e-5, weight_decay=0.01)

    def step():
        loss = ((squashed(model(pictures, tokens)) - center) / spread - targets).square().mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 5)
        optimizer.step()
        return loss.item()
    return in_both_layouts(model, step, lambda loss: [loss])


def hypernetwork_step(batch, models):
    """f is the generator with low-rank terms beside each layer, as PEFT has them; the last one gives its term only."""
    frozen = load(WorldGenerator, models + "/one_step")
    judge = load(WorldReward, models + "/reward")
    shift = load(WorldGenerator, models + "/one_step")
    weight_bytes = size_in_bytes(shift, judge)
    learned = adapt(shift, rank=16, alpha=32, replaced={"conv_out"})
    optimizer = torch.optim.AdamW(learned, lr=5e-5, betas=(0.9, 0.99), weight_decay=0)
    tokens, times = words(batch), torch.ones(batch)

    def step(shift, drawn_reward):
        noise = torch.randn(batch, 32, 32, 3)
        change = shift(noise, times, shift.encode(tokens))
        improved = (noise + change.detach()).requires_grad_()
        with torch.no_grad():
            conditioning = frozen.encode(tokens)
        rewards = drawn_reward(improved, times, conditioning, tokens)
        gradient, = torch.autograd.grad(-5 * squashed(rewards).sum(), improved)
        norms = gradient.flatten(1).norm(dim=1)
        median = norms.sort().values[batch // 2]
        gradient = gradient * torch.clamp(median / norms, max=1)[:, None, None, None]
        seed = gradient / batch + change.detach() * (2 * 0.5 / change.numel())
        optimizer.zero_grad()
        change.backward(seed)
        torch.nn.utils.clip_grad_norm_(learned, 1)
        optimizer.step()
        return rewards.mean().item()

    def drawn_reward(noise, times, conditioning, tokens):
        return judge(noise - frozen(noise, times, conditioning), tokens)
    return eager_and_compiled(
        lambda compiled: lambda: step(compiled(shift), compiled(drawn_reward)), [frozen, shift, judge],
        lambda reward: [reward], weight_bytes)


def noise_optimization(batch, models, iterations=5):
    """ReNO: gradient steps on the noise itself, with its defaults; the best of the iterations is kept."""
    frozen, judge = load(WorldGenerator, models + "/one_step"), load(WorldReward, models + "/reward")
    tokens, times = words(batch), torch.ones(batch)
    start = tensor((batch, 32, 32, 3), 1, scale=3)
    with torch.no_grad():
        conditioning = frozen.encode(tokens)

    def drawn_reward(noise, conditioning, tokens):
        return judge(noise - frozen(noise, times, conditioning), tokens)

    def run(drawn_reward):
        noise = start.clone().requires_grad_()
        optimizer = torch.optim.SGD([noise], lr=5, momentum=0.9, nesterov=True)
        best = torch.full((batch,), -math.inf)
        for iteration in range(iterations):
            rewards = drawn_reward(noise, conditioning, tokens)
            best = torch.maximum(best, rewards.detach())
            if iteration + 1 == iterations:
                return best
            norm = noise.flatten(1).norm(dim=1)
            loss = (-rewards + 0.01 * (norm.square() / 2 - (noise[0].numel() - 1) * norm.log())).sum()
            optimizer.zero_grad()
            loss.backward()
            norms = noise.grad.flatten(1).norm(dim=1)
            noise.grad *= torch.clamp(0.1 / norms, max=1)[:, None, None, None]
            optimizer.step()
    return eager_and_compiled(
        lambda compiled: lambda: run(compiled(drawn_reward)), [frozen, judge], lambda best: best.tolist(),
        size_in_bytes(frozen, judge))


def eager_and_compiled(make, models, samples, weight_bytes):
    """The work as it is and through torch.compile, with the weights of convolutions in both orders."""
    once = {}

    def compiled(function):
        return once.setdefault(function, torch.compile(function))
    layouts = {"NCHW": torch.contiguous_format, "NHWC": torch.channels_last}
    variants = {}
    for name in layouts:
        variants[name] = make(lambda function: function)
        variants[name + ", compiled"] = make(compiled)

    def enter(name):
        for model in models:
            model.to(memory_format=layouts[name.split(",")[0]])
    return Work(variants, samples, weight_bytes, enter)
