"""What the modules of the other side make."""


class Unsupported(Exception):
    """There is no such work in this type of numbers."""


class Work:
    """One thing to measure: `variants` are ways of doing the same, of which the fastest counts; `enter` is told which
    one comes now."""

    def __init__(self, variants, samples=lambda result: [], weight_bytes=0, enter=lambda name: None):
        self.variants, self.samples, self.weight_bytes, self.enter = variants, samples, weight_bytes, enter
