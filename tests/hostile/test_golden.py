# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 3: sessions recorded with OpenSSH's sftp-server, played back cut off at each byte and with each byte inverted."""

import concurrent.futures
import os
import shlex
import shutil
import sys
import unittest

import golden
from quaytest import QuayCase, SFTP_SERVER, main, run_program, QUAY, SANITIZED

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.py")

# Every byte in the slow suite; elsewhere a prime stride, so that all kinds of field are met.
STRIDE, LONG_STRIDE = (1, 1) if os.environ.get("QUAY_SLOW") else (13, 29)

LONGEST_SECONDS = 2 if not SANITIZED else 6


@unittest.skipIf(SFTP_SERVER is None, "no sftp-server here")
class Golden(QuayCase):
    def record(self, *command):
        self.write("served/dir/one", b"one\n")
        self.write("served/dir/two", b"2" * 300)
        os.symlink("one", self.path("served/dir/link"))
        session = self.path("session.json")
        program = [sys.executable, "-I", GOLDEN, "record", session, SFTP_SERVER, "-d", self.path("served")]
        result = self.quay(*command, base=["--json", "--batch", "--sftp-exec", shlex.join(program)])
        self.assertExit(result, 0)
        return session

    def play(self, session, position, how, command):
        """None, or what went wrong."""
        program = [sys.executable, "-I", "-S", GOLDEN, "replay", session, str(position), how]
        folder = self.path("%s-%d" % (how, position))
        os.mkdir(folder)
        argv = [QUAY, "--json", "--batch", "--timeout", "1", "--sftp-exec", shlex.join(program)]
        try:
            result = run_program(argv + [word.format(dest=folder) for word in command], timeout=15, env=self.environment())
        except AssertionError as error:
            return str(error)
        finally:
            shutil.rmtree(folder)
        if result.exit not in (0, 1, 2, 3, 4) or "Sanitizer" in result.err or "runtime error" in result.err or "CRITICAL" in result.err:
            return str(result)
        if result.seconds > LONGEST_SECONDS:
            return "took %.1f s" % result.seconds
        return None

    def spoil(self, how, command, stride=STRIDE):
        session = self.record(*(word.format(dest=self.dir) for word in command))
        size = sum(len(packet) for _, packet in golden.load(session))
        self.assertGreater(size, 200)
        positions = range(0, size, stride)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            results = pool.map(lambda position: self.play(session, position, how, command), positions)
            bad = ["byte %d of %d %s: %s" % (position, size, how, problem)
                   for position, problem in zip(positions, results) if problem]
        self.assertEqual(bad, [], "\n".join(bad))

    def test_listing_cut(self):
        self.spoil("cut", ("ls", "-l", "sftp://localhost/~/dir"))

    def test_listing_inverted(self):
        self.spoil("invert", ("ls", "-l", "sftp://localhost/~/dir"))

    def test_download_cut(self):
        self.spoil("cut", ("get", "sftp://localhost/~/dir/two", "{dest}"))

    def test_download_inverted(self):
        self.spoil("invert", ("get", "sftp://localhost/~/dir/two", "{dest}"))

    def upload(self):
        return ("put", self.write("up", b"u" * 300), "sftp://localhost/~/dir/new")

    def test_upload_cut(self):
        self.spoil("cut", self.upload(), LONG_STRIDE)

    def test_upload_inverted(self):
        self.spoil("invert", self.upload(), LONG_STRIDE)


if __name__ == "__main__":
    main()
