#!/usr/bin/env python3
"""From prompt to PNG at the true size of SD-Turbo: tweed beside diffusers, in one run.

    python3 Benchmarks/pipeline.py [--python PATH] [--steps 1] [--rounds 2] [--size 512]

Makes a pipeline folder with random weights (U-Net of 866 million parameters, text encoder, VAE; float16, 2.6 GB) under
.build/benchmark-weights with diffusers, once. Then, in turn: `tweed run` on a recipe that draws one picture, with the
weights in the cache already, so that only the drawing counts; and a Python program that loads the same folder with
diffusers and draws the same prompt, of which only the drawing counts. Times are medians; peak memory is the largest
resident size of each process. Prints a table and writes outputs/bench/pipeline.json.

Needs torch, diffusers and transformers (`--python` names an interpreter that has them; make bench-backend makes one).
"""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".build" / "benchmark-weights" / "sd-turbo"
PROMPT = "a photograph of an otter reading a newspaper"

MAKE = r'''
import json, sys, torch, diffusers, transformers, pathlib
folder = pathlib.Path(sys.argv[1]); words = pathlib.Path(sys.argv[2])
torch.manual_seed(1); torch.set_default_dtype(torch.float16)
unet = diffusers.UNet2DConditionModel(
    sample_size=64, cross_attention_dim=1024, attention_head_dim=[5, 10, 20, 20], use_linear_projection=True,
    block_out_channels=(320, 640, 1280, 1280))
vae = diffusers.AutoencoderKL(
    block_out_channels=(128, 256, 512, 512), down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=2, latent_channels=4, sample_size=768)
text = transformers.CLIPTextModel(transformers.CLIPTextConfig(
    vocab_size=49408, hidden_size=1024, intermediate_size=4096, num_hidden_layers=23, num_attention_heads=16,
    hidden_act="gelu", projection_dim=512, bos_token_id=547, eos_token_id=548))
scheduler = diffusers.EulerDiscreteScheduler(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", timestep_spacing="trailing")
tokenizer = transformers.CLIPTokenizer.from_pretrained(words)
pipeline = diffusers.StableDiffusionPipeline(
    vae=vae, text_encoder=text, tokenizer=tokenizer, unet=unet, scheduler=scheduler, safety_checker=None,
    feature_extractor=None, requires_safety_checker=False)
pipeline.save_pretrained(folder)
'''

PEER = r'''
import json, resource, sys, time, torch, diffusers
folder, prompt, steps, size, dtype, rounds, output = sys.argv[1:8]
torch.set_num_threads(int(sys.argv[8]))
diffusers.logging.set_verbosity_error()
pipeline = diffusers.StableDiffusionPipeline.from_pretrained(
    folder, safety_checker=None, torch_dtype=getattr(torch, dtype))
pipeline.set_progress_bar_config(disable=True)
times = []
for _ in range(int(rounds)):
    start = time.perf_counter()
    picture = pipeline(prompt, num_inference_steps=int(steps), guidance_scale=0.0, height=int(size), width=int(size),
                       generator=torch.Generator().manual_seed(1)).images[0]
    picture.save(output)
    times.append(time.perf_counter() - start)
print(json.dumps({"times": times, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
'''


def recipe(folder, steps, size, seed, precision):
    return {
        "tweed": 1, "name": "pipeline-benchmark",
        "stages": {
            "weights": {"uses": "load-weights", "with": {"from": os.path.relpath(folder, ROOT / "outputs" / "bench")}},
            "picture": {"uses": "generate", "with": {
                "generator": "${stages.weights.generator}", "prompts": [PROMPT], "seeds": [seed], "noise": "torch-cpu",
                "steps": steps, "width": size, "height": size, "precision": precision}},
        },
    }


def ours(arguments, seed, precision):
    """Seconds of the stage `picture`, and the peak of the process; another seed each time, or the cache answers."""
    path = ROOT / "outputs" / "bench" / "pipeline-recipe.json"
    path.write_text(json.dumps(recipe(FOLDER, arguments.steps, arguments.size, seed, precision)))
    command = [str(ROOT / ".build" / "release" / "tweed"), "run", str(path), "--threads", str(arguments.threads)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output, _ = process.communicate()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    found = re.search(r"picture +([0-9.]+) s", output) or re.search(r"picture +(\d+) m (\d+) s", output)
    if process.returncode != 0 or not found:
        sys.exit(output)
    parts = [float(part) for part in found.groups()]
    seconds = parts[0] if len(parts) == 1 else 60 * parts[0] + parts[1]
    return seconds, max(peak, before) * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    (ROOT / "outputs" / "bench").mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "model_index.json").exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        words = ROOT / "Tests" / "Fixtures" / "pipelines" / "turbo" / "tokenizer"
        subprocess.run([arguments.python, "-c", MAKE, str(FOLDER), str(words)], check=True)

    rows = []
    # Tweed first: the peak of all children so far is then its own.
    ours(arguments, 1, "fast")  # fills the cache with the weights
    tweed = [ours(arguments, 2 + round, "fast") for round in range(arguments.rounds)]
    for dtype in ["float32", "bfloat16"]:
        output = ROOT / "outputs" / "bench" / f"pipeline-{dtype}.png"
        result = subprocess.run(
            [arguments.python, "-c", PEER, str(FOLDER), PROMPT, str(arguments.steps), str(arguments.size), dtype,
             str(arguments.rounds + 1), str(output), str(arguments.threads)],
            check=True, capture_output=True, text=True)
        peer = json.loads(result.stdout.strip().split("\n")[-1])
        theirs = statistics.median(peer["times"][1:])
        mine = statistics.median(seconds for seconds, _ in tweed)
        rows.append({
            "work": f"SD-Turbo, prompt to PNG, {arguments.size}x{arguments.size}, {arguments.steps} steps",
            "dtype": "f16 weights, f32 compute", "ours_s": mine, "peer": f"diffusers {dtype}", "peer_s": theirs,
            "ratio": theirs / mine, "peak_mb": tweed[-1][1] / 1e6, "peer_peak_mb": peer["peak"] / 1e6})
    print(f"{'':58} {'ours':>8} {'theirs':>8} {'ratio':>6} {'MB':>7} {'theirs':>7}")
    for row in rows:
        print(f"{row['work'] + ', ' + row['peer']:58} {row['ours_s']:6.1f} s {row['peer_s']:6.1f} s "
              f"{row['ratio']:6.2f} {row['peak_mb']:7.0f} {row['peer_peak_mb']:7.0f}")
    (ROOT / "outputs" / "bench" / "pipeline.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
