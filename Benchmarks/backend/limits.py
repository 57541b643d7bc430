"""What the machine can do at best: multiply-accumulates a second and bytes a second, measured beside the work."""
import statistics

# Far more than any cache holds, in each array.
MEGABYTES = 512


class Limits:
    """Each limit is a process of our program of its own; those of memory end when they are not needed."""

    def __init__(self, make_worker, threads):
        self.make_worker, self.threads = make_worker, threads
        self.workers = {}
        # Bytes a second of the triad at the start.
        self.bandwidth = None

    def measure(self, machine):
        """Puts the limits at the start into the facts about the machine."""
        median = lambda name: statistics.median(self.rate(name) for _ in range(3))
        self.bandwidth = median("triad")
        machine.update(fma_gflops=round(median("peak") / 1e9, 1), triad_gbytes=round(self.bandwidth / 1e9, 2),
                       copy_gbytes=round(median("copy") / 1e9, 2))

    def rate(self, name):
        """Operations or bytes a second, now."""
        if name not in self.workers:
            self.prepare(name)
        worker, amount, repeats = self.workers[name]
        return amount / min(worker.ask(command="run", repeats=repeats)["times"])

    def prepare(self, name):
        worker = self.make_worker()
        if name == "peak":
            # A twentieth of a second a run.
            ask = lambda rounds: worker.ask(
                command="prepare", kind="peak", sizes={"rounds": rounds}, threads=self.threads)
            rounds = 20000
            rounds = max(int(rounds * 0.05 / ask(rounds)["times"][0]), 1000)
            self.workers[name] = (worker, ask(rounds)["amount"], 3)
        else:
            answer = worker.ask(
                command="prepare", kind="bandwidth", sizes={"megabytes": MEGABYTES, "triad": int(name == "triad")},
                threads=self.threads)
            self.workers[name] = (worker, answer["amount"], 2)

    def release(self, *names):
        for name in names or list(self.workers):
            if name in self.workers:
                self.workers.pop(name)[0].stop()
