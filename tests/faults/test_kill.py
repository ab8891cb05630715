# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 19, 20, 21: quay is killed at a random moment, or the power goes. Under the final name is nothing, what was there
before, or the whole file; and with --resume the same command makes it whole."""

import os
import random
import signal
import subprocess
import tempfile
import time

import losing
from quaytest import DONE, end, file_hash, main, run_program, wait_for, write_random
from stripedcase import StripedCase

EVERY = bool(os.environ.get("QUAY_SLOW"))
N_KILLS, N_CUTS = (200, 50) if EVERY else (3, 3)
SIZE = 64 << 20
OLD = b"what was there before\n"

# Bytes a second: so slow that some of it has been recorded when it is killed, which first happens after two seconds.
LIMIT = 20 << 20
LONGEST = SIZE / LIMIT + 1.5


class Kill(StripedCase):
    wrapper = "/usr/bin/env LOSE_PROGRAMS=sftp-server LOSE_BELOW={folder}/files LOSE_LOG={folder}/log LD_PRELOAD=" + os.environ["LOSE"]

    def setUp(self):
        super().setUp()
        # The library in the server is told once for all tests where to look.
        self.dir_for_all = os.path.join(self.folder, "files")
        os.makedirs(self.dir_for_all, exist_ok=True)
        self.log = os.path.join(self.folder, "log")
        self.random = random.Random(os.environ.get("QUAY_SEED", "19"))

    def lay_out(self, index, old):
        folder = tempfile.mkdtemp(prefix="%d-" % index, dir=self.dir_for_all)
        self.source, self.target, self.state = (os.path.join(folder, name) for name in ("source", "target/file", "state"))
        os.makedirs(os.path.dirname(self.target))
        write_random(self.source, SIZE)
        if old:
            with open(self.target, "wb") as file:
                file.write(OLD)
        self.whole = file_hash(self.source)

    def settings(self, losing_too):
        env = self.environment(XDG_STATE_HOME=self.state, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        if losing_too:
            env.update(LOSE_PROGRAMS="quay", LOSE_BELOW=self.dir_for_all, LOSE_LOG=self.log, LD_PRELOAD=os.environ["LOSE"])
        return env

    def run_and_kill(self, direction, env):
        """TRUE when it was done before."""
        process = subprocess.Popen(self.command(direction, "--resume", "--limit", str(LIMIT)), env=env, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(end, process)
        status = wait_for(process, self.random.uniform(0.05, LONGEST))
        if status is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        else:
            self.assertEqual(status, DONE)
        self.wait_for_server()
        return status is not None

    def wait_for_server(self):
        """The server's programs end when they hear of it."""
        deadline = time.monotonic() + 20
        while self.server_programs() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(self.server_programs(), [])

    def server_programs(self):
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/environ" % pid, "rb") as file:
                    if ("LOSE_LOG=" + self.log).encode() in file.read().split(b"\0"):
                        found.append(pid)
            except OSError:
                pass
        return found

    def assertOldOrWhole(self, old, where):
        """Returns whether it is whole."""
        if not os.path.exists(self.target):
            self.assertFalse(old, where + ": what was there is gone")
            return False
        if os.stat(self.target).st_size == len(OLD):
            with open(self.target, "rb") as file:
                self.assertEqual(file.read(), OLD, where)
            self.assertTrue(old, where)
            return False
        self.assertEqual(file_hash(self.target), self.whole, where)
        return True

    def go_on(self, direction, env, where):
        result = run_program(self.command(direction, "--resume"), env=env, timeout=60)
        self.assertSummary(result, DONE)
        self.assertEqual(file_hash(self.target), self.whole, where)
        self.assertEqual(os.listdir(os.path.dirname(self.target)), ["file"], where)
        return result.summary["bytes_moved"]

    def once(self, direction, index, power):
        """How many bytes the second run needed. The server's disk is waited for where something is replaced."""
        old = index % 2 == 1 or (power and direction == "put")
        self.lay_out(index, old)
        where = "%s %d" % (direction, index)
        done = self.run_and_kill(direction, self.settings(power))
        whole = self.assertOldOrWhole(old, where)
        self.assertTrue(whole or not done, where)
        # Without a log it was killed before anything was written.
        if power and not done and os.path.exists(self.log):
            losing.lose(self.log, self.dir_for_all, self.random)
            # The name is on the disk when quay says that it is done, not before; behind the name is the whole file.
            whole = self.assertOldOrWhole(old, where + ", after the cut")
        moved = SIZE if whole else self.go_on(direction, self.settings(False), where)
        subprocess.run(["rm", "-rf", os.path.dirname(self.source)], check=True)
        if os.path.exists(self.log):
            os.unlink(self.log)
        return moved

    def several(self, direction, times, power):
        moved = [self.once(direction, index, power) for index in range(times)]
        if EVERY:
            # Else it would prove nothing about what is built upon.
            self.assertGreater(sum(bytes_moved < SIZE for bytes_moved in moved), times // 20, moved)

    def test_killed_downloads(self):
        self.several("get", N_KILLS, False)

    def test_killed_uploads(self):
        self.several("put", N_KILLS, False)

    def test_downloads_when_the_power_goes(self):
        self.several("get", N_CUTS, True)

    def test_uploads_when_the_power_goes(self):
        self.several("put", N_CUTS, True)


if __name__ == "__main__":
    main()
