# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 26 for one large file that goes over several channels of a login: calls to the disk fail once, on either side."""

import errno
import os
import shutil
import tempfile
import unittest

import sshd
from quaytest import DONE, FAILED, QUAY, QuayCase, file_hash, main, run_program, write_random
from test_delay import Proxy

EVERY = bool(os.environ.get("QUAY_SLOW"))
ERRORS = (errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS)
SIZE = 40 << 20
OLD = b"what was there before\n"


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class Stripes(QuayCase):
    """The way is 5 ms long, or one channel would do."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-sshd-")
        cls.plan = os.path.join(cls.folder, "plan")
        wrapper = "/usr/bin/env FAULT_PLAN=%s LD_PRELOAD=%s %s" % (cls.plan, os.environ["FAULTS"], sshd.SERVER)
        cls.server = sshd.Sshd(os.path.join(cls.folder, "sshd"), "PermitRootLogin yes", subsystem=wrapper, unprivileged=False)
        cls.key = sshd.make_key(os.path.join(cls.folder, "key"), "ed25519")
        cls.server.authorize(cls.key)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        super().setUp()
        self.proxy = Proxy(self, self.server.port, 5)
        with open(self.server.host_key + ".pub", encoding="ascii") as file:
            key = " ".join(file.read().split()[:2])
        with open(self.path("known_hosts"), "w", encoding="ascii") as file:
            file.write("[127.0.0.1]:%d %s\n" % (self.proxy.port, key))
        self.source, self.target, self.log = self.path("source/file"), self.path("target/file"), self.path("log")
        self.write("source/file")
        self.write("target/file", OLD)
        write_random(self.source, SIZE)
        self.whole = file_hash(self.source)

    def settings(self, program, kind, number, error):
        return {"FAULT_PROGRAM": program, "FAULT_BELOW": self.path("target"), "FAULT_CALL": kind, "FAULT_N": str(number),
                "FAULT_ERRNO": str(error), "FAULT_LOG": self.log}

    def run_with(self, direction, program, kind, number, error=errno.EIO):
        """The result, and the calls that counted, and those that failed."""
        for suffix in ("", ".failed"):
            if os.path.exists(self.log + suffix):
                os.unlink(self.log + suffix)
        settings = self.settings(program, kind, number, error)
        with open(self.plan, "w", encoding="ascii") as file:
            file.writelines("%s=%s\n" % item for item in settings.items())
        env = self.environment(ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        if program == "quay":
            env.update(settings, LD_PRELOAD=os.environ["FAULTS"])
        url = self.server.url(self.source if direction == "get" else self.target, port=self.proxy.port)
        files = [url, self.target] if direction == "get" else [self.source, url]
        result = run_program([QUAY, "--json", "--batch", "--no-agent", "-i", self.key, "--known-hosts", self.path("known_hosts"),
                              "--overwrite", "always", direction, *files], env=env, timeout=60)
        return result, self.lines(""), self.lines(".failed")

    def lines(self, suffix):
        if not os.path.exists(self.log + suffix):
            return []
        with open(self.log + suffix, encoding="ascii") as file:
            return [tuple(line.rstrip().split(" ", 2)) for line in file]

    def check(self, direction, program, kind, number, error):
        where = "%s: %s %s %d fails with %s" % (direction, program, kind, number, errno.errorcode[error])
        result, _, failed = self.run_with(direction, program, kind, number, error)
        harmless = failed and (os.path.isdir(failed[0][2]) or (kind == "open" and program != "quay"))
        if failed and not (harmless and result.exit == DONE):    # to close a folder; a further handle that cannot be had
            self.assertSummary(result, FAILED)
            self.assertIn("file", result.err)
            if program == "quay":
                self.assertIn(os.strerror(error), result.err, where)
        else:
            self.assertSummary(result, DONE)
        self.assertEqual(os.listdir(self.path("target")), ["file"], where)
        found = file_hash(self.target)
        if result.exit == DONE:
            self.assertEqual(found, self.whole, where)
        elif found != self.whole:
            self.assertEqual(self.read("target/file"), OLD, where)
        self.write("target/file", OLD)

    def some(self, direction, program, kinds):
        """The last call of a kind, or all of them; and then none."""
        for index, kind in enumerate(kinds):
            result, calls, _ = self.run_with(direction, program, kind, 0)
            self.assertSummary(result, DONE)
            self.write("target/file", OLD)
            on_file = [number for number, (_, _, path) in enumerate(calls, 1) if not os.path.isdir(path)]
            self.assertTrue(on_file, kind)
            for number in range(1, len(calls) + 1) if EVERY else on_file[-1:]:
                for error in ERRORS if EVERY else [ERRORS[index % len(ERRORS)]]:
                    self.check(direction, program, kind, number, error)
        self.assertSummary(self.run_with(direction, "nothing", "open", 0)[0], DONE)
        self.assertEqual(file_hash(self.target), self.whole)

    def test_it_is_striped(self):
        """Or the rest proves nothing: several processes of the server write to the file."""
        result, calls, _ = self.run_with("put", "sftp-server", "write", 0)
        self.assertSummary(result, DONE)
        self.assertGreater(len({process for process, _, _ in calls}), 1, calls)

    def test_download(self):
        self.some("get", "quay", ("open", "write", "fsync", "rename", "close"))

    def test_upload(self):
        self.some("put", "sftp-server", ("open", "write", "rename", "close"))


if __name__ == "__main__":
    main()
