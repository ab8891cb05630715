# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as Markdown and as JSON, with what was to be reached, what was, and why not."""

import json
import os
import re
import subprocess

# Why a target is out of reach, where somebody has looked into it: case -> sentence. Other rows say what the clock and the CPU told.
REASONS = {
    "256 MiB down, 50 ms": "the first byte comes after 11 round trips and the key exchange, 0.6 s; from there client (0.5 s of CPU), proxy (0.2), sshd "
                           "(0.4) and sftp-server (0.25) share two processors, which are busy to the end",
    "256 MiB up, 50 ms": "the first byte goes after 11 round trips and the key exchange, 0.6 s; from there client (0.5 s of CPU), proxy (0.25), sshd "
                         "(0.6) and sftp-server (0.4) share two processors, which are busy to the end",
    "256 MiB down, 200 ms": "the first byte comes after 11 round trips, 2.2 s, and the last one is followed by one more, for CLOSE; what is between is "
                            "as fast as at 50 ms",
    "256 MiB up, 200 ms": "the first byte goes after 11 round trips, 2.2 s; from there eight channels of 2 MiB, which is OpenSSH's window, carry 80 MB/s, and "
                          "its MaxSessions allows ten",
}


def read_first(path, pattern):
    try:
        with open(path, encoding="utf-8") as file:
            found = re.search(pattern, file.read(), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else "?"


def describe_machine():
    memory = read_first("/proc/meminfo", r"^MemTotal: *(\d+) kB")
    return {"processor": read_first("/proc/cpuinfo", r"^model name\s*: (.*)$"), "processors": os.cpu_count(),
            "memory_gib": round(int(memory) / (1 << 20), 1) if memory.isdigit() else None,
            "kernel": "%s %s" % (os.uname().sysname, os.uname().release), "system": read_first("/etc/os-release", r'^PRETTY_NAME="(.*)"$')}


def version_of(*argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False)
    except OSError:
        return None
    first = ((done.stdout or done.stderr).splitlines() or [""])[0]
    first = re.sub(r"[|,]? *Copyright.*|,.*", "", first.replace("psftp: Release", "psftp")).replace("| Version ", "")
    return first.strip(" |") or None


def describe_versions():
    """Of quay and its peers, as they say themselves."""
    asked = {"quay": (os.environ["QUAY"], "--version"), "sftp": ("ssh", "-V"), "lftp": ("lftp", "--version"), "rclone": ("rclone", "--version"),
             "psftp": ("psftp", "--version")}
    return {name: version for name, argv in asked.items() if (version := version_of(*argv))}


def facts(row):
    """What the figures themselves say of a row that is not reached."""
    told = []
    for peer, result in row["peers"].items():
        if "cpu" in result and (peer == "quay" or peer in row["compared"]):
            told.append("%s: %.2f s, of them %.2f s of CPU" % (peer, result["seconds"], result["cpu"]))
    return "; ".join(told)


def check_row(case, row):
    """The checks of a row, as dictionaries for the JSON."""
    checks = []
    for target in case.targets:
        check = target.check(row)
        why = check.why
        if not check.reached:
            why = "; ".join(part for part in (why, REASONS.get(case.name), facts(row)) if part)
        checks.append({"target": check.target, "measured": check.measured, "reached": check.reached, "why": why})
    return checks


def cell(text):
    return text.replace("\n", " ").replace("|", "\\|")


def table(heads, rows):
    lines = ["| %s |" % " | ".join(heads), "|%s" % ("---|" * len(heads))]
    return lines + ["| %s |" % " | ".join(cell(text) for text in row) for row in rows]


def result_cells(row, peer):
    ours, theirs = row["peers"].get("quay", {}), row["peers"][peer]
    if "problem" in theirs:
        return [row["case"], peer, theirs["problem"][:120], "", "", "", ""]
    speed = "%.3g" % (row["bytes"] / theirs["seconds"] / 1e6) if row["bytes"] else ""
    ratio = "%.2f" % (theirs["seconds"] / ours["seconds"]) if "seconds" in ours and peer != "quay" else ""
    return [row["case"], peer, "%.2f" % theirs["seconds"], speed, "%.2f" % theirs["cpu"], "%.0f" % theirs["peak_mib"], ratio]


WORDS = {True: "reached", False: "**not reached**", None: "not measured"}


def markdown(report):
    machine = report["machine"]
    versions = ", ".join(report["versions"].values())
    lines = ["# Benchmarks", "", "%s, %s, %d processors (%s), %s GiB of memory, %s; load %s at the start." % (
        report["date"], machine["system"], machine["processors"], machine["processor"], machine["memory_gib"], machine["kernel"], report["load"]),
             "Clients: %s." % versions, "",
             "%s, ours and theirs in turn, on one server on this machine; a delaying proxy makes the way long. "
             "CPU (with what the client started) and memory (of the client alone) are the client's." % (
                 "One round" if report["rounds"] == 1 else
                 "Medians of %d rounds (of one where a client takes over a minute)" % report["rounds"]), ""]
    lines += table(["Case", "Client", "s", "MB/s", "CPU s", "peak MiB", "times as long as quay"],
                   [result_cells(row, peer) for row in report["rows"] for peer, result in row["peers"].items()
                    if result.get("problem") != "not applicable"])
    checks = [[row["case"], check["target"], check["measured"], WORDS[check["reached"]], check["why"]]
              for row in report["rows"] for check in row["checks"]]
    if checks:
        lines += ["", "## What was to be reached", ""] + table(["Case", "To reach", "Measured", "", "Why not"], checks)
    return "\n".join(lines) + "\n"


def write(report, folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "RESULTS.md"), "w", encoding="utf-8") as file:
        file.write(markdown(report))
    with open(os.path.join(folder, "results.json"), "w", encoding="utf-8") as file:
        json.dump(report, file, indent=1, ensure_ascii=False)
        file.write("\n")
