# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs quay against a scenario, and checks what must hold whatever the server does."""

import os
import shlex
import sys

from quaytest import DONE, MEASURE, QuayCase, SANITIZED, tree_items

HERE = os.path.dirname(os.path.abspath(__file__))
URL = "sftp://localhost"

# What a run that is refused may take over one that works, KiB: the process's own noise is about half of it.
MEMORY_ALLOWANCE = 1024
# And what it may ask for at once, bytes.
LARGEST_ALLOWED = 1 << 20
# And how long it may take over one that works.
SECONDS_ALLOWANCE = 1


class Case:
    """A row: @command with SCENARIO must end with one of @exits and, on standard error, @message (a pattern). @memory: without more
    of it than a run that works; @soon: and without more time."""

    def __init__(self, name, scenario, command, exits, message=None, at=None, seconds=10, check=None, memory=False, soon=False):
        self.name = name
        self.scenario = scenario
        self.command = command
        self.exits = exits if isinstance(exits, set) else {exits}
        self.message = message
        self.at = at
        self.seconds = seconds
        self.check = check
        self.memory = memory
        self.soon = soon


class HostileCase(QuayCase):
    """{dest} in a command is the destination folder, the only place that may change; {url} is the server."""

    plain = {}        # runs of the server that works, by command

    def setUp(self):
        super().setUp()
        self.dest = self.path("dest")
        os.mkdir(self.dest)
        self.write("victim/precious", b"precious\n")
        self.write("precious", b"precious\n")
        self.requests = self.path("requests.log")

    def hostile(self, scenario, *command, at=None, timeout=10, options=(), env=None, preexec=None):
        server = [sys.executable, "-I", "-S", "-B", "-c",
                  "import sys; sys.path.insert(0, %r); sys.argv[0] = 'hostile'; import hostile; hostile.main()" % HERE, scenario]
        env = self.environment(HOSTILE_LOG=self.requests, HOSTILE_VICTIM=self.path("victim"), **(env or {}))
        filled = [word.format(dest=self.dest, url=URL, dir=self.dir) for word in command]
        base = ["--json", "--batch", "--sftp-exec", shlex.join(server + ([at] if at else []))]
        before = self.outside()
        result = self.quay(*filled, *options, base=base, env=env, timeout=timeout, cwd=self.home, prepare=preexec)
        self.assertEqual(before, self.outside(), "something outside the destination changed\n%s" % result)
        return result

    def outside(self):
        items = tree_items(self.dir, with_mode=True)
        return {name: value for name, value in items.items()
                if name not in (b"requests.log", b"largest", b"dest") and not name.startswith(b"dest/")}

    def request_names(self):
        with open(self.requests, encoding="utf-8") as file:
            return [line.split(" ", 1)[0] for line in file]

    def run_case(self, case):
        result = self.run_measured(case)
        if case.soon:
            self.assert_soon(case, result)
        self.assertExit(result, case.exits, case.message)
        self.assertSummary(result, case.exits)
        self.assert_printable(result)
        if case.memory and MEASURE and not SANITIZED:
            self.assertLessEqual(result.peak_kib, max(run.peak_kib for run in self.plain_runs(case)) + MEMORY_ALLOWANCE, str(result))
            self.assertLessEqual(result.largest, LARGEST_ALLOWED, str(result))
        if case.check is not None:
            case.check(self, result)

    def assert_printable(self, result):
        """Nothing of the server's reaches the terminal raw."""
        for stream in (result.out.decode("utf-8"), result.err):
            for character in stream:
                hostile = (ord(character) < 0x20 and character != "\n") or 0x7F <= ord(character) < 0xA0
                self.assertFalse(hostile or 0x202A <= ord(character) <= 0x202E, "raw %r in %r" % (character, stream[-2000:]))

    def plain_runs(self, case):
        """Of the same command: one that transfers has a journal, too."""
        command = ("get", "--overwrite=always", URL + "/file", "{dest}/plain") if case.command[0] in ("get", "put") else ("ls", URL + "/dir")
        if command not in HostileCase.plain:
            HostileCase.plain[command] = [self.run_measured(Case("plain", "plain", command, DONE, memory=True)) for _ in range(3)]
            if os.path.exists(os.path.join(self.dest, "plain")):
                os.unlink(os.path.join(self.dest, "plain"))
        return HostileCase.plain[command]

    def assert_soon(self, case, result):
        """On a machine that is busy with other things a run may be late; not three."""
        allowed = max(run.seconds for run in self.plain_runs(case)) + SECONDS_ALLOWANCE
        for _ in range(2):
            if result.seconds > allowed:
                result = self.run_measured(case)
        self.assertLess(result.seconds, allowed, str(result))

    def run_measured(self, case):
        """result.largest: memory that is asked for and never touched does not show in the peak."""
        env = {}
        if case.memory and SANITIZED:
            env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":max_allocation_size_mb=1:allocator_may_return_null=0"
        elif case.memory:
            env = {"LD_PRELOAD": os.environ["LARGEST_LIBRARY"], "LARGEST_PROGRAM": "quay", "LARGEST": self.path("largest")}
        result = self.hostile(case.scenario, *case.command, at=case.at, timeout=case.seconds, env=env)
        if case.memory and not SANITIZED:
            result.largest = int(self.read("largest"))
            self.assertGreater(result.largest, 1000)
            os.unlink(self.path("largest"))
        return result

    def assert_no_file(self, name):
        """Nothing under the final name, and nothing under a temporary one that is whole."""
        self.assertFalse(os.path.lexists(os.path.join(self.dest, name)), "%s is there" % name)


def make_tests(cls, cases):
    """A test method for each row."""
    for case in cases:
        def test(self, case=case):
            self.run_case(case)
        setattr(cls, "test_" + case.name.replace("-", "_"), test)
