# SPDX-License-Identifier: GPL-3.0-or-later
"""verify, resume, sum and sync through a real sshd: several channels of one login, packets in any order."""

import os
import shutil
import signal
import subprocess
import unittest

from pipecase import make_tree
from quaytest import DONE, QUAY, SANITIZED, USAGE, end, file_hash, main, part_in, tree_items, wait_until, write_random
from servercase import ServerCase

SIZE = 64 << 20


class Sites(ServerCase):
    def save(self, name, **options):
        folder = self.path("home/.config/quayside/sites")
        os.makedirs(folder, exist_ok=True)
        lines = ["[Site]", "Name=" + name, "RemoteFolder=" + options.pop("remote", ""), "[Options]"]
        options = {"host": "127.0.0.1", "port": self.server.port, "user": self.server.user,
                   "identities": self.keys["ed25519"] + ";", **options}
        with open(os.path.join(folder, "%d.site" % len(os.listdir(folder))), "w") as file:
            file.write("\n".join(lines + ["%s=%s" % item for item in options.items()]) + "\n")

    def names(self, *arguments):
        result = self.quay(*arguments)
        self.assertSummary(result, DONE)
        return sorted(entry["name"] for entry in result.entries("entry"))

    def test_where_it_starts_and_paths(self):
        os.mkdir(self.path("remote/deep"))
        write_random(self.path("remote/deep/file"), 10)
        self.save("My web", remote=self.remote)
        self.assertEqual(self.names("ls", "site:My web"), ["deep"])
        self.assertEqual(self.names("ls", "site:My web%s/deep" % self.remote), ["file"])

    def test_unknown_and_double_names(self):
        self.save("web")
        self.save("web", port=1)
        for name, message in (("mail", "No saved site"), ("web", "Several sites")):
            result = self.quay("ls", "site:" + name)
            self.assertIn(message, self.assertSummary(result, USAGE)["message"])


class OverSsh(ServerCase):
    def test_verify(self):
        write_random(self.path("home/file"), (20 << 20) + 1)
        for arguments in (["put", self.path("home/file"), self.url("file")], ["get", self.url("file"), self.path("home/back")]):
            result = self.with_key("--verify", *arguments)
            self.assertSummary(result, DONE)
            self.assertEqual(result.entries("transfer")[0]["verified"], "reading")
        self.assertEqual(file_hash(self.path("home/back")), file_hash(self.path("home/file")))

    def test_sum(self):
        write_random(self.path("home/file"), 5 << 20)
        self.assertSummary(self.with_key("put", self.path("home/file"), self.url("file")), DONE)
        result = self.with_key("sum", self.url("file"))
        self.assertSummary(result, DONE)
        self.assertEqual(result.entries("sum")[0]["hash"], file_hash(self.path("home/file")))

    def test_sync(self):
        make_tree(self.path("home/tree"), files=300)
        for _ in range(2):
            result = self.with_key("sync", "--delete", self.path("home/tree"), self.url("tree"))
            self.assertSummary(result, DONE)
        self.assertEqual(result.entries("sync"), [])
        for _ in range(2):
            result = self.with_key("sync", "--delete", self.url("tree"), self.path("home/back"))
            self.assertSummary(result, DONE)
        self.assertEqual(result.entries("sync"), [])
        self.assertEqual(tree_items(self.path("home/tree")), tree_items(self.path("home/back")))
        os.unlink(self.path("home/tree/dangling"))
        self.with_key("sync", "--delete", self.path("home/tree"), self.url("tree"))
        self.with_key("sync", "--delete", self.url("tree"), self.path("home/back"))
        self.assertEqual(tree_items(self.path("home/tree")), tree_items(self.path("home/back")))

    def test_several_logins(self):
        for index in range(4):
            write_random(self.path("home/%d" % index), 3 << 20)
        files = [self.path("home/%d" % index) for index in range(4)]
        for count, options in ((1, []), (3, ["--logins", "3"])):
            before = self.server.log().count("Accepted publickey")
            self.assertSummary(self.with_key(*options, "put", "--overwrite=always", *files, self.url()), DONE)
            self.assertEqual(self.server.log().count("Accepted publickey") - before, count)
        self.assertEqual([file_hash(file) for file in files], [file_hash(self.path("remote/%d" % index)) for index in range(4)])

    def there_and_back(self, files):
        """The peaks of both ways, MiB."""
        name = "tree-%d" % files
        make_tree(self.path("home", name), files=files, folders=files // 50)
        results = [self.with_key("put", "-r", self.path("home", name), self.url(), timeout=300),
                   self.with_key("get", "-r", self.url(name), self.path("home/back"), timeout=300)]
        for result in results:
            self.assertSummary(result, DONE)
        self.assertEqual(tree_items(self.path("home", name)), tree_items(self.path("home/back")))
        shutil.rmtree(self.path("home/back"))
        return [result.peak_kib / 1024 for result in results]

    @unittest.skipUnless(os.environ.get("QUAY_SLOW"), "in the slow suite")
    def test_ten_thousand_files(self):
        """RELIABILITY 44: the same by hash, without the memory growing by the number of files."""
        few, many = self.there_and_back(100), self.there_and_back(10000)
        if not SANITIZED:
            for before, after in zip(few, many):
                self.assertLess(after - before, 50)

    def check_resume(self, folder, *arguments):
        """Killed in the middle, slowed down by --limit; then once more."""
        process = subprocess.Popen([QUAY, *self.base, "-i", self.keys["ed25519"], "--limit", "8M", *arguments], env=self.environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(end, process)
        wait_until(lambda: part_in(folder, 40 << 20), "some of the file", 60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        summary = self.assertSummary(self.with_key("--resume", *arguments, timeout=60), DONE)
        self.assertLess(summary["bytes_moved"], SIZE - (2 << 20))
        self.assertEqual(file_hash(self.path("home/file")), file_hash(self.path("remote/file")))
        self.assertIsNone(next((name for name in os.listdir(folder) if name.endswith(".part")), None))

    def test_resume_download(self):
        write_random(self.path("remote/file"), SIZE)
        self.check_resume(self.home, "get", self.url("file"), self.path("home/file"))

    def test_resume_upload(self):
        write_random(self.path("home/file"), SIZE)
        self.check_resume(self.remote, "put", self.path("home/file"), self.url("file"))


if __name__ == "__main__":
    main()
