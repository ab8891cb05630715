# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 26 (and 24): every call to the disk fails once, on either side of a transfer (faults.c does that). What is under a
final name afterwards is old or whole, the message names file and cause, nothing is left lying about, and once the disk
works again the same command does."""

import concurrent.futures
import errno
import os
import re
import shlex
import shutil
import subprocess

from pipecase import PipeCase
from quaytest import DONE, FAILED, QUAY, SANITIZED, SFTP_SERVER, main, run_program

KINDS = ("open", "write", "fsync", "rename", "close")
ERRORS = (errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS)
# Each in turn where time is short; all of them with each call in the slow suite.
ALL_ERRORS = bool(os.environ.get("QUAY_SLOW"))

OLD = b"what was there before\n"
FILES = {
    "dir/small": b"a small file\n",
    "dir/empty": b"",
    "dir/old": b"what is there now, and longer than before\n",
    "dir/sub/medium": bytes(range(256)) * 2600,      # several READs and WRITEs
}


class Side:
    """Where the calls fail: in quay itself, or in the server it speaks to."""

    def __init__(self, program, below):
        self.program = program
        self.below = below


class Calls(PipeCase):
    def setUp(self):
        super().setUp()
        self.number = 0

    def make(self, top):
        for name, content in FILES.items():
            self.write(top + "/source/" + name, content)
        self.write(top + "/target/dir/old", OLD)

    def command(self, top, direction):
        """The source is copied to the target, over what is there."""
        source, target = self.path(top, "source/dir"), self.path(top, "target")
        remote = "sftp://localhost"
        arguments = ["get", "-r", remote + source, target] if direction == "get" else ["put", "-r", source, remote + target]
        return [QUAY, "--json", "--batch", "--sftp-exec", SFTP_SERVER, "--overwrite", "always", *arguments]

    def faults(self, side, top, kind, number, error):
        return self.environment(LD_PRELOAD=os.environ["FAULTS"], FAULT_PROGRAM=side.program, FAULT_BELOW=self.path(top, side.below),
                                FAULT_CALL=kind, FAULT_N=str(number), FAULT_ERRNO=str(error), FAULT_LOG=self.path(top, "log"),
                                ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")

    def run_with(self, direction, side, kind, number, error=errno.EIO, **more):
        """In a folder of its own, which is returned, with the result."""
        self.number += 1
        top = "%s-%s-%s-%s-%d" % (direction, side.program, kind, number, error)
        self.make(top)
        env = dict(self.faults(side, top, kind, number, error), **more)
        return top, run_program(self.command(top, direction), env=env, timeout=60)

    def log(self, top, suffix=""):
        """(process, call, path) of each call, or of those that failed."""
        if not os.path.exists(self.path(top, "log" + suffix)):
            return []
        with open(self.path(top, "log" + suffix), encoding="utf-8", errors="surrogateescape") as file:
            return [tuple(line.rstrip().split(" ", 2)) for line in file]

    def count(self, direction, side, kind):
        top, result = self.run_with(direction, side, kind, 0)
        self.assertSummary(result, DONE)
        return len(self.log(top))

    def content(self, path):
        try:
            with open(path, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def check_targets(self, top, whole):
        """None, or what is wrong. @whole: all must be there, and new."""
        for name, new in FILES.items():
            found = self.content(self.path(top, "target", name))
            allowed = [new] if whole else [new, OLD if name == "dir/old" else None]
            if found not in allowed:
                return "%s holds %r" % (name, found if found is None else found[:60])
        left = [name for _, _, names in os.walk(self.path(top, "target")) for name in names if ".part" in name]
        return "left lying about: %r" % left if left else None

    def check_message(self, result, path, error, side):
        """The file, or its folder, and the cause."""
        name = re.sub(r"^\.(.+?)(\.\d+)?\.part$", r"\1", os.path.basename(os.path.normpath(path)))
        if name not in result.err:
            return "%s is not named" % name
        # Version 3 of the protocol has words for one of them only.
        if side.program != "quay":
            cause = "permission denied" if error == errno.EACCES else "a failure|refuses to give the uploaded file its name"
            return None if re.search(cause, result.err, re.I) else "%r is not named" % cause
        return None if os.strerror(error) in result.err else "%r is not named" % os.strerror(error)

    @staticmethod
    def is_harmless(kind, path):
        """To close what was only read, or a folder; to make a folder that is there."""
        return (kind == "close" and ("/target/" not in path or os.path.isdir(path))) or (kind == "mkdir" and os.path.isdir(path))

    def try_one(self, direction, side, kind, number, error):
        """None, or what went wrong."""
        top, result = self.run_with(direction, side, kind, number, error)
        failed = [path for _, _, path in self.log(top, ".failed")]
        problem = None
        if not failed:
            problem = None if result.exit == DONE else "failed without a fault"
        elif result.exit not in (DONE, FAILED) or "Sanitizer" in result.err or "CRITICAL" in result.err:
            problem = "a bad end"
        elif result.exit == DONE and not self.is_harmless(kind, failed[0]):
            problem = "nobody has noticed"
        problem = problem or self.check_targets(top, result.exit == DONE)
        if result.exit == FAILED and failed:
            problem = problem or self.check_message(result, failed[0], error, side)
        if problem is None:
            again = run_program(self.command(top, direction), env=self.environment(), timeout=60)
            problem = None if again.exit == DONE else "the second try failed: %s" % again
            problem = problem or self.check_targets(top, True)
        shutil.rmtree(self.path(top))
        where = "%s %s %d fails with %s at %s" % (side.program, kind, number, errno.errorcode[error], failed)
        return "%s: %s\n%s" % (where, problem, result) if problem else None

    def every(self, direction, side, kinds):
        cases = []
        for kind in kinds:
            count = self.count(direction, side, kind)
            # The order of calls differs a little from run to run, and so does their number.
            for number in range(1, count + 1):
                errors = ERRORS if ALL_ERRORS else [ERRORS[number % len(ERRORS)]]
                cases += [(direction, side, kind, number, error) for error in errors]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            problems = [problem for problem in pool.map(lambda case: self.try_one(*case), cases) if problem]
        self.assertEqual(problems, [], "%d of %d\n%s" % (len(problems), len(cases), "\n".join(problems[:10])))
        return len(cases)

    def test_download_local_disk(self):
        self.assertGreater(self.every("get", Side("quay", "target"), KINDS + ("mkdir", "attributes")), 40)

    def test_download_server_disk(self):
        self.assertGreater(self.every("get", Side("sftp-server", "source"), ("open", "read", "close")), 10)

    def test_upload_local_disk(self):
        self.assertGreater(self.every("put", Side("quay", "source"), ("open", "read", "close")), 10)

    # Not faults at all

    def harmless(self, direction, below, kind, number, **more):
        top, result = self.run_with(direction, Side("quay", below), kind, number, errno.EINTR, **more)
        self.assertSummary(result, DONE)
        self.assertIsNone(self.check_targets(top, True))
        calls = self.log(top, ".failed" if number else "")
        shutil.rmtree(self.path(top))
        return calls

    def test_interrupted_calls(self):
        for direction, below, kinds in (("get", "target", ("open", "write", "fsync", "attributes", "close")), ("put", "source", ("open", "read", "close"))):
            for kind in kinds:
                self.assertGreater(len(self.harmless(direction, below, kind, "odd")), 1)

    def test_short_reads_and_writes(self):
        self.assertGreater(len(self.harmless("get", "target", "write", 0, FAULT_SHORT="997")), 660)
        self.assertGreater(len(self.harmless("put", "source", "read", 0, FAULT_SHORT="997")), 660)

    # The server's side

    def test_upload_server_disk(self):
        self.assertGreater(self.every("put", Side("sftp-server", "target"), KINDS + ("mkdir",)), 15)


if __name__ == "__main__":
    main()
