# SPDX-License-Identifier: GPL-3.0-or-later
"""--verify: both sides are compared before a file gets its name, by the server's own hash or by reading again."""

import hashlib
import os
import shlex
import sys

from pipecase import PipeCase, make_tree
from quaytest import DONE, FAILED, PROTOCOL, SFTP_SERVER, file_hash, main, tree_hash, write_random

MEDDLER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "meddler.py")
HASH_MISMATCH = 1109
SIZE = (5 << 20) + 12345


class Verify(PipeCase):
    def server(self, *words):
        """Arguments for a server that does what @words say."""
        return ["--json", "--batch", "--sftp-exec", shlex.join([sys.executable, "-I", "-S", MEDDLER, SFTP_SERVER, *words])]

    def transfer(self, way, *words, options=("--verify",), name="file", exits=DONE):
        """A file one way through a server of @words; the object of the transfer."""
        if way == "get":
            result = self.quay("get", *options, self.url(name), self.path("home", name), base=self.server(*words), timeout=60)
        else:
            result = self.quay("put", *options, self.path("home", name), self.url(name), base=self.server(*words), timeout=60)
        self.assertSummary(result, exits)
        transfers = result.entries("transfer")
        self.assertEqual(len(transfers), 1)
        return transfers[0], result

    def source(self, way, name="file"):
        return self.path("remote" if way == "get" else "home", name)

    def target(self, way, name="file"):
        return self.path("home" if way == "get" else "remote", name)

    def clear(self, way):
        """Nothing but what belongs there is left, and the target is gone for the next round."""
        folder = os.path.dirname(self.target(way))
        self.assertEqual([name for name in os.listdir(folder) if ".part" in name or name.startswith(".file")], [])
        if os.path.exists(self.target(way)):
            os.unlink(self.target(way))

    def each_way(self, size=SIZE):
        for way in ("get", "put"):
            write_random(self.source(way), size)
            yield way
            self.clear(way)
            os.unlink(self.source(way))

    def assertSame(self, way):
        self.assertEqual(file_hash(self.source(way)), file_hash(self.target(way)))

    def test_by_reading_again(self):
        for way in self.each_way():
            transfer, _ = self.transfer(way)
            self.assertEqual(transfer["verified"], "reading")
            self.assertEqual(transfer["verified_text"], "verified by reading again (SHA-256)")
            self.assertSame(way)

    def test_not_asked_for(self):
        for way in self.each_way():
            transfer, _ = self.transfer(way, "name", options=())
            self.assertEqual((transfer["verified"], transfer["verified_text"]), ("no", "not verified"))

    def test_by_the_server(self):
        for kind in ("name", "handle", "check-file"):
            for way in self.each_way(size=1 << 20):
                transfer, _ = self.transfer(way, kind)
                self.assertEqual(transfer["verified"], "server", kind)
                self.assertEqual(transfer["verified_text"], "verified by SHA-256 from the server")
                self.assertSame(way)

    def test_the_server_is_not_read_when_it_tells_hashes(self):
        count = self.path("count")
        for way in self.each_way():
            for words, least, most in ((("name",), SIZE, SIZE + 1), ((), 2 * SIZE, 2 * SIZE + 1)):
                self.transfer(way, *words, "count=" + count)
                with open(count, encoding="ascii") as file:
                    moved = int(file.read())
                self.assertTrue(least <= moved <= most, "%s %r: %d" % (way, words, moved))
                os.unlink(self.target(way))

    def test_another_algorithm(self):
        for way in self.each_way(size=100000):
            for algorithm, shown in (("md5", "MD5"), ("sha512", "SHA-512"), ("sha1", "SHA-1")):
                transfer, _ = self.transfer(way, "name", "only=" + algorithm)
                self.assertEqual(transfer["verified_text"], "verified by %s from the server" % shown)
                os.unlink(self.target(way))

    def test_answers_of_no_use(self):
        """Then the file is read."""
        for way in self.each_way(size=100000):
            for words in (("name", "refuse"), ("handle", "refuse"), ("name", "only=crc32"), ("name", "short"), ("name", "huge"),
                          ("half-reads",)):
                transfer, _ = self.transfer(way, *words)
                self.assertEqual(transfer["verified"], "reading", words)
                os.unlink(self.target(way))

    def test_spoiled_on_the_way(self):
        """The target stays, nothing is left beside it, and both hashes are named."""
        for size in (SIZE, 3000):
            for way in self.each_way(size=size):
                for words in (("name",), ()):
                    with open(self.target(way), "wb") as file:
                        file.write(b"old")
                    spoil = "spoil-first-read" if way == "get" else "spoil-first-write"
                    options = ("--verify", "--overwrite=always")
                    transfer, result = self.transfer(way, spoil, *words, options=options, exits=FAILED)
                    self.assertEqual(transfer["code"], HASH_MISMATCH)
                    self.assertEqual(transfer["verified"], "no")
                    good = file_hash(self.source(way))
                    self.assertIn(good, result.summary["message"])
                    with open(self.source(way), "rb") as file:
                        data = bytearray(file.read())
                    data[0] ^= 1
                    if size == 3000:
                        self.assertIn(hashlib.sha256(data).hexdigest(), result.summary["message"])
                    with open(self.target(way), "rb") as file:
                        self.assertEqual(file.read(), b"old")
                    transfer, _ = self.transfer(way, spoil, *words, options=("--overwrite=always",))
                    self.assertNotEqual(file_hash(self.target(way)), good, "the test spoils nothing")

    def test_a_server_that_lies(self):
        for way in self.each_way(size=100000):
            transfer, _ = self.transfer(way, "name", "lie", exits=FAILED)
            self.assertEqual(transfer["code"], HASH_MISMATCH)
            self.assertFalse(os.path.exists(self.target(way)))

    def test_an_answer_that_breaks_the_protocol(self):
        """With the connection gone nobody can remove what an upload left there."""
        for way in self.each_way(size=100000):
            self.transfer(way, "name", "garbage", exits=PROTOCOL)
            self.assertFalse(os.path.exists(self.target(way)))
            for name in os.listdir(self.remote):
                if name.endswith(".part"):
                    os.unlink(self.path("remote", name))

    def test_a_file_that_does_not_end_when_it_is_read_again(self):
        for size in (0, 3000, SIZE):
            write_random(self.source("get"), size)
            transfer, result = self.transfer("get", "endless", exits=FAILED)
            self.assertEqual(transfer["code"], HASH_MISMATCH)
            self.assertLess(result.seconds, 5)
            self.clear("get")

    def test_empty_files(self):
        for way in self.each_way(size=0):
            for words, how in ((("name",), "server"), ((), "reading")):
                transfer, _ = self.transfer(way, *words)
                self.assertEqual(transfer["verified"], how)
                self.assertSame(way)
                os.unlink(self.target(way))

    def test_trees(self):
        make_tree(self.path("home/tree"), files=300)
        for words, how in ((("name",), "server"), ((), "reading")):
            result = self.quay("put", "-r", "--verify", self.path("home/tree"), self.url(how), base=self.server(*words), timeout=60)
            self.assertSummary(result, DONE)
            self.assertEqual(result.entries("transfer")[0]["verified"], how)
            result = self.quay("get", "-r", "--verify", self.url(how), self.path(how), base=self.server(*words), timeout=60)
            self.assertSummary(result, DONE)
            self.assertEqual(result.entries("transfer")[0]["verified"], how)
            self.assertEqual(tree_hash(self.path("home/tree")), tree_hash(self.path(how)))

    def test_one_of_a_tree(self):
        """The others are there."""
        for index in range(30):
            self.write("home/tree/%d" % index, os.urandom(5000))
        result = self.quay("put", "-r", "--verify", self.path("home/tree"), self.url("tree"), base=self.server("spoil-first-write"))
        self.assertSummary(result, FAILED)
        transfer = result.entries("transfer")[0]
        self.assertEqual((transfer["files_done"], transfer["files_failed"]), (29, 1))
        for name in os.listdir(self.path("remote/tree")):
            self.assertEqual(file_hash(self.path("remote/tree", name)), file_hash(self.path("home/tree", name)))


if __name__ == "__main__":
    main()
