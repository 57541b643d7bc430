"""The same trivial graph for Tweed and for other runners; see runner.py.

A graph is chains of up to ten steps. The first step of a chain takes the top lines of the chain's own input file, each
later one the top lines of the file of the step before. The number of lines falls along the chain, so every step has a
result and a key of its own and no cache can answer one step with another's result. A *change* lowers the number of
one step in the middle of the first chain, to a number never used before, so everything below that step changes too.
"""
import json
import os
import re
import subprocess
import time

CHAIN = 10
INPUT_LINES = 400
FIRST_LINES = 390


class Graph:
    def __init__(self, stages):
        self.stages = stages
        self.changes = 0

    @property
    def chains(self):
        """Lengths of all chains."""
        full, rest = divmod(self.stages, CHAIN)
        return [CHAIN] * full + ([rest] if rest else [])

    @property
    def changed(self):
        """The step of the first chain that a change is made to."""
        return self.chains[0] // 2

    def lines(self, chain, step):
        if self.changes and (chain, step) == (0, self.changed):
            return FIRST_LINES - CHAIN - self.changes
        return FIRST_LINES - step

    def steps(self):
        """(chain, step, lines) of every stage."""
        return [(c, s, self.lines(c, s)) for c, length in enumerate(self.chains) for s in range(length)]

    def result(self, chain):
        """How many lines the last file of a chain holds."""
        return min(self.lines(chain, step) for step in range(self.chains[chain]))


def name(chain, step):
    return "c%03d-s%d" % (chain, step)


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, ".build", "benchmark-runner")
TRASH = os.path.join(WORK, "thrown-away")


def throw_away(path):
    """Moves a file or folder into `thrown-away` beside the runners' folders, to be removed at the end.

    To remove thousands of files just before others are made slows the making down for minutes: ext4 keeps off inodes
    that were freed lately, and searches for others. A person's cold run has no such past.
    """
    if os.path.lexists(path):
        trash = os.path.join(TRASH, "%d-%s" % (time.monotonic_ns(), os.path.basename(path)))
        os.makedirs(TRASH, exist_ok=True)
        os.rename(path, trash)


class Program:
    """One runner in a folder of its own."""

    label = ""
    # Whether a cold run at 1,000 stages is over within a minute or so.
    is_quick = True
    # Whether it notices a changed parameter of results that `settle` made.
    knows_settled_parameters = True

    def __init__(self, folder, graph, environment):
        self.folder, self.graph, self.environment = folder, graph, environment
        throw_away(folder)
        for chain in range(len(graph.chains)):
            lines = ("a red circle on black, %d of chain %d\n" % (line, chain) for line in range(INPUT_LINES))
            put(os.path.join(folder, "inputs", "c%03d.txt" % chain), "".join(lines))
        self.write()

    def source(self, chain, step):
        return "inputs/c%03d.txt" % chain if step == 0 else "results/%s.txt" % name(chain, step - 1)

    def target(self, chain, step):
        return "results/%s.txt" % name(chain, step)

    def shell(self, chain, step, lines):
        return "head -n %d %s > %s" % (lines, self.source(chain, step), self.target(chain, step))

    def write(self):
        """Writes the graph in the runner's own language."""
        raise NotImplementedError

    def command(self):
        """What a person types to bring everything up to date."""
        raise NotImplementedError

    def check(self):
        """Fails unless the last file of every chain is as it should be."""
        for chain, length in enumerate(self.graph.chains):
            path = os.path.join(self.folder, self.target(chain, length - 1))
            with open(path) as file:
                found = sum(1 for _ in file)
            expected = self.graph.result(chain)
            if found != expected:
                raise SystemExit("%s: %s has %d lines, expected %d" % (self.label, path, found, expected))

    def clear(self):
        """Back to nothing done."""
        for left in self.leftovers():
            throw_away(os.path.join(self.folder, left))
        self.prepare()

    def leftovers(self):
        return ["results"]

    def prepare(self):
        os.makedirs(os.path.join(self.folder, "results"), exist_ok=True)

    def settle(self):
        """Reaches the state after a whole run in a cheaper way; False where there is none."""
        return False

    def make_results(self):
        for step in self.graph.steps():
            subprocess.run(self.shell(*step), shell=True, cwd=self.folder, check=True)


class Tweed(Program):
    label = "tweed"

    def __init__(self, folder, graph, environment, program):
        self.program = program
        super().__init__(folder, graph, environment)

    def write(self):
        stages = {}
        for chain, step, lines in self.graph.steps():
            source = "inputs/c%03d.txt" % chain if step == 0 else "${stages.%s}" % name(chain, step - 1)
            stages[name(chain, step)] = {"uses": "prompts", "with": {"from": source, "limit": lines}}
        put(os.path.join(self.folder, "bench.json"), json.dumps({"tweed": 1, "stages": stages}, indent=2))

    def command(self, *more):
        return [self.program, "run", "bench.json", *more]

    def target(self, chain, step):
        return "outputs/bench/%s/prompts" % name(chain, step)

    def leftovers(self):
        return [".tweed", "outputs"]

    def prepare(self):
        # Without the mark, the repository around this folder would be the project.
        os.makedirs(os.path.join(self.folder, ".tweed"), exist_ok=True)


