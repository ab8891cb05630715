# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 28: the TCP connection to a real sshd is cut at a byte, one after the other: in the key exchange, in the login, in
the transfer. That is an error within five seconds of the cut, and never a file that is not whole. QUAY_SLOW: at each of the
first 20,000 bytes and at 100 points of a longer file; else at some of them."""

import concurrent.futures
import os
import queue
import random
import shutil
import time

from quaytest import DONE, SANITIZED, main, run_program
from wirecase import LARGE, SMALL, Cutter, WireCase

SLOW = bool(os.environ.get("QUAY_SLOW"))
FIRST = 20000
STEP = 1 if SLOW else 997          # a prime
POINTS = 100 if SLOW else 6
SECONDS = 5 if not SANITIZED else 15


class Cut(WireCase):
    def cut_once(self, cutters, direction, files, position):
        """None, or what went wrong."""
        cutter = cutters.get()
        target = self.path("%s-%d" % (direction, position))
        try:
            cutter.limit, cutter.reached = position, None
            argv = self.command(direction, files, cutter.port, target)
            try:
                result = run_program(argv, env=self.environment(), timeout=60)
            except AssertionError as error:
                return "at byte %d: %s" % (position, error)
            late = time.monotonic() - cutter.reached if cutter.reached is not None else 0
        finally:
            cutters.put(cutter)
        problem = self.check_files(files, target, result.exit == DONE)
        if result.exit < 0 or "Sanitizer" in result.err or "CRITICAL" in result.err or "runtime error" in result.err:
            problem = "a bad end"
        elif cutter.reached is None and result.exit != DONE:
            problem = "failed without a cut"
        elif late > SECONDS:
            problem = "the end came %.1f s after the cut" % late
        if direction == "get":
            shutil.rmtree(target, ignore_errors=True)
        return "at byte %d: %s: %s" % (position, problem, result) if problem else None

    def cut_everywhere(self, direction, files, positions):
        workers = os.cpu_count() or 2
        cutters = queue.Queue()
        for _ in range(workers):
            cutter = Cutter(self.server.port, direction == "put")
            self.addCleanup(cutter.close)
            cutters.put(cutter)
            self.command(direction, files, cutter.port, "")
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            problems = [problem for problem in pool.map(lambda position: self.cut_once(cutters, direction, files, position), positions) if problem]
        self.assertEqual(problems, [], "%d of %d\n%s" % (len(problems), len(positions), "\n".join(problems[:5])))
        # The server goes on with what had reached it: still nothing but whole files.
        for position in positions if direction == "put" else ():
            self.assertIsNone(self.check_files(files, self.path("put-%d" % position), False), position)

    def test_download_first_bytes(self):
        self.cut_everywhere("get", SMALL, range(1, FIRST + 1, STEP))

    def test_upload_first_bytes(self):
        self.cut_everywhere("put", SMALL, range(1, FIRST + 1, STEP))

    def test_download_anywhere(self):
        self.cut_everywhere("get", LARGE, random.Random(1).sample(range(FIRST, 5 << 20), POINTS))

    def test_upload_anywhere(self):
        self.cut_everywhere("put", LARGE, random.Random(2).sample(range(FIRST, 5 << 20), POINTS))

    def test_all_passes(self):
        """Behind the last byte nothing is cut: the rest proves something."""
        for direction in ("get", "put"):
            self.cut_everywhere(direction, SMALL, [1 << 30])
            self.assertIsNone(self.check_files(SMALL, self.path("source/dir"), True))


if __name__ == "__main__":
    main()
