# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured, and what is to be reached. A case lays its source out and names its targets; a target looks at a row of results."""

import os
from dataclasses import dataclass, field

from quaytest import write_random

MIB = 1 << 20
GIB = 1 << 30

# Memory is flat when its end is not more than this above its beginning, MiB.
FLAT = 8


@dataclass
class Check:
    """What came of a target. @reached None: it could not be told."""

    target: str
    measured: str
    reached: bool | None
    why: str = ""


def unknown(target, why):
    return Check(target, "-", None, why)


def seconds_of(result):
    """(seconds, TRUE where it took longer than that)."""
    return (result["at_least"], True) if "at_least" in result else (result.get("seconds"), False)


def compared(row, target, peer, key):
    """Ours and the peer's @key, or a Check that says why not."""
    ours, theirs = row["peers"].get("quay", {}), row["peers"].get(peer)
    if "problem" in ours or key not in ours:
        return None, None, unknown(target, "quay: %s" % ours.get("problem", "not run"))
    if theirs is None or key not in theirs:
        return None, None, unknown(target, "%s: %s" % (peer, "not run" if theirs is None else theirs["problem"]))
    return ours[key], theirs[key], None


class Faster:
    def __init__(self, peer, factor):
        self.peer = peer
        self.factor = factor
        self.text = "at least %g times as fast as %s" % (factor, peer) if factor != 1 else "not slower than %s" % peer

    def check(self, row):
        ours, theirs = row["peers"].get("quay", {}), row["peers"].get(self.peer)
        if theirs is not None and "at_least" in theirs and "seconds" in ours:
            factor = theirs["at_least"] / ours["seconds"]
            return Check(self.text, "more than %.2f times" % factor, True if factor >= self.factor else None, theirs["problem"])
        mine, others, problem = compared(row, self.text, self.peer, "seconds")
        return problem or Check(self.text, "%.2f times" % (others / mine), others / mine >= self.factor)


class Cheaper:
    def __init__(self, peer, part):
        self.peer = peer
        self.part = part
        self.text = "CPU per GiB at most %g of %s's" % (part, peer)

    def check(self, row):
        mine, others, problem = compared(row, self.text, self.peer, "cpu")
        return problem or Check(self.text, "%.2f" % (mine / others), mine / others <= self.part)


class Within:
    def __init__(self, seconds):
        self.seconds = seconds
        self.text = "the whole command in at most %g s" % seconds

    def check(self, row):
        ours = row["peers"].get("quay", {})
        if "seconds" not in ours:
            return unknown(self.text, ours.get("problem", "quay: not run"))
        return Check(self.text, "%.2f s" % ours["seconds"], ours["seconds"] <= self.seconds)


class Memory:
    """The highest of all rounds counts."""

    def __init__(self, mib):
        self.mib = mib
        self.text = "memory under %d MiB" % mib

    def check(self, row):
        ours = row["peers"].get("quay", {})
        if "runs" not in ours:
            return unknown(self.text, ours.get("problem", "quay: not run"))
        peak = max(run["peak_mib"] for run in ours["runs"])
        return Check(self.text, "%.0f MiB" % peak, peak < self.mib)


class Link:
    def __init__(self, part):
        self.part = part
        self.text = "at least %d %% of the link" % (part * 100)

    def check(self, row):
        ours = row["peers"].get("quay", {})
        if "seconds" not in ours:
            return unknown(self.text, ours.get("problem", "quay: not run"))
        part = row["bytes"] / ours["seconds"] / row["rate"]
        return Check(self.text, "%.0f %%" % (part * 100), part >= self.part)


def windows(run):
    """The samples (seconds, bytes moved, MiB in memory) at the beginning and at the end, without the login and the last moments."""
    samples = run.get("samples") or []
    last = samples[-1][0] if samples else 0
    first = [sample for sample in samples if 0.1 * last <= sample[0] <= 0.4 * last]
    end = [sample for sample in samples if 0.6 * last <= sample[0] <= 0.9 * last]
    return (first, end) if len(first) > 1 and len(end) > 1 else None


def rate(samples):
    return (samples[-1][1] - samples[0][1]) / (samples[-1][0] - samples[0][0])


