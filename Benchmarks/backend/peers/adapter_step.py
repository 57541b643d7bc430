"""One training step of low-rank terms in a frozen U-Net, whose picture a frozen decoder draws and a frozen image tower
judges: forward, backward with recomputation of blocks, AdamW."""
import torch
import torch.nn.functional as F

from backend.peers.large_models import image_tower, unet, vae
from backend.peers.low_rank import adapt
from backend.peers.work import Work
from backend.peers.tensors import size_in_bytes, tensor

# OpenAI's, of each channel, for values from 0 to 1.
MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
SCALING = 0.18215  # of latents
# The signal and noise that are left at the last time step of Stable Diffusion's schedule.
SIGNAL, NOISE = 0.0047 ** 0.5, (1 - 0.0047) ** 0.5


def is_projection(name):
    return name.endswith((".to_q", ".to_k", ".to_v", ".to_out.0"))


def make(kind, sizes, dtype, models):
    size = sizes["size"]
    denoiser, decoder, tower = unet(dtype), vae(dtype), image_tower(dtype)
    weight_bytes = size_in_bytes(denoiser, decoder, tower)
    learned = adapt(denoiser, rank=sizes["rank"], alpha=2 * sizes["rank"], chosen=is_projection)
    # Blocks are made again in the backward pass. Only modules in training mode do so; nothing else here differs.
    for model in (denoiser, decoder):
        model.enable_gradient_checkpointing()
        model.train()
    optimizer = torch.optim.AdamW(learned, lr=1e-4, weight_decay=0)
    noise, text = tensor((1, 4, size, size), 1, dtype, 3), tensor((1, 77, 1024), 2, dtype)
    wanted = tensor((1, 1024), 3, dtype)
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    deviation = torch.tensor(DEVIATION).view(1, 3, 1, 1)

    def step():
        predicted = denoiser(noise, torch.tensor(999), text, return_dict=False)[0]
        latent = (noise - NOISE * predicted) / SIGNAL / SCALING
        # Random weights leave the range of pictures; what a step costs does not depend on it.
        picture = decoder.decode(torch.tanh(latent), return_dict=False)[0]
        seen = F.interpolate(picture / 2 + 0.5, size=(224, 224), mode="bicubic", align_corners=False)
        embedding = tower((seen - mean) / deviation).image_embeds
        loss = -F.cosine_similarity(embedding, wanted).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()
    return Work({"": step}, lambda loss: [loss], weight_bytes)
