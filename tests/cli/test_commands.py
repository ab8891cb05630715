# SPDX-License-Identifier: GPL-3.0-or-later
"""Each command of quay against OpenSSH's sftp-server."""

import base64
import os
import stat
import subprocess

from pipecase import ODD_NAMES, PipeCase
from quaytest import DONE, FAILED, PLAIN, USAGE, main


def names_of(result):
    return [base64.b64decode(item["name_bytes"]) if "name_bytes" in item else item["name"].encode() for item in result.entries()]


class Ls(PipeCase):
    def test_names_sorted_one_a_line(self):
        for name in ("b", "a", "c"):
            self.write("remote/" + name, b"x")
        result = self.quay("ls", self.url(), base=self.plain)
        self.assertExit(result, DONE)
        self.assertEqual(result.out, b"a\nb\nc\n")
        self.assertEqual(result.err, "")

    def test_odd_names_raw_and_in_json(self):
        for name in ODD_NAMES:
            with open(os.path.join(os.fsencode(self.remote), name), "wb"):
                pass
        result = self.quay("ls", self.url(), base=self.plain)
        self.assertEqual(result.out, b"".join(name + b"\n" for name in sorted(ODD_NAMES)))
        self.assertEqual(names_of(self.quay("ls", self.url())), sorted(ODD_NAMES))

    def test_json_entry(self):
        path = self.write("remote/file", b"12345")
        os.chmod(path, 0o640)
        os.utime(path, (1600000000, 1700000000))
        result = self.quay("ls", self.url())
        self.assertSummary(result, DONE)
        entry = result.entries()[0]
        self.assertEqual({key: entry[key] for key in ("name", "path", "kind", "size", "mode", "mtime", "atime")},
                         {"name": "file", "path": path, "kind": "file", "size": 5, "mode": "0640", "mtime": 1700000000,
                          "atime": 1600000000})

    def test_long_like_ls(self):
        path = self.write("remote/file", b"12345")
        os.chmod(path, 0o640)
        os.utime(path, (1600000000, 1600000000))
        os.symlink("file", self.path("remote/link"))
        result = self.quay("ls", "-l", self.url(), base=self.plain)
        file, link = result.out.decode().splitlines()
        self.assertRegex(file, r"^-rw-r----- +1 \S+ +\S+ +5 Sep 13 +2020 file$")
        self.assertRegex(link, r"^lrwxrwxrwx .* link -> file$")

    def test_long_says_what_ls_says(self):
        """Word by word, but for the line with the total and the spaces between the columns."""
        for name, mode, when in (("old", 0o644, 1), ("setuid", 0o4755, 1600000000), ("sticky", 0o1666, 1700000000), ("nobody's", 0, 1650000000),
                                 ("today", 0o600, None), ("to come", 0o640, 4000000000)):
            path = self.write("remote/" + name, b"x" * mode)
            os.chmod(path, mode)
            if when is not None:
                os.utime(path, (when, when))
        os.mkdir(self.path("remote/folder"), 0o2750)
        os.mkfifo(self.path("remote/pipe"))
        os.symlink("nowhere to be found", self.path("remote/link"))
        os.link(self.path("remote/today"), self.path("remote/today's other name"))
        ours = self.quay("ls", "-l", self.url(), base=self.plain)
        self.assertExit(ours, DONE)
        theirs = subprocess.run(["ls", "-lA", self.remote], env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ["PATH"]}, check=True,
                                capture_output=True).stdout.split(b"\n", 1)[1]
        self.assertEqual([line.split() for line in ours.out.splitlines()], [line.split() for line in theirs.splitlines()])

    def test_names_that_are_not_utf8(self):
        """Raw outside JSON; in JSON as text that is valid, and all their bytes beside it."""
        name = b"caf\xe9 \xff"
        with open(os.path.join(os.fsencode(self.remote), name), "wb"):
            pass
        path = os.path.join(os.fsencode(self.remote), name)
        encoded = {"name": base64.b64encode(name).decode(), "path": base64.b64encode(path).decode()}
        self.assertEqual(self.quay("ls", self.url(), base=self.plain).out, name + b"\n")
        for result, kind in ((self.quay("ls", self.url()), "entry"), (self.quay("stat", self.url(name)), "stat")):
            self.assertSummary(result, DONE)
            item = result.entries(kind)[0]
            self.assertEqual((item["name_bytes"] if kind == "entry" else encoded["name"], item["path_bytes"]), (encoded["name"], encoded["path"]))
            self.assertEqual(item["path"], path.decode("utf-8", "replace"))
        result = self.quay("get", self.url(name), self.home)
        self.assertEqual(result.entries("transfer")[0]["source_bytes"], encoded["path"])
        self.assertEqual(os.listdir(os.fsencode(self.home)), [name])
        result = self.quay("rm", self.url(name + b"?"))
        self.assertEqual(result.entries("error")[0]["path_bytes"], base64.b64encode(path + b"?").decode())

    def test_recursive_says_where(self):
        self.write("remote/a/b/c", b"")
        self.write("remote/z", b"")
        os.symlink(".", self.path("remote/a/loop"))
        result = self.quay("ls", "-R", self.url(), base=self.plain)
        self.assertEqual(result.out, b"a\na/b\na/b/c\na/loop\nz\n")

    def test_a_file(self):
        self.write("remote/file", b"")
        result = self.quay("ls", self.url("file"))
        self.assertSummary(result, DONE)
        self.assertEqual(len(result.entries()), 1)

    def test_several(self):
        self.write("remote/a/x", b"")
        self.write("remote/b/y", b"")
        result = self.quay("ls", self.url("a"), self.url("b"), base=self.plain)
        self.assertEqual(result.out.decode(), "%s/a/x\n%s/b/y\n" % (self.remote, self.remote))

    def test_missing(self):
        self.write("remote/there", b"")
        result = self.quay("ls", self.url("missing"), self.url("there"))
        self.assertSummary(result, FAILED)
        self.assertEqual(len(result.entries()), 1)
        self.assertIn("missing", result.entries("error")[0]["message"])
        self.assertEqual(result.entries("error")[0]["sftp_status"], 2)

    def test_options_before_and_after(self):
        self.write("remote/x", b"")
        for arguments in (("-l", "ls", self.url()), ("ls", self.url(), "-l"), ("ls", "--long", self.url()), ("ls", "-l", "--", self.url())):
            self.assertRegex(self.quay(*arguments, base=self.plain).out.decode(), "^-rw")

    def test_pattern(self):
        for name in ("one.txt", "two.txt", "three.c"):
            self.write("remote/" + name, b"")
        result = self.quay("ls", self.url() + "/%2A.txt", base=self.plain)
        self.assertEqual(result.out.decode().splitlines(), [self.remote + "/one.txt", self.remote + "/two.txt"])
        self.assertSummary(self.quay("ls", self.url() + "/%2A.nothing"), FAILED)

    def test_literal_name_beats_pattern(self):
        self.write("remote/*", b"literal")
        self.write("remote/other", b"")
        result = self.quay("ls", self.url("*"))
        self.assertEqual(names_of(result), [(self.remote + "/*").encode()] if result.entries()[0]["name"] != "*" else [b"*"])

    def test_no_permission(self):
        os.mkdir(self.path("remote/closed"), 0)
        result = self.quay("ls", self.url("closed"), prefix=PLAIN)
        self.assertSentence(result, FAILED, "Could not list", self.path("remote/closed"), "permission denied", "ask its owner")


