# SPDX-License-Identifier: GPL-3.0-or-later
"""--overwrite, --links and --limit, each value both ways."""

import os
import shutil

from pipecase import PipeCase
from quaytest import DONE, FAILED, USAGE, main, tree_items, write_random

OLD, NEW = 1600000000, 1700000000


class Overwrite(PipeCase):
    def both_ways(self):
        for way in ("get", "put"):
            for folder in (self.home, self.remote):
                shutil.rmtree(folder)
                os.mkdir(folder)
            self.way = way
            yield way

    def source(self, name="file.tar.gz"):
        return self.path("remote" if self.way == "get" else "home", name)

    def target(self, name="file.tar.gz"):
        return self.path("home" if self.way == "get" else "remote", name)

    def put(self, path, content, mtime=OLD):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        os.utime(path, (mtime, mtime))

    def content(self, path):
        with open(path, "rb") as file:
            return file.read()

    def transfer(self, how, exits=DONE, name="file.tar.gz", options=()):
        """What stands there has been given its content before; the summary."""
        options = [*options] if how is None else ["--overwrite", how, *options]
        if self.way == "get":
            result = self.quay("get", *options, self.url(name), self.path("home", name))
        else:
            result = self.quay("put", *options, self.path("home", name), self.url(name))
        return self.assertSummary(result, exits)

    def check(self, how, source, target, expected, exits=DONE, mtimes=(OLD, OLD)):
        self.put(self.source(), source, mtimes[0])
        self.put(self.target(), target, mtimes[1])
        summary = self.transfer(how, exits)
        self.assertEqual(self.content(self.target()), expected, how)
        self.assertEqual(self.content(self.source()), source, how)
        self.assertEqual([name for name in os.listdir(os.path.dirname(self.target())) if ".part" in name], [])
        return summary

    def test_ask(self):
        """With nobody to be asked it is a failure that says what to do."""
        for _ in self.both_ways():
            for how in ("ask", None):
                self.assertIn("--overwrite", self.check(how, b"new", b"old", b"old", FAILED)["message"])

    def test_always(self):
        for _ in self.both_ways():
            self.assertEqual(self.check("always", b"new", b"older", b"new")["files_done"], 1)
            self.check("always", b"same", b"same", b"same")

    def test_never(self):
        for _ in self.both_ways():
            summary = self.check("never", b"new", b"old", b"old")
            self.assertEqual((summary["files_done"], summary["files_skipped"], summary["bytes_moved"]), (0, 1, 0))

    def test_newer(self):
        for _ in self.both_ways():
            self.check("newer", b"new", b"old", b"new", mtimes=(NEW, OLD))
            self.assertEqual(self.check("newer", b"new", b"old", b"old", mtimes=(OLD, NEW))["files_skipped"], 1)
            self.assertEqual(self.check("newer", b"new", b"old", b"old", mtimes=(OLD, OLD))["files_skipped"], 1)

    def test_size(self):
        for _ in self.both_ways():
            self.check("size", b"new", b"older", b"new")
            self.assertEqual(self.check("size", b"new", b"old", b"old")["files_skipped"], 1)

    def test_resume(self):
        """What is there is the beginning; what is whole stays; what is longer, or another file, is not touched."""
        for _ in self.both_ways():
            whole = os.urandom(300000)
            self.assertEqual(self.check("resume", whole, whole[:100000], whole)["bytes_moved"], 200000)
            self.assertEqual(self.check("resume", whole, whole, whole)["files_skipped"], 1)
            self.check("resume", whole, b"", whole)
            self.check("resume", whole, whole + b"x", whole + b"x", FAILED)
            other = os.urandom(100000)
            self.assertIn("beginning", self.check("resume", whole, other, other, FAILED)["message"])

    def test_rename(self):
        for _ in self.both_ways():
            self.check("rename", b"new", b"old", b"old")
            self.assertEqual(self.content(self.target("file (2).tar.gz")), b"new")
            self.check("rename", b"newer", b"old", b"old")
            self.assertEqual(self.content(self.target("file (3).tar.gz")), b"newer")

    def test_nothing_in_the_way(self):
        for how in ("ask", "always", "never", "newer", "size", "resume", "rename"):
            for _ in self.both_ways():
                self.put(self.source(), b"new")
                self.assertEqual(self.transfer(how)["files_done"], 1)
                self.assertEqual(self.content(self.target()), b"new")

    def test_trees(self):
        """The same for each file of a folder."""
        cases = {"always": [b"1new", b"2new", b"3new"], "never": [b"1old", b"2older", b"3new"], "newer": [b"1new", b"2older", b"3new"],
                 "size": [b"1old", b"2new", b"3new"], "rename": [b"1old", b"2older", b"3new"]}
        for how, expected in cases.items():
            for _ in self.both_ways():
                for index, (old, source_time) in enumerate(((b"1old", NEW), (b"2older", OLD), (None, OLD))):
                    self.put(self.source("tree/%d" % (index + 1)), b"%dnew" % (index + 1), source_time)
                    if old is not None:
                        self.put(self.target("tree/%d" % (index + 1)), old)
                if self.way == "get":
                    result = self.quay("get", "-r", "--overwrite", how, self.url("tree"), self.home)
                else:
                    result = self.quay("put", "-r", "--overwrite", how, self.path("home/tree"), self.url())
                self.assertSummary(result, DONE)
                self.assertEqual([self.content(self.target("tree/%d" % (index + 1))) for index in range(3)], expected, how)

    def test_a_folder_in_the_way(self):
        for how in ("always", "newer", "size", "resume"):
            for _ in self.both_ways():
                self.put(self.source(), b"new")
                os.makedirs(self.target("file.tar.gz/file.tar.gz"))
                self.transfer(how, FAILED)
                self.assertTrue(os.path.isdir(self.target()))


