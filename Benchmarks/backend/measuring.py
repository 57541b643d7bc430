"""Ours and theirs in turn: rounds, medians and what the figures mean."""
import os
import statistics
import sys
import time

from backend.worker import Failed, Unsupported

# Seconds between two looks at whether the threads of a program that has had its turn are asleep: they wait in a loop
# for a while, and the system counts in hundredths of a second.
PAUSE = 0.03
# Seconds after which the next turn begins in any case.
PATIENCE = 1


def say(text):
    print(text, file=sys.stderr, flush=True)


class Measuring:
    """
    - make_ours: a new process of ours.
    - peers: the shared processes of the other side by name; `make_peer` makes one for a row of its own.
    """

    def __init__(self, options, limits, make_ours, make_peer):
        self.options, self.limits = options, limits
        self.make_ours, self.make_peer = make_ours, make_peer
        self.shared = {}

    def row(self, row):
        """The results of a row, one for each peer."""
        sides = {"ours": self.make_ours()}
        for peer in row.peers:
            sides[peer] = self.make_peer(peer.split()[0]) if row.alone else self.peer(peer.split()[0])
        try:
            return self.measured(row, sides)
        finally:
            for name, side in sides.items():
                if name == "ours" or row.alone:
                    side.stop()
            if row.stream is None:
                self.limits.release("triad", "copy")

    def peer(self, library):
        if library not in self.shared:
            self.shared[library] = self.make_peer(library)
        return self.shared[library]

    def stop(self):
        for worker in self.shared.values():
            worker.stop()
        self.limits.release()

    def weights_file(self, row, dtype):
        """The file of a large model's weights that are not float32, made on first use by a process of its own."""
        if not row.alone or dtype == "f32":
            return None
        path = os.path.join(self.options.weights, "%s-%s.safetensors" % (row.kind.replace(" ", "-"), dtype))
        if not os.path.exists(path):
            say("writing %s ..." % os.path.relpath(path))
            os.makedirs(self.options.weights, exist_ok=True)
            ours = self.make_ours()
            try:
                ours.ask(command="write", kind=row.kind, sizes=row.sizes, dtype=dtype, weights=path)
            finally:
                ours.stop()
        return path

    def measured(self, row, sides):
        facts, problems = {}, {}
        for name, side in list(sides.items()):
            try:
                dtype = name.split()[1] if " " in name else row.dtype
                facts[name] = side.ask(
                    command="prepare", kind=row.kind, sizes=row.sizes, threads=self.options.threads, dtype=dtype,
                    models=self.options.models, weights=self.weights_file(row, dtype) if name == "ours" else None)
            except Failed as error:
                problems[name] = str(error)
                if not isinstance(error, Unsupported):
                    say("%s, %s: %s" % (row.work, name, error))
        turns = self.take_turns(row, {name: sides[name] for name in facts}, facts)
        results = [self.result(row, peer, facts, problems, turns) for peer in row.peers]
        if row.twice and "ours" in facts:
            added = self.memory_of_twice(row)
            for result in results:
                result["added_twice_mb"] = added
        return results

    def memory_of_twice(self, row):
        ours = self.make_ours()
        try:
            answer = ours.ask(
                command="prepare", kind=row.kind, sizes=row.twice, threads=self.options.threads, dtype=row.dtype)
            return megabytes(answer.get("addedBytes"))
        finally:
            ours.stop()

    def take_turns(self, row, sides, facts):
        """Times of each side and the limits, in turn; every second round in the other order."""
        turns = {name: [] for name in sides}
        limit = row.stream or "peak"
        turns[limit] = []
        repeats = {name: max(1, min(int(self.options.turn / facts[name]["times"][0]), 100)) for name in sides}
        begin = time.perf_counter()
        for number in range(self.options.rounds):
            spent = time.perf_counter() - begin
            # At least two rounds; more only if they are likely to fit.
            if number >= 2 and spent * (number + 1) / number > self.options.budget:
                break
            turns[limit].append(self.limits.rate(limit))
            for name, side in list(sides.items())[::1 if number % 2 == 0 else -1]:
                others = self.quiet({other: sides[other] for other in sides if other != name})
                start = time.perf_counter()
                answer = side.ask(command="run", repeats=repeats[name])
                taken = time.perf_counter() - start
                turns[name].append(statistics.median(answer["times"]))
                facts[name]["peakBytes"] = max(facts[name].get("peakBytes") or 0, answer.get("peakBytes") or 0)
                for other, before in others.items():
                    busy = None if before is None else sides[other].processor_seconds() - before
                    if busy and busy > 0.05 + 0.05 * taken:
                        say("%s: %s was busy for %.2f s while %s was measured" % (row.work, other, busy, name))
        return turns

    @staticmethod
    def quiet(workers):
        """Waits until none of them computes; their processor seconds then."""
        look = lambda: {name: worker.processor_seconds() for name, worker in workers.items()}
        begin, before = time.perf_counter(), look()
        while True:
            time.sleep(PAUSE)
            now = look()
            if now == before or time.perf_counter() - begin > PATIENCE:
                return now
            before = now

    def result(self, row, peer, facts, problems, turns):
        ours = facts.get("ours")
        theirs = facts.get(peer)
        result = {"area": row.area, "work": row.work, "dtype": row.dtype, "ours_s": None, "peer": peer, "peer_s": None,
                  "ratio": None, "aim": row.peers[peer], "note": row.note}
        if theirs:
            result["peer_s"] = statistics.median(turns[peer])
            result["peer_peak_mb"] = megabytes(theirs.get("peakBytes"))
            result["peer_variant"] = theirs.get("variant") or None
        if ours:
            result["ours_s"] = statistics.median(turns["ours"])
            result["rounds"] = len(turns["ours"])
            result["kernels"] = ours.get("kernels")
            self.add_memory(row, result, ours)
            self.add_share(row, result, ours, turns)
        if ours and theirs:
            result["ratio"] = result["peer_s"] / result["ours_s"]
            result["reached"] = None if row.peers[peer] is None else result["ratio"] >= row.peers[peer]
            if row.tolerance is not None:
                result["difference"] = difference(ours["samples"], theirs["samples"])
                result["same"] = result["difference"] <= row.tolerance
                if not result["same"]:
                    say("%s: results differ from %s by %.2g" % (row.work, peer, result["difference"]))
        result["problem"] = "; ".join("%s: %s" % item for item in problems.items() if item[0] in ("ours", peer)) or None
        return result

    def add_memory(self, row, result, ours):
        result["peak_mb"] = megabytes(ours.get("peakBytes"))
        result["weights_mb"] = megabytes(ours.get("weightBytes"))
        result["packed_mb"] = megabytes(ours.get("packedBytes"))
        result["added_mb"] = megabytes(ours.get("addedBytes"))
        if row.memory_aim and ours.get("peakBytes"):
            result["above_weights_mb"] = megabytes(ours["peakBytes"] - ours["weightBytes"])
            result["above_weights_aim_mb"] = megabytes(row.memory_aim)

    def add_share(self, row, result, ours, turns):
        """The time that the machine needs at least, over ours: round by round, as the clock changes."""
        operations = row.operations
        if operations is None and ours.get("multiplyAccumulates"):
            operations = 2.0 * ours["multiplyAccumulates"]
        result["operations"] = operations
        result["bytes"] = row.bytes or None
        if row.stream:
            least = [row.bytes / rate for rate in turns[row.stream]]
            result["bound"] = "memory"
        elif operations:
            least = [operations / rate for rate in turns["peak"]]
            moving = row.bytes / self.limits.bandwidth
            result["bound"] = "memory" if moving > statistics.median(least) else "compute"
            least = [max(time, moving) for time in least]
        else:
            return
        result["share_of_limit"] = statistics.median(a / b for a, b in zip(least, turns["ours"]))
        if operations:
            result["share_of_peak"] = statistics.median(
                operations / rate / time for rate, time in zip(turns["peak"], turns["ours"]))
        result["share_aim"] = row.share_aim


def megabytes(count):
    return None if count is None else round(count / 1e6, 1)


def difference(ours, theirs):
    """The largest difference of samples, relative to the root of the mean square, which comes last."""
    if len(ours) != len(theirs) or not ours:
        return float("inf")
    scale = max(abs(theirs[-1]), 1e-30)
    return max(abs(a - b) for a, b in zip(ours, theirs)) / scale