class Get(PipeCase):
    def test_to_a_new_name(self):
        self.write("remote/file", b"content")
        result = self.quay("get", self.url("file"), self.path("copy"))
        self.assertSummary(result, DONE)
        self.assertEqual(self.read("copy"), b"content")
        self.assertEqual((result.summary["files_done"], result.summary["bytes"]), (1, 7))
        transfer = result.entries("transfer")[0]
        self.assertEqual((transfer["state"], transfer["direction"], transfer["bytes"]), ("done", "download", 7))

    def test_into_a_folder(self):
        self.write("remote/file", b"content")
        self.assertSummary(self.quay("get", self.url("file"), self.home), DONE)
        self.assertEqual(self.read("home/file"), b"content")
        self.assertEqual(os.listdir(self.home), ["file"])

    def test_several_into_a_folder(self):
        self.write("remote/a", b"A")
        self.write("remote/b", b"B")
        self.assertSummary(self.quay("get", self.url("a"), self.url("b"), self.home), DONE)
        self.assertEqual((self.read("home/a"), self.read("home/b")), (b"A", b"B"))

    def test_several_need_a_folder(self):
        self.write("remote/a", b"A")
        self.write("remote/b", b"B")
        self.assertSummary(self.quay("get", self.url("a"), self.url("b"), self.path("nowhere")), FAILED)
        self.assertFalse(os.path.exists(self.path("nowhere")))

    def test_pattern(self):
        for name in ("a.txt", "b.txt", "c.c"):
            self.write("remote/" + name, name.encode())
        self.assertSummary(self.quay("get", self.url() + "/%2A.txt", self.home), DONE)
        self.assertEqual(sorted(os.listdir(self.home)), ["a.txt", "b.txt"])

    def test_folder_without_r(self):
        self.write("remote/dir/x", b"")
        result = self.quay("get", self.url("dir"), self.home)
        self.assertSummary(result, FAILED)
        self.assertRegex(result.err, "-r|recursive")
        self.assertEqual(os.listdir(self.home), [])

    def test_folder_under_a_new_name(self):
        self.write("remote/dir/x", b"X")
        self.assertSummary(self.quay("get", "-r", self.url("dir"), self.path("copy")), DONE)
        self.assertEqual(self.read("copy/x"), b"X")

    def test_folder_into_a_folder(self):
        self.write("remote/dir/sub/x", b"X")
        self.assertSummary(self.quay("get", "-r", self.url("dir"), self.home), DONE)
        self.assertEqual(self.read("home/dir/sub/x"), b"X")

    def test_missing_and_the_others(self):
        self.write("remote/a", b"A")
        result = self.quay("get", self.url("missing"), self.url("a"), self.home)
        self.assertSummary(result, FAILED)
        self.assertEqual(os.listdir(self.home), ["a"])

    def test_local_folder_missing(self):
        self.write("remote/a", b"A")
        result = self.quay("get", self.url("a"), self.path("no/such/place"))
        self.assertSummary(result, FAILED)
        self.assertIn("no/such", result.err)

    def test_empty_file(self):
        self.write("remote/empty", b"")
        self.assertSummary(self.quay("get", self.url("empty"), self.home), DONE)
        self.assertEqual(self.read("home/empty"), b"")

    def test_preserve(self):
        path = self.write("remote/file", b"x")
        os.chmod(path, 0o741)
        os.utime(path, (1500000000, 1600000000))
        self.assertSummary(self.quay("get", "--preserve", self.url("file"), self.home), DONE)
        info = os.stat(self.path("home/file"))
        self.assertEqual((stat.S_IMODE(info.st_mode), int(info.st_mtime)), (0o741, 1600000000))

    def test_to_a_url(self):
        self.assertSummary(self.quay("get", self.url("a"), "sftp://localhost/x"), USAGE)


