"""The other side: the same work in numpy, PyTorch, diffusers and transformers."""
