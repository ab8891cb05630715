#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""quay against its peers: each case, ours and theirs in turn, several rounds, medians and ratios, as a table in Markdown and
as JSON. A server and a delaying proxy of our own on 127.0.0.1; no other machine is touched.

Without --all: 1 GiB down and up, and 256 MiB down over a long way, beside sftp. --output FOLDER: RESULTS.md and results.json there.
QUAY, DELAY and MEASURE name the programs; else they are those of build/."""

import argparse
import datetime
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(TOP, "tests", "cli"))
for name, path in (("QUAY", "src/cli/quay"), ("DELAY", "tests/bench/delay"), ("MEASURE", "tests/cli/measure")):
    os.environ.setdefault(name, os.path.join(TOP, "build", path))

import report as reports    # noqa: E402
import sshd                 # noqa: E402
from cases import CASES, Faster, Cheaper    # noqa: E402
from peers import PEERS, Place              # noqa: E402
from quaytest import end, file_hash, tree_hash    # noqa: E402

ALWAYS = ["quay", "sftp"]

# A client that takes longer than this is not waited for: the table says so.
LONGEST_SECONDS = 180

# And one that takes longer than this is measured once: a second time would tell nothing new.
REPEAT_SECONDS = 60

# Between two looks at a client that is watched.
SAMPLE_SECONDS = 0.2


def child_of(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return int(file.read().split()[0])


def look_at(pid):
    """Bytes moved to and from files so far, and MiB in memory."""
    with open("/proc/%d/io" % pid, encoding="ascii") as file:
        counters = dict(line.split(": ") for line in file.read().splitlines())
    with open("/proc/%d/status" % pid, encoding="utf-8", errors="replace") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
    return int(counters["rchar"]) + int(counters["wchar"]), resident / 1024


def follow(process, samples):
    """The exit status, or None when the time is up. @samples (nullable) takes a look at the client now and then."""
    started = time.monotonic()
    while (seconds := time.monotonic() - started) < LONGEST_SECONDS:
        try:
            return process.wait(SAMPLE_SECONDS if samples is not None else LONGEST_SECONDS - seconds)
        except subprocess.TimeoutExpired:
            pass
        if samples is not None:
            try:
                samples.append((round(seconds, 3), *look_at(child_of(process.pid))))
            except (OSError, IndexError, StopIteration):
                pass    # it is about to begin or to end
    return None


class Bench:
    def __init__(self, folder, server, key):
        self.folder = folder
        self.server = server
        self.key = key
        self.home = os.path.join(folder, "home")
        os.makedirs(self.home)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def open_place(self, case):
        """The server, or the proxy before it; what ends it."""
        if not case.rtt and not case.rate:
            return Place(self.server, self.server.port, self.key, self.home), None
        proxy = subprocess.Popen([os.environ["DELAY"], "0", str(self.server.port), str(case.rtt / 2), str(case.rate)],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port = int(proxy.stdout.readline().split()[1])
        return Place(self.server, port, self.key, self.home), proxy

    def run_once(self, argv, sampled):
        """Seconds, CPU seconds and peak MiB of the client, or a problem in words."""
        env = {**os.environ, "HOME": self.home, "LC_ALL": "C.UTF-8"}
        samples = [] if sampled else None
        with open(self.path("client.log"), "w+b") as log:
            started = time.monotonic()
            process = subprocess.Popen([os.environ["MEASURE"], self.path("usage"), *argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, cwd=self.home)
            ended = follow(process, samples)
            seconds = time.monotonic() - started
            if ended is None:
                end(process)
                return {"problem": "more than %d s" % LONGEST_SECONDS, "at_least": LONGEST_SECONDS}
            if ended != 0:
                log.seek(0)
                return {"problem": "failed (%d): %s" % (ended, log.read().decode("utf-8", "replace")[-300:].strip())}
        with open(self.path("usage"), encoding="ascii") as usage:
            cpu, peak = map(float, usage.read().split())
        result = {"seconds": seconds, "cpu": cpu, "peak_mib": peak / 1024}
        return {**result, "samples": samples} if sampled else result

    def measure(self, case, peer, place, name, round_number):
        is_tree = os.path.isdir(self.path("source", name))
        target = self.path("target", "%s-%d-%d" % (name, list(PEERS).index(peer), round_number))
        argv = PEERS[peer](place, case.direction, is_tree, self.path("source", name), target)
        if argv is None:
            return {"problem": "not applicable"}
        result = self.run_once(argv, case.sampled and peer == "quay")
        if "problem" not in result and case.direction != "list":
            digest = tree_hash if is_tree else file_hash
            if digest(target) != self.digest(name, digest):
                result = {"problem": "the copy differs"}
        # Inodes that were freed a moment ago are what ext4 looks through, and passes over, when the next tree is made.
        if not is_tree:
            shutil.rmtree(self.path("target"))
            os.makedirs(self.path("target"))
        return result

    def digest(self, name, how):
        if self.known_digest is None:
            self.known_digest = how(self.path("source", name))
        return self.known_digest

    def run_case(self, case, peers, rounds):
        os.makedirs(self.path("source"))
        os.makedirs(self.path("target"))
        self.known_digest = None
        name, size = case.make(self.path("source"))
        place, proxy = self.open_place(case)
        results = {peer: [] for peer in peers}
        try:
            for round_number in range(case.rounds or rounds):
                for peer in peers:
                    if worth_running(peer, results[peer]):
                        results[peer].append(self.measure(case, peer, place, name, round_number))
                        tell(case, peer, results[peer][-1])
        finally:
            if proxy is not None:
                proxy.stdin.close()
                proxy.wait()
            shutil.rmtree(self.path("source"))
            shutil.rmtree(self.path("target"))
        row = {"case": case.name, "bytes": size, "rtt_ms": case.rtt, "rate": case.rate,
               "compared": [target.peer for target in case.targets if isinstance(target, (Faster, Cheaper))],
               "peers": {peer: summarise(runs) for peer, runs in results.items()}}
        row["checks"] = reports.check_row(case, row)
        return row


def worth_running(peer, results):
    if not results:
        return True
    return "problem" not in results[-1] and (peer == "quay" or results[-1]["seconds"] <= REPEAT_SECONDS)


def tell(case, peer, result):
    print("%s · %s · %s" % (case.name, peer, result.get("problem") or "%(seconds).2f s, CPU %(cpu).2f s, %(peak_mib).0f MiB" % result), file=sys.stderr)


def summarise(runs):
    for run in runs:
        if "problem" in run:
            return run
    return {**{key: round(statistics.median(run[key] for run in runs), 3) for key in ("seconds", "cpu", "peak_mib")}, "runs": runs}


def parse():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every case and every peer (about an hour)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", action="append", help="only cases whose name holds this; again and again")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="only these clients; again and again")
    parser.add_argument("--output", metavar="FOLDER", help="write RESULTS.md and results.json there")
    parser.add_argument("--list", action="store_true", help="name the cases, and end")
    return parser.parse_args()


def run(cases, peers, rounds):
    folder = tempfile.mkdtemp(prefix="quay-bench-")
    try:
        key = sshd.make_key(os.path.join(folder, "key"), "ed25519")
        with sshd.Sshd(os.path.join(folder, "sshd"), unprivileged=False) as server:
            server.authorize(key)
            bench = Bench(folder, server, key)
            return [bench.run_case(case, peers, rounds) for case in cases]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    options = parse()
    cases = [case for case in CASES if (case.always or options.all or options.case)
             and (not options.case or any(word in case.name for word in options.case))]
    peers = options.peer or [peer for peer in PEERS if options.all or peer in ALWAYS]
    peers = [peer for peer in peers if peer == "quay" or shutil.which(peer.split()[0])]
    if options.list:
        print("\n".join(case.name for case in CASES))
        return
    if not cases or not sshd.available():
        sys.exit("bench: %s" % ("no such case: see --list" if not cases else "no OpenSSH server here"))
    report = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), "machine": reports.describe_machine(),
              "load": round(os.getloadavg()[0], 1), "versions": reports.describe_versions(), "rounds": options.rounds, "rows": run(cases, peers, options.rounds)}
    print(reports.markdown(report))
    if options.output:
        reports.write(report, options.output)


if __name__ == "__main__":
    main()