class Overwrite(PipeCase):
    """The target is there already."""

    def setUp(self):
        super().setUp()
        self.write("remote/file", b"remote content")
        self.write("home/file", b"home")
        os.utime(self.path("remote/file"), (1700000000, 1700000000))
        os.utime(self.path("home/file"), (1600000000, 1600000000))

    def get(self, how, exits):
        result = self.quay("get", self.url("file"), self.home, *(("--overwrite", how) if how else ()))
        self.assertSummary(result, exits)
        return result

    def test_ask_with_nobody_to_ask(self):
        self.assertRegex(self.get(None, FAILED).err, "--overwrite")
        self.assertEqual(self.read("home/file"), b"home")

    def test_always(self):
        self.get("always", DONE)
        self.assertEqual(self.read("home/file"), b"remote content")

    def test_never(self):
        result = self.get("never", DONE)
        self.assertEqual(self.read("home/file"), b"home")
        self.assertEqual(result.summary["files_skipped"], 1)

    def test_newer(self):
        self.get("newer", DONE)
        self.assertEqual(self.read("home/file"), b"remote content")

    def test_not_newer(self):
        os.utime(self.path("home/file"), (1800000000, 1800000000))
        self.get("newer", DONE)
        self.assertEqual(self.read("home/file"), b"home")

    def test_size(self):
        self.get("size", DONE)
        self.assertEqual(self.read("home/file"), b"remote content")

    def test_resume(self):
        """What is there is the beginning, and stays."""
        self.write("remote/file", bytes(range(256)) * 20000)
        self.write("home/file", (bytes(range(256)) * 20000)[:3000000])
        self.get("resume", DONE)
        self.assertEqual(self.read("home/file"), self.read("remote/file"))
        self.assertEqual(os.listdir(self.home), ["file"])

    def test_same_size(self):
        self.write("home/file", b"12345678901234")
        self.get("size", DONE)
        self.assertEqual(self.read("home/file"), b"12345678901234")

    def test_rename(self):
        self.get("rename", DONE)
        self.assertEqual(self.read("home/file"), b"home")
        self.assertEqual(len(os.listdir(self.home)), 2)

    def test_put_always_and_never(self):
        self.assertSummary(self.quay("put", self.path("home/file"), self.url("file")), FAILED)
        self.assertSummary(self.quay("put", self.path("home/file"), self.url("file"), "--overwrite=never"), DONE)
        self.assertEqual(self.read("remote/file"), b"remote content")
        self.assertSummary(self.quay("put", self.path("home/file"), self.url("file"), "--overwrite=always"), DONE)
        self.assertEqual(self.read("remote/file"), b"home")
        self.assertEqual(os.listdir(self.remote), ["file"])


