# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and trees go up and come back, and are the same by hash."""

import os

from pipecase import PipeCase, make_tree
from quaytest import DONE, FAILED, PLAIN, file_hash, main, tree_items, write_random

SLOW = bool(os.environ.get("QUAY_SLOW"))
BIG = (1 << 30) if SLOW else (64 << 20)


class Trees(PipeCase):
    def there_and_back(self, **tree):
        make_tree(self.path("tree"), **tree)
        self.assertSummary(self.quay("put", "-r", self.path("tree"), self.url(), timeout=120), DONE)
        self.assertEqual(tree_items(self.path("tree")), tree_items(self.path("remote/tree")))
        self.assertSummary(self.quay("get", "-r", self.url("tree"), self.path("back"), timeout=120), DONE)
        self.assertEqual(tree_items(self.path("tree")), tree_items(self.path("back")))

    def test_small_tree(self):
        self.there_and_back()

    def test_thousand_files(self):
        self.there_and_back(files=1000, folders=50)

    def test_one_job_and_many(self):
        make_tree(self.path("remote/tree"))
        for jobs in ("1", "16"):
            result = self.quay("get", "-r", "-j", jobs, self.url("tree"), self.path("back" + jobs), timeout=60)
            self.assertSummary(result, DONE)
            self.assertEqual(tree_items(self.path("remote/tree")), tree_items(self.path("back" + jobs)))

    def test_preserved_modes(self):
        make_tree(self.path("tree"))
        self.assertSummary(self.quay("put", "-r", "--preserve", self.path("tree"), self.url(), timeout=60), DONE)
        self.assertEqual(tree_items(self.path("tree"), True), tree_items(self.path("remote/tree"), True))

    def test_unreadable_file(self):
        """One item fails, is named, and the others are there."""
        make_tree(self.path("tree"))
        path = self.write("tree/mode 000", b"secret")
        os.chmod(path, 0)
        result = self.quay("put", "-r", self.path("tree"), self.url(), timeout=60, prefix=PLAIN)
        self.assertSentence(result, FAILED, "Could not", path, "Permission denied", "change its permissions")
        self.assertEqual(result.summary["files_failed"], 1)
        sent = tree_items(self.path("remote/tree"))
        os.chmod(path, 0o600)
        expected = tree_items(self.path("tree"))
        del expected[b"mode 000"]
        self.assertEqual(sent, expected)

    def test_deeper_than_64_folders(self):
        """RELIABILITY 16: what lies too deep is named and left out, the rest arrives."""
        deep = self.path("tree", *["d"] * 63)
        os.makedirs(deep + "/64/65/66")
        for name in ("63", "64/64", "64/65/65", "64/65/66/66"):
            self.write(os.path.join(deep, name), name.encode())
        for command in (("put", "-r", self.path("tree"), self.url("up")), ("get", "-r", "sftp://localhost" + self.path("tree"), self.path("down"))):
            result = self.quay(*command)
            self.assertSummary(result, FAILED)
            self.assertEqual(result.err.count("64 folders deep"), 2, result)     # each of the two
            self.assertEqual(result.summary["files_failed"], 2)
            items = tree_items(self.path("remote/up" if command[0] == "put" else "down"))
            self.assertEqual({os.path.basename(name) for name in items} - {b"d"}, {b"63", b"64"})

    def test_big_file(self):
        write_random(self.path("big"), BIG + 12345)
        self.assertSummary(self.quay("put", self.path("big"), self.url(), timeout=300), DONE)
        digest = file_hash(self.path("big"))
        self.assertEqual(digest, file_hash(self.path("remote/big")))
        os.unlink(self.path("big"))
        self.assertSummary(self.quay("get", self.url("big"), self.path("back"), timeout=300), DONE)
        self.assertEqual(digest, file_hash(self.path("back")))

    def test_sparse_file(self):
        with open(self.path("sparse"), "wb") as file:
            file.write(b"begin")
            file.seek(20 << 20)
            file.write(b"end")
        self.assertSummary(self.quay("put", self.path("sparse"), self.url(), timeout=60), DONE)
        self.assertEqual(file_hash(self.path("sparse")), file_hash(self.path("remote/sparse")))

    def test_many_entries(self):
        for index in range(5000):
            self.write("remote/many/file %d" % index)
        result = self.quay("ls", self.url("many"))
        self.assertSummary(result, DONE)
        self.assertEqual(len(result.entries()), 5000)


if __name__ == "__main__":
    main()