class Links(PipeCase):
    def make(self, root):
        os.makedirs(os.path.join(root, "folder"))
        with open(os.path.join(root, "folder/file"), "wb") as file:
            file.write(b"content")
        os.symlink("folder/file", os.path.join(root, "to file"))
        os.symlink("folder", os.path.join(root, "to folder"))

    def each(self, how, exits=DONE):
        """What arrives, of what was there, each way."""
        for way in ("get", "put"):
            source = self.path("remote" if way == "get" else "home", "tree " + how)
            target = self.path("home" if way == "get" else "remote", "new " + how)
            self.make(source)
            if way == "get":
                result = self.quay("get", "-r", "--links", how, self.url("tree " + how), target)
            else:
                result = self.quay("put", "-r", "--links", how, source, self.url("new " + how))
            self.assertSummary(result, exits)
            yield source, target
            shutil.rmtree(source)
            shutil.rmtree(target)

    def test_keep(self):
        for source, target in self.each("keep"):
            self.assertEqual(tree_items(source), tree_items(target))

    def test_follow(self):
        for _, target in self.each("follow"):
            self.assertFalse(any(os.path.islink(os.path.join(target, name)) for name in ("to file", "to folder")))
            for name in ("folder/file", "to file", "to folder/file"):
                with open(os.path.join(target, name), "rb") as file:
                    self.assertEqual(file.read(), b"content")

    def test_skip(self):
        for _, target in self.each("skip"):
            self.assertEqual(sorted(os.listdir(target)), ["folder"])
            self.assertTrue(os.path.exists(os.path.join(target, "folder/file")))

    def test_bad_values(self):
        self.assertExit(self.quay("get", "--links", "perhaps", self.url("x"), "y"), USAGE, "keep, follow or skip")
        self.assertExit(self.quay("ls", "--links", "keep", self.url("x")), USAGE)


class Limit(PipeCase):
    def test_both_ways(self):
        """Two seconds' worth; nobody is to wait much longer."""
        write_random(self.path("remote/file"), 2000000)
        for arguments in (["get", self.url("file"), self.path("home/file")], ["put", self.path("home/file"), self.url("back")]):
            for rate in ("1M", "1000k", "1000000"):
                result = self.quay("--limit", rate, "--overwrite", "always", *arguments)
                self.assertSummary(result, DONE)
                self.assertGreater(result.seconds, 1.2)
                self.assertLess(result.seconds, 5)
        fast = self.quay("--limit", "1G", "get", self.url("file"), self.path("home/fast"))
        self.assertSummary(fast, DONE)
        self.assertLess(fast.seconds, result.seconds)

    def test_bad_values(self):
        for rate in ("", "k", "0", "-1", "1T", "1kk", "1.5M", "99999999999999999999", "99999999999999999G"):
            self.assertExit(self.quay("--limit=" + rate, "get", self.url("x"), "y"), USAGE, "bytes a second")


if __name__ == "__main__":
    main()