class Ninja(Program):
    label = "ninja"

    def write(self):
        text = ["rule head", "  command = head -n $lines $in > $out"]
        for chain, step, lines in self.graph.steps():
            text += ["build %s: head %s" % (self.target(chain, step), self.source(chain, step)), "  lines = %d" % lines]
        put(os.path.join(self.folder, "build.ninja"), "\n".join(text) + "\n")

    def command(self):
        return ["ninja"]

    def leftovers(self):
        return ["results", ".ninja_log", ".ninja_deps"]


class Doit(Program):
    label = "doit"

    def write(self):
        tasks = [
            [name(*step[:2]), self.source(*step[:2]), self.target(*step[:2]), self.shell(*step), step[2]]
            for step in self.graph.steps()
        ]
        put(os.path.join(self.folder, "tasks.json"), json.dumps(tasks))
        put(os.path.join(self.folder, "dodo.py"), """import json
from doit.tools import config_changed

def task_head():
    for name, source, target, command, lines in json.load(open("tasks.json")):
        yield {"name": name, "file_dep": [source], "targets": [target], "actions": [command],
               "uptodate": [config_changed(str(lines))]}
""")

    def command(self):
        return ["doit"]

    def leftovers(self):
        return ["results"] + [f for f in os.listdir(self.folder) if f.startswith(".doit.db")]


class Snakemake(Program):
    label = "Snakemake"
    is_quick = False
    knows_settled_parameters = False

    def write(self):
        chains = self.graph.chains
        put(os.path.join(self.folder, "lines.json"),
            json.dumps({name(chain, step): lines for chain, step, lines in self.graph.steps()}))
        put(os.path.join(self.folder, "Snakefile"), """import json
LINES = json.load(open("lines.json"))
CHAINS = %s

rule all:
    input: ["results/c%%03d-s%%d.txt" %% (chain, length - 1) for chain, length in enumerate(CHAINS)]

rule first:
    input: "inputs/c{chain}.txt"
    output: "results/c{chain}-s0.txt"
    params: lines=lambda wildcards: LINES["c%%s-s0" %% wildcards.chain]
    shell: "head -n {params.lines} {input} > {output}"

rule next:
    input: lambda wildcards: "results/c%%s-s%%d.txt" %% (wildcards.chain, int(wildcards.step) - 1)
    output: "results/c{chain}-s{step,[1-9]}.txt"
    params: lines=lambda wildcards: LINES["c%%s-s%%s" %% (wildcards.chain, wildcards.step)]
    shell: "head -n {params.lines} {input} > {output}"
""" % chains)

    def command(self):
        return ["snakemake", "--cores", str(os.cpu_count()), "--quiet", "all"]

    def leftovers(self):
        return ["results", ".snakemake"]

    def settle(self):
        self.prepare()
        self.make_results()
        done = subprocess.run(
            [*self.command(), "--touch"], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        return done.returncode == 0 and self.is_settled()

    def is_settled(self):
        dry = subprocess.run(
            ["snakemake", "--cores", "1", "--dry-run"], cwd=self.folder, env=self.environment, capture_output=True,
            text=True)
        return bool(re.search("Nothing to be done", dry.stdout + dry.stderr))


class DVC(Program):
    label = "DVC"
    is_quick = False

    def __init__(self, folder, graph, environment):
        super().__init__(folder, graph, environment)
        for command in (["git", "init", "--quiet"], ["dvc", "init", "--quiet"],
                        ["dvc", "config", "core.analytics", "false"], ["dvc", "config", "core.check_update", "false"]):
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        put(os.path.join(folder, ".gitignore"), "/results\n")

    def write(self):
        text = ["stages:"]
        for chain, step, lines in self.graph.steps():
            text += ["  %s:" % name(chain, step), "    cmd: " + self.shell(chain, step, lines),
                     "    deps:", "    - " + self.source(chain, step),
                     "    outs:", "    - " + self.target(chain, step)]
        put(os.path.join(self.folder, "dvc.yaml"), "\n".join(text) + "\n")

    def command(self):
        return ["dvc", "repro", "--quiet"]

    def leftovers(self):
        return ["results", "dvc.lock", ".dvc/cache", ".dvc/tmp"]

    def settle(self):
        self.prepare()
        self.make_results()
        done = subprocess.run(
            ["dvc", "commit", "--force", "--quiet"], cwd=self.folder, env=self.environment, capture_output=True)
        return done.returncode == 0


PEERS = [Ninja, Doit, Snakemake, DVC]
