# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs quay against a scenario, and checks what must hold whatever the server does."""

import os
import shlex
import sys

from quaytest import MEASURE, QuayCase, SANITIZED, tree_items

HERE = os.path.dirname(os.path.abspath(__file__))
URL = "sftp://localhost"

# What a run that is refused may take over one that works, KiB: the process's own noise is about half of it.
MEMORY_ALLOWANCE = 1024


class Case:
    """A row: @command with SCENARIO must end with one of @exits and, on standard error, @message (a pattern)."""

    def __init__(self, name, scenario, command, exits, message=None, at=None, seconds=10, check=None, memory=False):
        self.name = name
        self.scenario = scenario
        self.command = command
        self.exits = exits if isinstance(exits, set) else {exits}
        self.message = message
        self.at = at
        self.seconds = seconds
        self.check = check
        self.memory = memory


class HostileCase(QuayCase):
    """{dest} in a command is the destination folder, the only place that may change; {url} is the server."""

    plain_peak = None

    def setUp(self):
        super().setUp()
        self.dest = self.path("dest")
        os.mkdir(self.dest)
        self.write("victim/precious", b"precious\n")
        self.write("precious", b"precious\n")
        self.requests = self.path("requests.log")

    def hostile(self, scenario, *command, at=None, timeout=10, options=()):
        server = [sys.executable, "-I", "-S", "-B", "-c",
                  "import sys; sys.path.insert(0, %r); sys.argv[0] = 'hostile'; import hostile; hostile.main()" % HERE, scenario]
        env = self.environment(HOSTILE_LOG=self.requests, HOSTILE_VICTIM=self.path("victim"))
        filled = [word.format(dest=self.dest, url=URL, dir=self.dir) for word in command]
        base = ["--json", "--batch", "--sftp-exec", shlex.join(server + ([at] if at else []))]
        before = self.outside()
        result = self.quay(*filled, *options, base=base, env=env, timeout=timeout, cwd=self.home)
        self.assertEqual(before, self.outside(), "something outside the destination changed\n%s" % result)
        return result

    def outside(self):
        items = tree_items(self.dir, with_mode=True)
        return {name: value for name, value in items.items()
                if name not in (b"requests.log", b"dest") and not name.startswith(b"dest/")}

    def request_names(self):
        with open(self.requests, encoding="utf-8") as file:
            return [line.split(" ", 1)[0] for line in file]

    def run_case(self, case):
        result = self.hostile(case.scenario, *case.command, at=case.at, timeout=case.seconds)
        self.assertExit(result, case.exits, case.message)
        self.assertSummary(result, case.exits)
        self.assert_printable(result)
        if case.memory and MEASURE and not SANITIZED:
            self.assertLessEqual(result.peak_kib, self.peak_of_plain() + MEMORY_ALLOWANCE, str(result))
        if case.check is not None:
            case.check(self, result)

    def assert_printable(self, result):
        """Nothing of the server's reaches the terminal raw."""
        for stream in (result.out.decode("utf-8"), result.err):
            for character in stream:
                hostile = (ord(character) < 0x20 and character != "\n") or 0x7F <= ord(character) < 0xA0
                self.assertFalse(hostile or 0x202A <= ord(character) <= 0x202E, "raw %r in %r" % (character, stream[-2000:]))

    def peak_of_plain(self):
        if HostileCase.plain_peak is None:
            HostileCase.plain_peak = max(self.hostile("plain", "ls", URL + "/dir").peak_kib for _ in range(3))
        return HostileCase.plain_peak

    def assert_no_file(self, name):
        """Nothing under the final name, and nothing under a temporary one that is whole."""
        self.assertFalse(os.path.lexists(os.path.join(self.dest, name)), "%s is there" % name)


def make_tests(cls, cases):
    """A test method for each row."""
    for case in cases:
        def test(self, case=case):
            self.run_case(case)
        setattr(cls, "test_" + case.name.replace("-", "_"), test)
