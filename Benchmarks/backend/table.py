"""The figures as text: a line for each comparison, and below it what keeps the work from its limit."""

HEADER = "%-44s %-5s %11s  %-10s %11s %6s %5s %7s %9s" % (
    "", "", "ours", "", "theirs", "ratio", "aim", "limit", "peak MB")


def seconds(value):
    if value is None:
        return "-"
    for unit, scale in (("s", 1), ("ms", 1e3), ("us", 1e6)):
        if value * scale >= 1 or unit == "us":
            return "%.4g %s" % (value * scale, unit)


def optional(format, value):
    return "-" if value is None else format % value


def line(result):
    mark = {True: "\u2713", False: "\u2717", None: " "}[result.get("reached")]
    peer = result["peer"] + (" " + result["peer_variant"] if result.get("peer_variant") else "")
    return "%-44s %-5s %11s  %-10s %11s %6s %5s %7s %9s %s" % (
        result["work"], result["dtype"], seconds(result["ours_s"]), peer, seconds(result["peer_s"]),
        optional("%.2f", result["ratio"]), optional("%.1f", result["aim"]),
        optional("%.0f %%", percent(result.get("share_of_limit"))), optional("%.0f", result.get("peak_mb")), mark)


def percent(share):
    return None if share is None else 100 * share


def explanation(result):
    """What holds the work back, as far as the figures tell; one line."""
    parts = []
    if result.get("problem"):
        parts.append(result["problem"])
    share = result.get("share_of_limit")
    if share is not None and result["bound"] == "memory":
        rate = result["bytes"] / result["ours_s"] / 1e9
        parts.append("memory bound: moves %.1f GB/s, %.0f %% of what a stream moves" % (rate, 100 * share))
    elif share is not None:
        rate = result["operations"] / result["ours_s"] / 1e9
        parts.append("compute bound: %.0f GFLOP/s, %.0f %% of the FMA peak" % (rate, 100 * share))
        if share > 1:
            parts.append("more than the peak: an algorithm with fewer multiplications")
        elif share < 0.75:
            parts.append(loss(result))
    if share is not None and result.get("share_aim"):
        mark = "\u2713" if share >= result["share_aim"] else "\u2717"
        parts.append("aim %.0f %% %s" % (100 * result["share_aim"], mark))
    if result.get("above_weights_mb") is not None:
        holds = result["above_weights_mb"] <= result["above_weights_aim_mb"]
        parts.append("memory: %.0f MB above the weights%s, aim %.0f %s" % (
            result["above_weights_mb"],
            ", of them %.0f packed weights" % result["packed_mb"] if result.get("packed_mb") else "",
            result["above_weights_aim_mb"], "\u2713" if holds else "\u2717"))
    if result.get("added_mb") is not None and result["area"] == "attention":
        parts.append("the first run added %.1f MB, its result included" % result["added_mb"])
        if result.get("added_twice_mb") is not None:
            parts.append("%.1f MB at twice the length" % result["added_twice_mb"])
    if result.get("note"):
        parts.append(result["note"])
    return "    " + "; ".join(parts) if parts else None


def loss(result):
    """Where the rest of the peak goes, by the kind of work."""
    if result["ours_s"] < 2e-4:
        return "the rest is the start of threads: the work takes %s" % seconds(result["ours_s"])
    return {
        "products": "the rest is packing, and edges that fill no tile",
        "convolutions": "the rest is gathering windows, packing weights, and edges that fill no tile",
        "attention": "the rest is the exponentials, and reading scores back from the cache",
        "world": "the rest is many small operations: element-wise work, norms, starts of threads",
        "models": "the rest is norms, softmax, element-wise work and copies, which count as no operations",
        "training": "the rest is norms, softmax, element-wise work and copies, which count as no operations",
    }.get(result["area"], "")


def comparison(old, new):
    """Two reports beside each other: theirs over ours then and now, and how our time changed."""
    yield "%s, then %s" % (old["date"], new["date"])
    for name, unit in (("fma_gflops", "GFLOP/s"), ("triad_gbytes", "GB/s")):
        yield "  %-42s %8.1f %8.1f %s" % (name, old["machine"][name], new["machine"][name], unit)
    yield "%-44s %-5s %-10s %10s %10s %7s   %6s %6s   %6s %6s" % (
        "", "", "peer", "ours then", "now", "faster", "ratio", "now", "limit", "now")
    before = {(row["work"], row["dtype"], row["peer"]): row for row in old["rows"]}
    for row in new["rows"]:
        then = before.get((row["work"], row["dtype"], row["peer"]))
        if then is None:
            continue
        faster = then["ours_s"] / row["ours_s"] if then["ours_s"] and row["ours_s"] else None
        yield "%-44s %-5s %-10s %10s %10s %7s   %6s %6s   %6s %6s" % (
            row["work"], row["dtype"], row["peer"], seconds(then["ours_s"]), seconds(row["ours_s"]),
            optional("%.2f", faster), optional("%.2f", then["ratio"]), optional("%.2f", row["ratio"]),
            optional("%.0f %%", percent(then.get("share_of_limit"))),
            optional("%.0f %%", percent(row.get("share_of_limit"))))
