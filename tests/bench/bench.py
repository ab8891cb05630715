#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""quay against its peers: each case, ours and theirs in turn, several rounds, medians and ratios, as a table in Markdown and
as JSON. A server and a delaying proxy of our own on 127.0.0.1; no other machine is touched.

bench.py [--all] [--rounds N] [--case WORD]... [--peer NAME]... [--output FOLDER]
QUAY, DELAY and MEASURE name the programs."""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import sshd
from quaytest import file_hash, tree_hash, wait_for, end, write_random

MIB = 1 << 20
GIB = 1 << 30

# A peer that takes longer than this is not waited for: the table says so.
LONGEST_SECONDS = 400


class Case:
    """@make: lays the source out and tells its name; @rtt in ms, @rate in bytes a second; @always: without --all, too."""

    def __init__(self, name, direction, make, rtt=0, rate=0, always=False, targets=None, rounds=None):
        self.name = name
        self.direction = direction
        self.make = make
        self.rtt = rtt
        self.rate = rate
        self.always = always
        self.targets = targets or {}   # peer -> how many times as fast we are to be
        self.rounds = rounds


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
    Case("1 GiB down, loopback", "down", random_file(GIB), always=True, targets={"sftp": 1.3}),
    Case("1 GiB up, loopback", "up", random_file(GIB), always=True, targets={"sftp": 1.2}),
    Case("256 MiB down, 50 ms", "down", random_file(256 * MIB), rtt=50, always=True, targets={"sftp": 6, "rclone": 5}),
    Case("256 MiB up, 50 ms", "up", random_file(256 * MIB), rtt=50, targets={"sftp": 5}),
    Case("256 MiB down, 200 ms", "down", random_file(256 * MIB), rtt=200, targets={"sftp": 8}),
    Case("256 MiB up, 200 ms", "up", random_file(256 * MIB), rtt=200, targets={"sftp": 8}),
    Case("256 MiB down, 50 ms, 20 MB/s", "down", random_file(256 * MIB), rtt=50, rate=20e6),
    Case("256 MiB up, 50 ms, 20 MB/s", "up", random_file(256 * MIB), rtt=50, rate=20e6),
    Case("500 files of 2 KiB down, 50 ms", "down", small_files(500, 2048, 1), rtt=50),
    Case("500 files of 2 KiB up, 50 ms", "up", small_files(500, 2048, 1), rtt=50),
    Case("10,000 files of 4 KiB in 200 folders down, loopback", "down", small_files(10000, 4096, 200), targets={"sftp": 8}),
    Case("10,000 files of 4 KiB in 200 folders up, loopback", "up", small_files(10000, 4096, 200), targets={"sftp": 5}),
    Case("list 100,000 entries, loopback", "list", many_entries(100000), targets={"sftp": 1}),
    Case("10 GiB sparse down, loopback", "down", sparse_file(10 * GIB), rounds=1),
    Case("10 GiB sparse up, loopback", "up", sparse_file(10 * GIB), rounds=1),
]


class Place:
    """Where a run happens: the server as the client sees it, and its keys."""

    def __init__(self, server, port, key, home):
        self.user = server.user
        self.port = port
        self.key = key
        self.home = home
        self.known_hosts = os.path.join(home, "known_hosts-%d" % port)
        with open(server.known_hosts, encoding="ascii") as file:
            line = file.read().split(" ", 1)[1]
        with open(self.known_hosts, "w", encoding="ascii") as file:
            file.write("[127.0.0.1]:%d %s" % (port, line))


# A peer is a function: (place, direction, whether a tree, source, target) -> argv, or None where it cannot.

def quay(place, direction, is_tree, source, target):
    url = "sftp://%s@127.0.0.1:%d" % (place.user, place.port)
    base = [os.environ["QUAY"], "--batch", "-q", "--no-agent", "-i", place.key, "--known-hosts", place.known_hosts]
    tree = ["-r"] if is_tree else []
    if direction == "list":
        return [*base, "ls", url + source]
    if direction == "down":
        return [*base, "get", *tree, url + source, target]
    return [*base, "put", *tree, source, url + target]


def sftp(place, direction, is_tree, source, target):
    batch = os.path.join(place.home, "sftp-batch")
    with open(batch, "w", encoding="ascii") as file:
        command = {"list": "ls -f %s" % source, "down": "get %s %s %s" % ("-R" if is_tree else "", source, target),
                   "up": "put %s %s %s" % ("-R" if is_tree else "", source, target)}[direction]
        file.write(command + "\n")
    return ["sftp", "-q", "-b", batch, "-P", str(place.port), "-i", place.key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
            "-o", "UserKnownHostsFile=" + place.known_hosts, "-F", "/dev/null", place.user + "@127.0.0.1"]


def lftp_run(place, commands):
    connect = "ssh -a -x -i %s -F /dev/null -o IdentityAgent=none -o UserKnownHostsFile=%s" % (place.key, place.known_hosts)
    return ["lftp", "--norc", "-c", 'set sftp:connect-program "%s"; set cmd:fail-exit yes; set net:max-retries 1; open -u %s, -p %d sftp://127.0.0.1; %s'
            % (connect, place.user, place.port, commands)]


def lftp(place, direction, is_tree, source, target):
    if direction == "list":
        return lftp_run(place, "cls -1 %s > /dev/null" % source)
    if is_tree:
        return lftp_run(place, "mirror %s %s %s" % ("-R" if direction == "up" else "", source, target))
    return lftp_run(place, ("get %s -o %s" if direction == "down" else "put %s -o %s") % (source, target))


def lftp_parallel(place, direction, is_tree, source, target):
    if is_tree and direction != "list":
        return lftp_run(place, "mirror -P8 %s %s %s" % ("-R" if direction == "up" else "", source, target))
    if direction == "down":
        return lftp_run(place, "pget -n 4 %s -o %s" % (source, target))
    return None


def rclone_run(place, direction, is_tree, source, target, *options):
    remote = ":sftp,host=127.0.0.1,port=%d,user=%s,key_file='%s',known_hosts_file='%s',shell_type=none,disable_hashcheck=true:" % (
        place.port, place.user, place.key, place.known_hosts)
    base = ["rclone", "--config", "/dev/null", *options]
    if direction == "list":
        return [*base, "lsf", remote + source]
    source, target = (remote + source, target) if direction == "down" else (source, remote + target)
    return [*base, "copy" if is_tree else "copyto", source, target]


def rclone(place, direction, is_tree, source, target):
    return rclone_run(place, direction, is_tree, source, target)


def rclone_8(place, direction, is_tree, source, target):
    return rclone_run(place, direction, is_tree, source, target, "--transfers", "8") if is_tree and direction != "list" else None


def psftp(place, direction, is_tree, source, target):
    batch = os.path.join(place.home, "psftp-batch")
    tree = "-r " if is_tree else ""
    with open(batch, "w", encoding="ascii") as file:
        file.write({"list": "ls %s" % source, "down": "get %s%s %s" % (tree, source, target), "up": "put %s%s %s" % (tree, source, target)}[direction] + "\n")
    ppk = os.path.join(place.home, "key.ppk")
    if not os.path.exists(ppk):
        subprocess.run(["puttygen", place.key, "-o", ppk], check=True)
    fingerprint = subprocess.run(["ssh-keygen", "-l", "-f", place.known_hosts], check=True, capture_output=True, text=True).stdout.split()[1]
    return ["psftp", "-batch", "-b", batch, "-P", str(place.port), "-i", ppk, "-hostkey", fingerprint, "-l", place.user, "127.0.0.1"]


PEERS = {"quay": quay, "sftp": sftp, "lftp": lftp, "lftp -P8/pget": lftp_parallel, "rclone": rclone, "rclone --transfers 8": rclone_8,
         "psftp": psftp}
ALWAYS = ["quay", "sftp"]


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

    def run_once(self, argv):
        """Seconds, CPU seconds and peak MiB of the client and its children; or a sentence."""
        env = {**os.environ, "HOME": self.home, "LC_ALL": "C.UTF-8"}
        with open(self.path("client.log"), "w+b") as log:
            started = time.monotonic()
            process = subprocess.Popen([os.environ["MEASURE"], self.path("usage"), *argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, cwd=self.home)
            ended = wait_for(process, LONGEST_SECONDS)
            seconds = time.monotonic() - started
            if ended is None:
                end(process)
                return "more than %d s" % LONGEST_SECONDS
            if ended != 0:
                log.seek(0)
                return "failed (%d): %s" % (ended, log.read().decode("utf-8", "replace")[-300:].strip())
        with open(self.path("usage"), encoding="ascii") as usage:
            cpu, peak = map(float, usage.read().split())
        return {"seconds": seconds, "cpu": cpu, "peak_mib": peak / 1024}

    def measure(self, case, peer, place, name, round_number):
        is_tree = os.path.isdir(self.path("source", name))
        target = self.path("target", "%s-%d" % (name, round_number))
        argv = PEERS[peer](place, case.direction, is_tree, self.path("source", name), target)
        if argv is None:
            return "not applicable"
        result = self.run_once(argv)
        if isinstance(result, dict) and case.direction != "list":
            digest = tree_hash if is_tree else file_hash
            if digest(target) != self.digest(name, digest):
                result = "the copy differs"
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
                    if not results[peer] or isinstance(results[peer][-1], dict):
                        results[peer].append(self.measure(case, peer, place, name, round_number))
                        print("%s · %s · %s" % (case.name, peer, results[peer][-1]), file=sys.stderr)
        finally:
            if proxy is not None:
                proxy.stdin.close()
                proxy.wait()
            shutil.rmtree(self.path("source"))
            shutil.rmtree(self.path("target"))
        return {"case": case.name, "bytes": size, "rtt_ms": case.rtt, "rate": case.rate, "targets": case.targets,
                "peers": {peer: summarise(runs) for peer, runs in results.items()}}


def summarise(runs):
    problems = [run for run in runs if isinstance(run, str)]
    if problems:
        return {"problem": problems[0]}
    return {**{key: round(statistics.median(run[key] for run in runs), 3) for key in ("seconds", "cpu", "peak_mib")}, "runs": runs}


def describe(row, peer):
    ours, theirs = row["peers"].get("quay", {}), row["peers"][peer]
    cells = [row["case"], peer]
    if "problem" in theirs:
        return cells + [theirs["problem"].replace("\n", " ")[:80], "", "", "", "", ""]
    speed = "%.0f" % (row["bytes"] / theirs["seconds"] / 1e6) if row["bytes"] else ""
    ratio = "%.2f" % (theirs["seconds"] / ours["seconds"]) if "seconds" in ours and peer != "quay" else ""
    target = row["targets"].get(peer)
    reached = "" if target is None or not ratio else "%g: %s" % (target, "yes" if float(ratio) >= target else "no")
    return cells + ["%.2f" % theirs["seconds"], speed, "%.2f" % theirs["cpu"], "%.0f" % theirs["peak_mib"], ratio, reached]


def markdown(report):
    lines = ["# Benchmarks", "", "%s, %s, %d processors, %s. Medians of %d rounds; CPU and memory are the client's." % (
        report["date"], report["system"], report["processors"], report["peers_versions"], report["rounds"]), "",
        "| Case | Client | s | MB/s | CPU s | peak MiB | times as long as quay | to reach |", "|---|---|---|---|---|---|---|---|"]
    for row in report["rows"]:
        lines += ["| " + " | ".join(describe(row, peer)) + " |" for peer in row["peers"]]
    return "\n".join(lines) + "\n"


def version_of(argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False)
    except OSError:
        return "?"
    return ((done.stdout or done.stderr).splitlines() or ["?"])[0].strip()


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every case and every peer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", action="append", help="only cases whose name holds this")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="only these clients")
    parser.add_argument("--output", help="folder for bench.md and bench.json")
    return parser.parse_args()


def main():
    options = parse()
    if not sshd.available():
        sys.exit("bench: no OpenSSH server here")
    cases = [case for case in CASES if (case.always or options.all or options.case)
             and (not options.case or any(word in case.name for word in options.case))]
    peers = options.peer or [peer for peer in PEERS if options.all or peer in ALWAYS]
    peers = [peer for peer in peers if peer == "quay" or shutil.which(peer.split()[0])]
    report = {"date": datetime.date.today().isoformat(), "system": platform.platform(), "processors": os.cpu_count(),
              "rounds": options.rounds, "peers_versions": version_of(["ssh", "-V"]), "rows": []}
    folder = tempfile.mkdtemp(prefix="quay-bench-")
    try:
        key = sshd.make_key(os.path.join(folder, "key"), "ed25519")
        with sshd.Sshd(os.path.join(folder, "sshd"), unprivileged=False) as server:
            server.authorize(key)
            bench = Bench(folder, server, key)
            for case in cases:
                report["rows"].append(bench.run_case(case, peers, options.rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(markdown(report))
    if options.output:
        os.makedirs(options.output, exist_ok=True)
        with open(os.path.join(options.output, "bench.md"), "w", encoding="utf-8") as file:
            file.write(markdown(report))
        with open(os.path.join(options.output, "bench.json"), "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)


if __name__ == "__main__":
    main()
