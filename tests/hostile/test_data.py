# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that lie about a file's content, and disks that fail on the server's side."""

import hashlib
import os

import hostilecase
from hostilecase import Case, HostileCase
from quaytest import CANCELLED, DONE, FAILED, PROTOCOL, main
from scenarios import BIG

GET = ("get", "{url}/big", "{dest}/big")
GET_FILE = ("get", "{url}/file", "{dest}/file")


def nothing_published(case, result):
    case.assert_no_file("big")
    case.assert_no_file("file")


class Data(HostileCase):
    def assert_big(self, result):
        self.assertSummary(result, DONE)
        self.assertEqual(hashlib.sha256(self.read("dest/big")).hexdigest(), hashlib.sha256(BIG).hexdigest())
        self.assertEqual(os.listdir(self.dest), ["big"])

    def test_plain(self):
        self.assert_big(self.hostile("data-plain", *GET))

    # RELIABILITY 7: replies that are short, or come in another order

    def test_short_replies(self):
        self.assert_big(self.hostile("data-short", *GET, timeout=60))

    def test_shuffled_replies(self):
        self.assert_big(self.hostile("data-shuffled", *GET, timeout=60))

    def test_attributes_after_data(self):
        """What comes of the file's attributes must not depend on how much of it is here already."""
        self.assert_big(self.hostile("data-late-fstat", *GET, timeout=20))

    def test_shuffled_short_replies(self):
        self.assert_big(self.hostile("data-shuffled-short", *GET, timeout=60))

    def test_claims_nothing_but_has_content(self):
        """RELIABILITY 23: as /proc does: complete."""
        self.assertSummary(self.hostile("data-claims-nothing", *GET_FILE), DONE)
        self.assertEqual(self.read("dest/file"), b"0123456789" * 20000)

    def test_target_intact_when_a_download_fails(self):
        for scenario in ("data-longer", "read-fails", "read-eof-early", "read-stops"):
            self.write("dest/big", b"old content\n")
            result = self.hostile(scenario, *GET, options=("--overwrite", "always"))
            self.assertExit(result, {FAILED, PROTOCOL})
            self.assertEqual(self.read("dest/big"), b"old content\n")

    def test_silence_times_out(self):
        result = self.hostile("read-silent", *GET, options=("--timeout", "1"))
        self.assertSummary(result, CANCELLED)
        self.assertLess(result.seconds, 4)
        self.assert_no_file("big")

    def test_drips_time_out(self):
        """A few bytes now and then are no answer."""
        result = self.hostile("read-drips", *GET, options=("--timeout", "1"))
        self.assertSummary(result, CANCELLED)
        self.assertRegex(result.err, "has not answered for 1 second")
        self.assertLess(result.seconds, 4)
        self.assert_no_file("big")

    def put(self, scenario, size, exits, *options):
        self.write("dest/up", os.urandom(size))
        result = self.hostile(scenario, "put", "{dest}/up", "{url}/new", options=options)
        self.assertSummary(result, exits)
        return result

    # RELIABILITY 24: a full disk on the server's side

    def test_put_close_fails(self):
        """What CLOSE says counts: the server may have written nothing until then."""
        self.assertRegex(self.put("close-fails", 100000, FAILED).err, "quota")
        self.assertNotIn("rename", self.request_names())

    def test_put_disk_full(self):
        self.assertRegex(self.put("write-fails", 100000, FAILED).err, "No space left")
        self.assertNotIn("rename", self.request_names())

    def test_put_disk_full_late(self):
        self.assertRegex(self.put("write-fails-late", 3000000, FAILED).err, "No space left")
        self.assertNotIn("rename", self.request_names())

    def test_put_server_drops_writes(self):
        """A size that is not equal at the end is a failure, even when each WRITE was answered OK."""
        self.put("write-vanishes", 3000000, FAILED)

    def test_put_rename_fails(self):
        self.put("rename-fails", 1000, FAILED)

    def test_put_without_posix_rename(self):
        self.put("no-posix-rename", 1000, DONE)

    def test_put_over_a_file_without_posix_rename(self):
        """Where nothing can replace a file in one step it must not be lost in between: refused, or done with both names known."""
        self.write("dest/up", b"new content\n")
        result = self.hostile("no-posix-rename", "put", "{dest}/up", "{url}/file", options=("--overwrite", "always"))
        self.assertExit(result, {DONE, FAILED})


CASES = [
    # RELIABILITY 7
    Case("longer-than-asked", "data-longer", GET, {PROTOCOL, FAILED}, check=nothing_published),
    Case("empty-again-and-again", "data-empty", GET, {PROTOCOL, FAILED}, check=nothing_published, seconds=10),
    # RELIABILITY 23
    Case("advertised-20-has-10", "data-lies-longer", GET_FILE, FAILED, check=nothing_published),
    Case("advertised-10-has-20", "data-lies-shorter", GET_FILE, {FAILED, DONE}),
    Case("advertised-2-64", "data-endless", GET_FILE, {FAILED, PROTOCOL}, check=nothing_published, memory=True),
    Case("read-error", "read-fails", GET, FAILED, "input/output error", check=nothing_published),
    Case("early-end", "read-eof-early", GET, FAILED, check=nothing_published),
    Case("server-gone", "read-stops", GET, FAILED, check=nothing_published),
]

hostilecase.make_tests(Data, CASES)

if __name__ == "__main__":
    main()
