"""The Python of the other side, the versions that it has and how both sides are started."""
import os
import subprocess
import sys
import venv

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".build", "benchmark-python")
OURS = os.path.join(ROOT, ".build", "release", "BackendBenchmark")

# The one place of the versions that figures are published for.
PACKAGES = {
    "torch": "2.15.0",
    "diffusers": "0.42.1",
    "transformers": "5.24.0",
    "peft": "0.21.2",
    "accelerate": "1.15.0",
    "numpy": "2.4.6",
    "safetensors": "0.8.0",
    "threadpoolctl": "3.8.0",
    # Needed by the huggingface_hub of these versions, which does not ask for it everywhere.
    "httpx2": "2.16.2",
}


def python():
    """The interpreter of the virtual environment, made on first use and again when a version above changes."""
    path = os.path.join(VENV, "bin", "python")
    stamp = os.path.join(VENV, "packages.txt")
    wanted = "".join("%s==%s\n" % item for item in PACKAGES.items())
    if os.path.exists(stamp) and open(stamp).read() == wanted:
        return path
    print("making %s with PyTorch and diffusers from PyPI ..." % os.path.relpath(VENV), file=sys.stderr, flush=True)
    venv.create(VENV, with_pip=True)
    with open(os.path.join(VENV, "wanted.txt"), "w") as file:
        file.write(wanted)
    subprocess.run([path, "-m", "pip", "install", "--quiet", "-r", file.name], check=True)
    os.replace(file.name, stamp)
    return path


def variables(threads):
    """The environment of both sides: as many threads for every library, and no hub, no telemetry, no tuning by hand."""
    variables = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        variables[name] = str(threads)
    # numpy is measured as it comes: OpenBLAS chooses its kernels and block sizes itself.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TWEED_ISA"):
        variables.pop(name, None)
    variables.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false",
                     PYTHONPATH=os.path.join(ROOT, "Benchmarks"))
    return variables