class Put(PipeCase):
    def test_to_a_new_name(self):
        self.write("home/file", b"content")
        self.assertSummary(self.quay("put", self.path("home/file"), self.url("copy")), DONE)
        self.assertEqual(self.read("remote/copy"), b"content")
        self.assertEqual(os.listdir(self.remote), ["copy"])

    def test_into_a_folder(self):
        self.write("home/file", b"content")
        os.mkdir(self.path("remote/dir"))
        self.assertSummary(self.quay("put", self.path("home/file"), self.url("dir")), DONE)
        self.assertEqual(self.read("remote/dir/file"), b"content")

    def test_several(self):
        for name in ("a", "b"):
            self.write("home/" + name, name.encode())
        self.assertSummary(self.quay("put", self.path("home/a"), self.path("home/b"), self.url()), DONE)
        self.assertEqual(sorted(os.listdir(self.remote)), ["a", "b"])
        self.assertSummary(self.quay("put", self.path("home/a"), self.path("home/b"), self.url("nowhere")), FAILED)

    def test_folder(self):
        self.write("home/dir/sub/x", b"X")
        self.assertSummary(self.quay("put", self.path("home/dir"), self.url()), FAILED)
        self.assertEqual(os.listdir(self.remote), [])
        self.assertSummary(self.quay("put", "-r", self.path("home/dir"), self.url()), DONE)
        self.assertEqual(self.read("remote/dir/sub/x"), b"X")
        self.assertSummary(self.quay("put", "-r", self.path("home/dir"), self.url("new")), DONE)
        self.assertEqual(self.read("remote/new/sub/x"), b"X")

    def test_relative_and_dashed(self):
        self.write("home/-x", b"dash")
        result = self.quay("put", "--", "-x", self.url(), cwd=self.home)
        self.assertSummary(result, DONE)
        self.assertEqual(self.read("remote/-x"), b"dash")

    def test_missing_source(self):
        result = self.quay("put", self.path("home/missing"), self.url())
        self.assertSummary(result, FAILED)
        self.assertIn("missing", result.err)
        self.assertEqual(os.listdir(self.remote), [])

    def test_missing_remote_folder(self):
        self.write("home/file", b"x")
        self.assertSummary(self.quay("put", self.path("home/file"), self.url("no/such/place")), FAILED)

    def test_preserve(self):
        path = self.write("home/file", b"x")
        os.chmod(path, 0o741)
        os.utime(path, (1500000000, 1600000000))
        self.assertSummary(self.quay("put", "--preserve", path, self.url()), DONE)
        info = os.stat(self.path("remote/file"))
        self.assertEqual((stat.S_IMODE(info.st_mode), int(info.st_mtime)), (0o741, 1600000000))


