# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 26 for one large file that goes over several channels of a login: calls to the disk fail once, on either side."""

import errno
import os

from quaytest import DONE, FAILED, file_hash, main, run_program, write_random
from stripedcase import StripedCase

EVERY = bool(os.environ.get("QUAY_SLOW"))
ERRORS = (errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS)
SIZE = 40 << 20
OLD = b"what was there before\n"


class Stripes(StripedCase):
    wrapper = "/usr/bin/env FAULT_PLAN={folder}/plan LD_PRELOAD=" + os.environ["FAULTS"]

    def setUp(self):
        super().setUp()
        self.plan = os.path.join(self.folder, "plan")
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
        result = run_program(self.command(direction), env=env, timeout=60)
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
