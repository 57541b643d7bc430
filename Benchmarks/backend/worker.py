"""A long-living program that measures on request: one line of JSON in, one line of JSON out."""
import json
import os
import subprocess


class Failed(Exception):
    """The program cannot do what was asked, or has died."""


class Unsupported(Failed):
    """The program has no such work, or not in this type of numbers."""


class Worker:
    def __init__(self, command, variables, folder):
        self.command, self.variables, self.folder = command, variables, folder
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, env=self.variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            bufsize=1)

    def ask(self, **request):
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            status = self.process.wait()
            self.process = None
            raise Failed("%s ended with status %d at %s" % (os.path.basename(self.command[0]), status, request))
        answer = json.loads(line)
        if answer.get("error"):
            kind = Unsupported if answer["error"].startswith(("unsupported", "there is no work")) else Failed
            raise kind(answer["error"])
        return answer

    def processor_seconds(self):
        """Time that the process has spent on all its threads so far, where the system says it."""
        try:
            with open("/proc/%d/stat" % self.process.pid) as file:
                fields = file.read().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, AttributeError):
            return None

    def stop(self):
        if self.process is not None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.process = None