class Others(PipeCase):
    def test_mkdir(self):
        self.assertSummary(self.quay("mkdir", self.url("a"), self.url("b")), DONE)
        self.assertEqual(sorted(os.listdir(self.remote)), ["a", "b"])
        self.assertSummary(self.quay("mkdir", self.url("a")), FAILED)
        self.assertSummary(self.quay("mkdir", self.url("x/y/z")), FAILED)
        self.assertSummary(self.quay("mkdir", "-p", self.url("x/y/z")), DONE)
        self.assertSummary(self.quay("mkdir", "-p", self.url("x/y/z")), DONE)
        self.assertTrue(os.path.isdir(self.path("remote/x/y/z")))

    def test_mkdir_parents_over_a_file(self):
        self.write("remote/file", b"")
        self.assertSummary(self.quay("mkdir", "-p", self.url("file")), FAILED)
        self.assertSummary(self.quay("mkdir", "-p", self.url("file/below")), FAILED)

    def test_rm(self):
        self.write("remote/a", b"")
        self.write("remote/b", b"")
        os.symlink("a", self.path("remote/link"))
        self.assertSummary(self.quay("rm", self.url("link"), self.url("b")), DONE)
        self.assertEqual(os.listdir(self.remote), ["a"])
        self.assertSummary(self.quay("rm", self.url("missing")), FAILED)

    def test_rm_folder(self):
        self.write("remote/dir/sub/x", b"")
        self.write("precious/y", b"")
        os.symlink(self.path("precious"), self.path("remote/dir/link"))
        result = self.quay("rm", self.url("dir"))
        self.assertSummary(result, FAILED)
        self.assertRegex(result.err, "rm -r")
        self.assertSummary(self.quay("rm", "-r", self.url("dir")), DONE)
        self.assertEqual(os.listdir(self.remote), [])
        self.assertEqual(os.listdir(self.path("precious")), ["y"])

    def test_rm_odd_names(self):
        os.mkdir(self.path("remote/dir"))
        for name in ODD_NAMES:
            with open(os.path.join(os.fsencode(self.path("remote/dir")), name), "wb"):
                pass
        self.assertSummary(self.quay("rm", "-r", self.url("dir")), DONE)
        self.assertEqual(os.listdir(self.remote), [])

    def test_rm_pattern(self):
        for name in ("a.o", "b.o", "c.c"):
            self.write("remote/" + name, b"")
        self.assertSummary(self.quay("rm", self.url() + "/%2A.o"), DONE)
        self.assertEqual(os.listdir(self.remote), ["c.c"])

    def test_rm_refuses_what_has_no_name(self):
        for url in ("sftp://localhost/", self.url() + "/.", self.url() + "/..", "sftp://localhost"):
            self.assertExit(self.quay("rm", "-r", url), USAGE)

    def test_mv(self):
        self.write("remote/a", b"A")
        self.assertSummary(self.quay("mv", self.url("a"), self.path("remote/b")), DONE)
        self.assertEqual(os.listdir(self.remote), ["b"])
        os.mkdir(self.path("remote/dir"))
        self.assertSummary(self.quay("mv", self.url("b"), self.path("remote/dir")), DONE)
        self.assertEqual(self.read("remote/dir/b"), b"A")

    def test_mv_never_replaces_unasked(self):
        self.write("remote/a", b"A")
        self.write("remote/b", b"B")
        self.assertSummary(self.quay("mv", self.url("a"), self.path("remote/b")), FAILED)
        self.assertEqual((self.read("remote/a"), self.read("remote/b")), (b"A", b"B"))
        self.assertSummary(self.quay("mv", "--overwrite", "always", self.url("a"), self.path("remote/b")), DONE)
        self.assertEqual(self.read("remote/b"), b"A")
        self.assertSummary(self.quay("mv", self.url("missing"), self.path("remote/c")), FAILED)

    def test_stat(self):
        path = self.write("remote/file", b"12345")
        os.symlink("file", self.path("remote/link"))
        result = self.quay("stat", self.url("file"), self.url("link"), self.url())
        self.assertSummary(result, DONE)
        file, link, folder = result.entries("stat")
        self.assertEqual((file["kind"], file["size"], file["path"]), ("file", 5, path))
        self.assertEqual((link["kind"], link["link_target"]), ("symlink", "file"))
        self.assertEqual(folder["kind"], "directory")
        self.assertSummary(self.quay("stat", self.url("missing")), FAILED)
        self.assertRegex(self.quay("stat", self.url("file"), base=self.plain).out.decode(), r"size +5\n")

    def test_info_for_people(self):
        """The same as in JSON, a line each, always in the same order."""
        first, second = (self.quay("info", self.url(), base=self.plain).out.decode() for _ in range(2))
        self.assertEqual(first, second)
        keys = [line.split()[0] for line in first.splitlines()]
        self.assertEqual(keys[:2], ["sftp-version", "extensions"])
        info = self.quay("info", self.url()).entries("info")[0]
        self.assertEqual(sorted(keys), sorted(key for key in info if key != "type"))

    def test_info(self):
        result = self.quay("info", self.url())
        self.assertSummary(result, DONE)
        info = result.entries("info")[0]
        self.assertEqual(info["sftp-version"], 3)
        self.assertTrue(any("posix-rename@openssh.com" in name for name in info["extensions"]), info)
        self.assertIn("sftp-version", self.quay("info", self.url(), base=self.plain).out.decode())

    def test_relative_paths(self):
        """They start in the login folder."""
        self.write("home/here", b"x")
        self.assertEqual(self.quay("ls", "localhost:", base=self.plain, cwd=self.home).out, b"here\n")
        self.assertEqual(self.quay("ls", "sftp://localhost/~/", base=self.plain, cwd=self.home).out, b"here\n")
        self.assertSummary(self.quay("get", "localhost:here", "copy", cwd=self.home), DONE)
        self.assertEqual(self.read("home/copy"), b"x")

    def test_verbose(self):
        """Each -v tells more, on standard error; without, there is nothing."""
        self.write("remote/file", b"x")
        told = []
        for option in ("-q", "-v", "-vv", "-vvv"):
            result = self.quay(option, "get", "--overwrite=always", self.url("file"), self.home, base=self.plain)
            self.assertExit(result, DONE)
            self.assertEqual(result.out, b"")
            told.append(result.err)
        self.assertEqual(told[0], "")
        self.assertIn("done: %s -> %s" % (self.path("remote/file"), self.path("home/file")), told[1])
        self.assertIn("SFTP version 3", told[1])
        self.assertGreaterEqual(len(told[3].splitlines()), len(told[2].splitlines()))
        self.assertGreaterEqual(len(told[2].splitlines()), len(told[1].splitlines()))

    def test_no_such_program(self):
        result = self.quay("ls", "sftp://localhost/", base=["--batch", "--sftp-exec", "/no/such/program"])
        self.assertExit(result, FAILED, "/no/such/program")

    def test_no_shell(self):
        """The words of --sftp-exec are arguments, never a shell's."""
        marker = self.path("marker")
        self.quay("ls", "sftp://localhost/", base=["--batch", "--sftp-exec", "/bin/echo $(touch %s) ; touch %s" % (marker, marker)])
        self.assertFalse(os.path.exists(marker))


if __name__ == "__main__":
    main()
