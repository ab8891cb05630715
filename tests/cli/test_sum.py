# SPDX-License-Identifier: GPL-3.0-or-later
"""quay sum: hashes on the server, else by reading."""

import hashlib
import os
import shlex
import subprocess
import sys

from pipecase import ODD_NAMES, PipeCase
from quaytest import DONE, FAILED, SFTP_SERVER, USAGE, main, write_random

MEDDLER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "meddler.py")


class Sum(PipeCase):
    @staticmethod
    def server(*words):
        return shlex.join([sys.executable, "-I", "-S", MEDDLER, SFTP_SERVER, *words])

    def hash_of(self, name, algorithm):
        with open(self.path("remote", name), "rb") as file:
            return hashlib.file_digest(file, algorithm).hexdigest()

    def test_by_reading(self):
        for size in (0, 1, 32768, 300000, 3 << 20):
            write_random(self.path("remote/file"), size)
            for algorithm in ("sha256", "sha512", "sha384", "sha1", "md5"):
                result = self.quay("sum", "-a", algorithm, self.url("file"))
                self.assertSummary(result, DONE)
                item = result.entries("sum")[0]
                self.assertEqual((item["algorithm"], item["from"]), (algorithm, "reading"))
                self.assertEqual(item["hash"], self.hash_of("file", algorithm))
                self.assertEqual(item["path"], self.path("remote/file"))

    def test_from_the_server(self):
        write_random(self.path("remote/file"), 300000)
        for kind in ("name", "handle", "check-file"):
            result = self.quay("sum", self.url("file"), base=["--json", "--batch", "--sftp-exec", self.server(kind)])
            item = result.entries("sum")[0]
            self.assertEqual((item["algorithm"], item["from"], item["hash"]), ("sha256", "server", self.hash_of("file", "sha256")))

    def test_an_algorithm_the_server_does_not_know(self):
        write_random(self.path("remote/file"), 300000)
        base = ["--json", "--batch", "--sftp-exec", self.server("name", "only=md5")]
        item = self.quay("sum", self.url("file"), base=base).entries("sum")[0]
        self.assertEqual((item["from"], item["hash"]), ("reading", self.hash_of("file", "sha256")))

    def test_half_of_what_was_asked_for(self):
        write_random(self.path("remote/file"), 1 << 20)
        base = ["--json", "--batch", "--sftp-exec", self.server("half-reads")]
        self.assertEqual(self.quay("sum", self.url("file"), base=base).entries("sum")[0]["hash"], self.hash_of("file", "sha256"))

    def test_plain_output(self):
        """What sha256sum -c takes; where it comes from stands on standard error."""
        for name in ODD_NAMES:
            with open(os.path.join(os.fsencode(self.remote), name), "wb") as file:
                file.write(name * 3)
        result = self.quay("sum", *(self.url(name) for name in ODD_NAMES), base=self.plain)
        self.assertExit(result, DONE, "by reading the file")
        self.assertNotIn("\x1b", result.err)
        check = subprocess.run(["sha256sum", "-c", "--strict", "--status"], input=result.out, check=False)
        self.assertEqual(check.returncode, 0, result.out)
        self.assertEqual(len(result.lines), len(ODD_NAMES))
        quiet = self.quay("-q", "sum", self.url(ODD_NAMES[0]), base=self.plain)
        self.assertEqual(quiet.err, "")
        write_random(self.path("remote/file"), 1000)
        result = self.quay("sum", self.url("file"), base=["--batch", "--sftp-exec", self.server("name")])
        self.assertExit(result, DONE, "from the server")

    def test_patterns_and_failures(self):
        self.write("remote/a1", b"1")
        self.write("remote/a2", b"2")
        os.mkdir(self.path("remote/a3"))
        result = self.quay("sum", self.url() + "/a*", self.url("none"))
        self.assertSummary(result, FAILED)
        self.assertEqual([item["hash"] for item in result.entries("sum")], [self.hash_of("a1", "sha256"), self.hash_of("a2", "sha256")])
        messages = " ".join(item["message"] for item in result.entries("error"))
        self.assertIn("folder", messages)

    def test_unknown_algorithm(self):
        self.write("remote/a", b"1")
        self.assertSentence(self.quay("sum", "-a", "crc7", self.url("a")), FAILED, "crc7", "sha256")
        self.assertExit(self.quay("sum"), USAGE)


if __name__ == "__main__":
    main()
