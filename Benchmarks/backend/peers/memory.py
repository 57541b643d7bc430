"""How much memory this process has in use, in bytes."""
import resource
import sys


def status(name):
    try:
        with open("/proc/self/status") as file:
            for line in file:
                if line.startswith(name):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def peak():
    """The largest resident size so far."""
    found = status("VmHWM:")
    if found is None:
        found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return found


def current():
    return status("VmRSS:")


def reset_peak():
    """Lets `peak` begin again from the current size; False where the system cannot."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        return True
    except OSError:
        return False