class Steady:
    """The rate at the end is that of the beginning, and so is the memory."""

    text = "memory flat, and the rate at the end that of the beginning (within 10 %)"

    def check(self, row):
        ours = row["peers"].get("quay", {})
        found = windows(ours["runs"][-1]) if "runs" in ours else None
        if found is None:
            return unknown(self.text, ours.get("problem", "too short to tell"))
        change = rate(found[1]) / rate(found[0])
        growth = max(sample[2] for sample in found[1]) - max(sample[2] for sample in found[0])
        return Check(self.text, "%+.0f MiB, rate %.0f %%" % (growth, change * 100), growth <= FLAT and change >= 0.9)


@dataclass
class Case:
    """@make(folder) tells the source's name and size; @rtt in ms, @rate in bytes a second; @always: without --all, too."""

    name: str
    direction: str
    make: object
    rtt: float = 0
    rate: float = 0
    always: bool = False
    rounds: int = 0
    sampled: bool = False
    targets: list = field(default_factory=list)


def random_file(size):
    def make(folder):
        write_random(os.path.join(folder, "file"), size)
        return "file", size
    return make


def sparse_file(size):
    def make(folder):
        with open(os.path.join(folder, "file"), "wb") as file:
            file.truncate(size)
        return "file", size
    return make


def small_files(count, size, folders):
    def make(folder):
        content = os.urandom(size + count)
        for index in range(count):
            place = os.path.join(folder, "tree", "folder %d" % (index % folders))
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, "file %d" % index), "wb") as file:
                file.write(content[index:index + size])
        return "tree", count * size
    return make


def many_entries(count):
    def make(folder):
        place = os.path.join(folder, "tree")
        os.makedirs(place)
        for index in range(count):
            os.close(os.open(os.path.join(place, "entry number %d" % index), os.O_CREAT | os.O_WRONLY))
        return "tree", 0
    return make


CASES = [
    Case("1 GiB down, loopback", "down", random_file(GIB), always=True, targets=[Faster("sftp", 1.3), Cheaper("sftp", 0.6)]),
    Case("1 GiB up, loopback", "up", random_file(GIB), always=True, targets=[Faster("sftp", 1.2), Cheaper("sftp", 0.6)]),
    Case("256 MiB down, 50 ms", "down", random_file(256 * MIB), rtt=50, always=True, targets=[Faster("sftp", 6), Faster("rclone", 5)]),
    Case("256 MiB up, 50 ms", "up", random_file(256 * MIB), rtt=50, targets=[Faster("sftp", 5)]),
    Case("256 MiB down, 200 ms", "down", random_file(256 * MIB), rtt=200, targets=[Faster("sftp", 8)]),
    Case("256 MiB up, 200 ms", "up", random_file(256 * MIB), rtt=200, targets=[Faster("sftp", 8)]),
    Case("256 MiB down, 50 ms, 20 MB/s", "down", random_file(256 * MIB), rtt=50, rate=20e6, targets=[Link(0.9)]),
    Case("256 MiB up, 50 ms, 20 MB/s", "up", random_file(256 * MIB), rtt=50, rate=20e6, targets=[Link(0.9)]),
    Case("500 files of 2 KiB down, 50 ms", "down", small_files(500, 2048, 1), rtt=50, targets=[Within(1.5)]),
    Case("500 files of 2 KiB up, 50 ms", "up", small_files(500, 2048, 1), rtt=50, targets=[Within(2.5)]),
    Case("10,000 files of 4 KiB in 200 folders down, loopback", "down", small_files(10000, 4096, 200),
         targets=[Faster("sftp", 8), Memory(100)]),
    Case("10,000 files of 4 KiB in 200 folders up, loopback", "up", small_files(10000, 4096, 200),
         targets=[Faster("sftp", 5), Memory(100)]),
    Case("list 100,000 entries, loopback", "list", many_entries(100000), targets=[Faster("sftp", 1), Memory(60)]),
    Case("10 GiB sparse down, loopback", "down", sparse_file(10 * GIB), rounds=1, sampled=True, targets=[Memory(120), Steady()]),
    Case("10 GiB sparse up, loopback", "up", sparse_file(10 * GIB), rounds=1, sampled=True, targets=[Memory(120), Steady()]),
]
