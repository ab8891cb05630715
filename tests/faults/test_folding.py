# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 18: two names that differ only in case come to a disk that does not tell them apart (fold.c makes one)."""

import os

from pipecase import PipeCase
from quaytest import DONE, FAILED, SFTP_SERVER, main
from test_terminal import TerminalCase

QUESTION = r"\(o\)verwrite, \(s\)kip, re\(n\)ame, capital"     # no "resume": all of it is here already
FIRST, SECOND = b"the first\n", b"and the second one\n"


class Folding(TerminalCase, PipeCase):
    def setUp(self):
        super().setUp()
        self.local = self.path("local")
        os.mkdir(self.local)
        self.folded = self.local    # the disk that folds

    def environment(self, **more):
        return super().environment(LD_PRELOAD=os.environ["FOLD"], FOLD_BELOW=self.folded,
                                   ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0", **more)

    def make_source(self, where="remote/dir"):
        self.write(where + "/A", FIRST)
        self.write(where + "/a", SECOND)
        self.write(where + "/other", b"other\n")

    def get(self, *options, exits):
        result = self.quay("get", "-r", *options, self.url("dir"), self.local)
        self.assertSummary(result, exits)
        return result

    def names(self, where="local/dir"):
        return sorted(os.listdir(self.path(where)))

    def one_of_two(self, where="local/dir"):
        """Exactly one of the two is there, under its own name, with its own content; what is not in question is there too."""
        names = self.names(where)
        self.assertIn(names, (["A", "other"], ["a", "other"]))
        self.assertEqual(self.read(where + "/" + names[0]), FIRST if names[0] == "A" else SECOND)

    # Nobody to ask

    def test_refused_without_a_policy(self):
        self.make_source()
        result = self.get(exits=FAILED)
        self.assertRegex(result.err, r"dir/[Aa]: .*name that this disk takes for the same.*say what is to happen")
        self.assertEqual((result.summary["files_done"], result.summary["files_failed"]), (2, 1))
        self.one_of_two()

    def test_refused_in_a_folder_that_was_there(self):
        self.make_source()
        os.mkdir(self.path("local/dir"))
        self.assertEqual(self.get(exits=FAILED).summary["files_failed"], 1)
        self.one_of_two()

    def test_resume_is_no_answer(self):
        self.make_source()
        self.get("--overwrite", "resume", exits=FAILED)
        self.one_of_two()

    def test_files_of_several_pieces(self):
        """With more to a file than one READ and one visit to the disk."""
        contents = {name: os.urandom(3000000 + index) for index, name in enumerate(("B", "b"))}
        for name, content in contents.items():
            self.write("remote/dir/" + name, content)
        self.assertEqual(self.get(exits=FAILED).summary["files_failed"], 1)
        self.assertEqual(len(self.names()), 1)
        self.assertEqual(self.read("local/dir/" + self.names()[0]), contents[self.names()[0]])

    # A policy decides

    def test_always(self):
        self.make_source()
        self.assertEqual(self.get("--overwrite", "always", exits=DONE).summary["files_done"], 3)
        self.assertEqual(len(self.names()), 2)
        self.assertIn(self.read("local/dir/" + self.names()[0]), (FIRST, SECOND))

    def test_never(self):
        self.make_source()
        summary = self.get("--overwrite", "never", exits=DONE).summary
        self.assertEqual((summary["files_done"], summary["files_skipped"]), (2, 1))
        self.one_of_two()

    def test_rename(self):
        self.make_source()
        self.assertEqual(self.get("--overwrite", "rename", exits=DONE).summary["files_done"], 3)
        self.assertIn(self.names(), (["A", "a (2)", "other"], ["A (2)", "a", "other"]))
        for name in self.names()[:2]:
            self.assertEqual(self.read("local/dir/" + name), FIRST if name.startswith("A") else SECOND)

    # Somebody is asked

    def asked(self, answer):
        self.make_source()
        terminal = self.terminal("--sftp-exec", SFTP_SERVER, "get", "-r", self.url("dir"), self.local)
        self.assertRegex(terminal.expect(QUESTION), r"dir/[Aa] exists already")
        terminal.answer(answer)
        self.assert_ends(terminal, DONE)

    def test_asked_and_skipped(self):
        self.asked("s")
        self.one_of_two()

    def test_asked_and_overwritten(self):
        self.asked("o")
        self.assertEqual(len(self.names()), 2)

    def test_asked_and_renamed(self):
        self.asked("n")
        self.assertEqual({self.read("local/dir/" + name) for name in self.names()}, {FIRST, SECOND, b"other\n"})

    # Other kinds

    def test_folders(self):
        """Two folders become one; the files in them do not."""
        self.write("remote/dir/D/x", FIRST)
        self.write("remote/dir/d/X", SECOND)
        self.write("remote/dir/d/y", b"y\n")
        self.assertEqual(self.get(exits=FAILED).summary["files_failed"], 1)
        self.assertEqual(len(self.names()), 1)
        inside = "local/dir/" + self.names()[0]
        self.assertEqual(len(self.names(inside)), 2)
        self.assertEqual(self.read(inside + "/" + self.names(inside)[0]), FIRST if self.names(inside)[0] == "x" else SECOND)

    def test_file_and_folder(self):
        self.write("remote/dir/D/x", FIRST)
        self.write("remote/dir/d", SECOND)
        self.get("--overwrite", "always", exits=FAILED)
        self.assertEqual(len(self.names()), 1)

    def test_link_and_folder(self):
        """`L` leads outward, `l` is a folder: nothing is written through the one into the victim."""
        os.mkdir(self.path("victim"))
        os.makedirs(self.path("remote/dir"))
        os.symlink(self.path("victim"), self.path("remote/dir/L"))
        self.write("remote/dir/l/x", SECOND)
        self.get("--overwrite", "always", exits=FAILED)
        self.assertEqual(os.listdir(self.path("victim")), [])

    # The other way: the server's disk folds

    def put(self, *options, exits):
        self.folded = self.remote
        self.make_source("local/dir")
        result = self.quay("put", "-r", *options, self.path("local/dir"), self.url())
        self.assertSummary(result, exits)
        return result

    def test_put_refused_without_a_policy(self):
        result = self.put(exits=FAILED)
        self.assertRegex(result.err, r"dir/[Aa]: .*name that its disk takes for the same.*say what is to happen")
        self.assertEqual(result.summary["files_failed"], 1)
        self.one_of_two("remote/dir")

    def test_put_always(self):
        self.put("--overwrite", "always", exits=DONE)
        self.assertEqual(len(self.names("remote/dir")), 2)

    def test_put_never(self):
        self.assertEqual(self.put("--overwrite", "never", exits=DONE).summary["files_skipped"], 1)
        self.one_of_two("remote/dir")

    def test_put_rename(self):
        self.put("--overwrite", "rename", exits=DONE)
        self.assertEqual({self.read("remote/dir/" + name) for name in self.names("remote/dir")}, {FIRST, SECOND, b"other\n"})

    def test_put_asked(self):
        self.folded = self.remote
        self.make_source("local/dir")
        terminal = self.terminal("--sftp-exec", SFTP_SERVER, "put", "-r", self.path("local/dir"), self.url())
        terminal.expect(QUESTION)
        terminal.answer("s")
        self.assert_ends(terminal, DONE)
        self.one_of_two("remote/dir")


if __name__ == "__main__":
    main()
