# SPDX-License-Identifier: GPL-3.0-or-later
"""quay sync: a folder here and one on a server become alike, both ways."""

import os
import shlex
import shutil
import signal
import subprocess
import sys

from pipecase import ODD_NAMES, PipeCase, SLOW_READER, make_tree
from quaytest import CANCELLED, DONE, FAILED, PLAIN, QUAY, SFTP_SERVER, USAGE, end, main, part_in, tree_hash, tree_items, wait_for, wait_until, write_random

MEDDLER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "meddler.py")


class Sync(PipeCase):
    def setUp(self):
        super().setUp()
        self.up = True

    def both_ways(self):
        for self.up in (True, False):
            for folder in (self.here, self.there):
                shutil.rmtree(folder, ignore_errors=True)
            yield "up" if self.up else "down"

    @property
    def here(self):
        return self.path("home/tree")

    @property
    def there(self):
        return self.path("remote/tree")

    @property
    def source(self):
        return self.here if self.up else self.there

    @property
    def target(self):
        return self.there if self.up else self.here

    def sync(self, *options, exits=DONE, **more):
        arguments = [self.here, self.url("tree")] if self.up else [self.url("tree"), self.here]
        result = self.quay("sync", *options, "--", *arguments, timeout=60, **more)
        self.assertSummary(result, exits)
        return result

    @staticmethod
    def actions(result):
        return sorted((item["action"], item["path"]) for item in result.entries("sync"))

    def put(self, root, name, content=b"", mtime=1700000000):
        path = os.path.join(os.fsencode(root), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        os.utime(path, ns=(mtime * 10**9, mtime * 10**9 + 123456789))
        return path

    def assertAlike(self):
        self.assertEqual(tree_items(self.source), tree_items(self.target))

    def assertNothingToDo(self, *options):
        result = self.sync(*options)
        self.assertEqual(self.actions(result), [])
        self.assertEqual(result.summary["bytes_moved"], 0)
        self.assertEqual(result.summary["files_done"], 0)

    def test_again_is_nothing(self):
        for _ in self.both_ways():
            make_tree(self.source, files=200)
            self.sync("--delete")
            self.assertAlike()
            self.assertNothingToDo("--delete")
            self.assertNothingToDo()

    def test_only_what_differs(self):
        for way in self.both_ways():
            for index in range(20):
                self.put(self.source, "f/%d" % index, b"%d" % index)
            self.sync()
            self.put(self.source, "f/3", b"x", mtime=1700000001)
            self.put(self.source, "f/4", b"longer")
            self.put(self.source, "new/5", b"new")
            result = self.sync()
            word = way + "load"
            self.assertEqual(self.actions(result), [("make", "new"), (word, "f/3"), (word, "f/4"), (word, "new/5")] if way == "up"
                             else sorted([("make", "new"), (word, "f/3"), (word, "f/4"), (word, "new/5")]))
            self.assertEqual(result.summary["files_done"], 3)
            self.assertAlike()
            self.assertNothingToDo()

    def test_times(self):
        """Fractions of seconds, and times that version 3 does not know, are no reason to transfer again and again."""
        for _ in self.both_ways():
            self.put(self.source, "fraction", b"1")
            self.put(self.source, "early", b"2", mtime=-1000 if self.up else 5)
            self.put(self.source, "late", b"3", mtime=(1 << 33) if self.up else (1 << 31) + 5)
            self.sync()
            self.assertNothingToDo()
            self.assertEqual(int(os.stat(os.path.join(self.target, "fraction")).st_mtime), 1700000000)

    def test_names(self):
        for _ in self.both_ways():
            for name in ODD_NAMES:
                self.put(self.source, name, name)
                self.put(self.target, b"old " + name[:200], name)
            self.sync("--delete")
            self.assertAlike()
            self.assertNothingToDo("--delete")

    def test_extras_stay_without_the_option(self):
        for _ in self.both_ways():
            self.put(self.source, "a", b"a")
            self.put(self.target, "extra/b", b"b")
            result = self.sync()
            self.assertNotIn("delete", [action for action, _ in self.actions(result)])
            self.assertTrue(os.path.exists(os.path.join(self.target, "extra/b")))

    def test_extras_go(self):
        for _ in self.both_ways():
            self.put(self.source, "a", b"a")
            self.put(self.target, "extra/b/c", b"b")
            self.put(self.target, "extra file", b"b")
            os.symlink(self.home, os.path.join(self.target, "link to home"))
            self.put(self.home, "precious", b"p")
            result = self.sync("--delete")
            self.assertEqual([path for action, path in self.actions(result) if action == "delete"],
                             ["extra", "extra file", "link to home"])
            self.assertAlike()
            self.assertTrue(os.path.exists(self.path("home/precious")))

    def test_links_are_not_followed(self):
        """Neither where they are read, nor where something is written or removed."""
        victim = self.path("victim")
        for _ in self.both_ways():
            shutil.rmtree(victim, ignore_errors=True)
            self.put(victim, "precious", b"p")
            self.put(self.source, "folder/file", b"f")
            self.put(self.source, "other", b"o")
            os.symlink(victim, os.path.join(self.source, "to victim"))
            os.makedirs(self.target)
            os.symlink(victim, os.path.join(self.target, "folder"))
            os.symlink(os.path.join(victim, "precious"), os.path.join(self.target, "other"))
            os.symlink("elsewhere", os.path.join(self.target, "to victim"))
            self.sync("--delete")
            self.assertAlike()
            self.assertEqual(tree_items(victim).keys(), {b"precious"})
            with open(os.path.join(victim, "precious"), "rb") as file:
                self.assertEqual(file.read(), b"p")
            self.assertNothingToDo("--delete")

    def test_the_folders_themselves_may_be_links(self):
        for _ in self.both_ways():
            for root in (self.here, self.there):
                real = root + " real"
                shutil.rmtree(real, ignore_errors=True)
                if os.path.lexists(root):
                    os.unlink(root)
                os.mkdir(real)
                os.symlink(real, root)
            self.put(self.source, "a/b", b"1")
            self.sync("--delete")
            self.assertAlike()
            self.assertTrue(os.path.islink(self.target))
            os.unlink(self.here)
            os.unlink(self.there)

    def test_file_where_a_folder_was(self):
        for _ in self.both_ways():
            self.put(self.source, "x", b"file")
            self.put(self.target, "x/inside", b"old")
            result = self.sync(exits=FAILED)
            self.assertTrue(os.path.exists(os.path.join(self.target, "x/inside")))
            self.assertIn("--delete", result.summary["message"])
            self.sync("--delete")
            self.assertAlike()

    def test_folder_where_a_file_was(self):
        for _ in self.both_ways():
            self.put(self.source, "x/inside", b"new")
            self.put(self.target, "x", b"file")
            self.sync()
            self.assertAlike()

    def test_dry_run(self):
        for way in self.both_ways():
            self.put(self.source, "a", b"a")
            self.put(self.source, "b/c", b"c")
            self.put(self.source, "x", b"c")
            self.put(self.target, "x/y", b"c")
            self.put(self.target, "extra", b"e")
            before = tree_hash(self.target)
            result = self.sync("-n", "--delete")
            word = way + "load"
            self.assertEqual(self.actions(result), sorted([(word, "a"), ("make", "b"), (word, "b/c"), ("replace", "x"), (word, "x"),
                                                           ("delete", "extra")]))
            self.assertEqual(tree_hash(self.target), before)
            plain = self.quay("sync", "-n", self.here if self.up else self.url("tree"), self.url("tree") if self.up else self.here,
                              base=self.plain)
            self.assertIn((word + " " * (9 - len(word)) + "a").encode(), plain.lines)
            self.assertEqual(tree_hash(self.target), before)

    def test_target_that_is_not_there(self):
        for _ in self.both_ways():
            os.makedirs(self.source)
            self.sync("-n")
            self.assertFalse(os.path.exists(self.target))
            self.sync()
            self.assertEqual(os.listdir(self.target), [])
            os.rmdir(self.target)
            self.put(self.source, "a/b", b"1")
            self.sync()
            self.assertAlike()

    def test_source_that_is_not_there(self):
        """Least of all a reason to delete."""
        for _ in self.both_ways():
            self.put(self.target, "a", b"a")
            self.sync("--delete", exits=FAILED)
            self.assertEqual(os.listdir(self.target), ["a"])
            self.put(os.path.dirname(self.source), "tree", b"a file")
            self.sync("--delete", exits=FAILED)
            self.assertEqual(os.listdir(self.target), ["a"])
            os.unlink(self.source)

    def test_unreadable_folder(self):
        """What cannot be seen at the source is not what is not there."""
        for _ in self.both_ways():
            self.put(self.source, "open/a", b"a")
            self.put(self.source, "closed/b", b"b")
            self.put(self.target, "closed/b", b"b")
            self.put(self.target, "closed/c", b"c")
            self.put(self.target, "extra", b"c")
            os.chmod(os.path.join(self.source, "closed"), 0)
            result = self.sync("--delete", exits=FAILED, prefix=PLAIN)
            os.chmod(os.path.join(self.source, "closed"), 0o755)
            self.assertNotIn("delete", [action for action, _ in self.actions(result)])
            self.assertEqual(sorted(os.listdir(os.path.join(self.target, "closed"))), ["b", "c"])
            self.assertTrue(os.path.exists(os.path.join(self.target, "extra")))
            self.assertTrue(os.path.exists(os.path.join(self.target, "open/a")))
            self.assertIn("Nothing is deleted", result.err)

    def test_folder_listed_in_part(self):
        """The server tells some of the names, and then that it fails."""
        self.up = False
        for index in range(500):
            self.put(self.source, "many/%d" % index, b"%d" % index)
            self.put(self.target, "many/%d" % index, b"%d" % index)
        self.put(self.target, "extra", b"e")
        before = tree_hash(self.target)
        server = shlex.join([sys.executable, "-I", "-S", MEDDLER, SFTP_SERVER, "cut-listings"])
        result = self.sync("--delete", exits=FAILED, base=["--json", "--batch", "--sftp-exec", server])
        self.assertNotIn("delete", [action for action, _ in self.actions(result)])
        self.assertEqual(tree_hash(self.target), before)
        self.assertEqual([action for action, _ in self.actions(self.sync("-n", "--delete"))], ["delete"])

    def test_unreadable_folder_at_the_target(self):
        for _ in self.both_ways():
            self.put(self.source, "open/a", b"a")
            self.put(self.source, "closed/b", b"b")
            os.makedirs(os.path.join(self.target, "closed"))
            os.chmod(os.path.join(self.target, "closed"), 0)
            self.sync("--delete", exits=FAILED, prefix=PLAIN)
            os.chmod(os.path.join(self.target, "closed"), 0o755)
            self.assertTrue(os.path.exists(os.path.join(self.target, "open/a")))

    def test_special_files(self):
        for _ in self.both_ways():
            self.put(self.source, "a", b"a")
            os.mkfifo(os.path.join(self.source, "fifo"))
            self.put(self.target, "fifo", b"a file")
            self.sync("--delete", exits=FAILED)
            self.assertEqual(sorted(os.listdir(self.target)), ["a", "fifo"])

    def test_many_small_files(self):
        for _ in self.both_ways():
            for index in range(2000):
                self.put(self.source, "%d/%d" % (index % 20, index), b"x" * (index % 100))
            result = self.sync("--delete")
            self.assertEqual(result.summary["files_done"], 2000)
            self.assertLess(result.seconds, 20)
            self.assertAlike()

    def test_verified(self):
        for _ in self.both_ways():
            self.put(self.source, "a", b"a")
            self.assertEqual(self.sync("--verify").entries("transfer")[0]["verified"], "reading")

    def test_sigint(self):
        """Nothing was deleted, and nothing half done stands under its name."""
        write_random(self.path("home/tree/big") if os.makedirs(self.here) is None else "", 20 << 20)
        self.put(self.there, "extra", b"e")
        process = subprocess.Popen([QUAY, "--batch", "--sftp-exec", SLOW_READER, "sync", "--delete", self.here, self.url("tree")],
                                   env=self.environment(), stderr=subprocess.PIPE)
        self.addCleanup(end, process)
        wait_until(lambda: part_in(self.there), "a part")
        process.send_signal(signal.SIGINT)
        self.assertEqual(wait_for(process, 5), CANCELLED)
        self.assertIn("extra", os.listdir(self.there))
        self.assertNotIn("big", os.listdir(self.there))
        self.sync("--delete")
        self.assertAlike()

    def test_usage(self):
        for arguments in ((self.here, self.home), (self.url("a"), self.url("b")), (self.here,), ("-n",)):
            self.assertExit(self.quay("sync", *arguments), USAGE)


if __name__ == "__main__":
    main()
