"""The large models of diffusers and transformers with random weights."""
import torch

from backend.peers.tensors import TYPES, in_both_layouts, inference, tensor

# Of huggingface.co/stabilityai/sd-turbo.
UNET = dict(
    sample_size=64, in_channels=4, out_channels=4, layers_per_block=2, block_out_channels=(320, 640, 1280, 1280),
    attention_head_dim=(5, 10, 20, 20), cross_attention_dim=1024, use_linear_projection=True)
VAE = dict(
    in_channels=3, out_channels=3, latent_channels=4, layers_per_block=2, block_out_channels=(128, 256, 512, 512),
    down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, norm_num_groups=32,
    sample_size=512)
# Of huggingface.co/laion/CLIP-ViT-H-14-laion2B-s32B-b79K.
IMAGE_TOWER = dict(
    hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=16, patch_size=14,
    image_size=224, projection_dim=1024, hidden_act="gelu")


def unet(dtype):
    from diffusers import UNet2DConditionModel
    with building(dtype):
        return UNet2DConditionModel(**UNET).to(TYPES[dtype]).eval().requires_grad_(False)


def vae(dtype):
    from diffusers import AutoencoderKL
    with building(dtype):
        model = AutoencoderKL(**VAE).to(TYPES[dtype]).eval().requires_grad_(False)
    # Ours is the decoder; the encoder would count as memory.
    model.encoder = model.quant_conv = None
    return model


def image_tower(dtype):
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection
    with building(dtype):
        model = CLIPVisionModelWithProjection(CLIPVisionConfig(**IMAGE_TOWER))
    return model.to(TYPES[dtype]).eval().requires_grad_(False)


class building:
    """Weights are made in their type, so that building needs no more memory than running."""

    def __init__(self, dtype):
        self.dtype = TYPES[dtype]

    def __enter__(self):
        self.before = torch.get_default_dtype()
        torch.set_default_dtype(self.dtype)

    def __exit__(self, *_):
        torch.set_default_dtype(self.before)


def make(kind, sizes, dtype, models):
    if kind == "unet":
        model = unet(dtype)
        size = sizes["size"]
        latent, text = tensor((1, 4, size, size), 1, dtype), tensor((1, 77, 1024), 2, dtype)
        run = lambda: model(latent, torch.tensor(999), text, return_dict=False)[0]
    elif kind == "vae decoder":
        model = vae(dtype)
        size = sizes["size"]
        latent = tensor((1, 4, size, size), 1, dtype)
        run = lambda: model.decode(latent, return_dict=False)[0]
    else:
        model = image_tower(dtype)
        picture = tensor((sizes["batch"], 3, 224, 224), 1, dtype, 4)
        run = lambda: model(picture).image_embeds
    return in_both_layouts(model, inference(run))
