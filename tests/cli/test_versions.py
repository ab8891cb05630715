# SPDX-License-Identifier: GPL-3.0-or-later
"""quay and the versions of SFTP: --sftp-version, what comes of it, and servers that have their own idea of how to begin."""

import grp
import os
import pwd
import shlex
import sys
import unittest

from pipecase import PipeCase, make_tree
from quaytest import DONE, PROTOCOL, SFTP_SERVER, USAGE, main, tree_hash

SERVER = next((path for path in ("/usr/libexec/gesftpserver", "/usr/lib/gesftpserver") if os.access(path, os.X_OK)), None)
INTERPRETER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "interpreter.py")


def has_mask(attributes, bits, flags, access):
    """"supported" of version 5, with no read size and no extension."""
    return b"".join(number.to_bytes(4, "big") for number in (attributes, bits, flags, access, 0)).hex()


@unittest.skipIf(SERVER is None, "no gesftpserver here: NOT tested")
class Versions(PipeCase):
    def begin(self, version, *words, command=("info",)):
        server = shlex.join([sys.executable, "-I", "-S", INTERPRETER, SERVER, *words])
        options = ["--json", "--batch", "--sftp-exec", server] + (["--sftp-version", str(version)] if version else [])
        return self.quay(*command[:1], *(command[1:] or [self.url()]), base=options)

    def spoken(self, *arguments):
        result = self.begin(*arguments)
        self.assertSummary(result, DONE)
        return result.entries("info")[0]["sftp-version"]

    def test_default(self):
        self.assertEqual(self.spoken(None), 3)

    def test_each(self):
        for version in (3, 4, 5, 6):
            self.assertEqual(self.spoken(version), version)

    def test_others(self):
        for version in ("2", "7", "x", ""):
            self.assertExit(self.quay("--sftp-version", version, "info", self.url()), USAGE, "sftp-version")

    def test_server_has_less(self):
        """OpenSSH's speaks 3, whatever is offered."""
        result = self.quay("--sftp-version", "6", "info", self.url())
        self.assertSummary(result, DONE)
        self.assertEqual(result.entries("info")[0]["sftp-version"], 3)

    def test_selected_from_the_list(self):
        """The server seems to answer with less than it lists: what was wanted is selected (filexfer-13 section 5.5)."""
        for wanted in (4, 5, 6):
            self.assertEqual(self.spoken(wanted, "offer=6", "answer=3"), wanted)
        self.assertEqual(self.spoken(5, "offer=6", "answer=3", "list=3,4,6"), 4)

    def test_selection_comes_first(self):
        self.assertEqual(self.spoken(6, "answer=3", "told=" + self.path("told")), 6)
        packets = [bytes.fromhex(line) for line in self.read("told").decode().split()]
        self.assertIn(b"version-select", packets[1])
        self.assertTrue(all(b"version-select" not in packet for packet in packets[2:]))

    def test_answer_too_high(self):
        """A version that was not offered, with a list of those that could be."""
        self.assertEqual(self.spoken(5, "offer=6", "answer=7", "list=3,4,5,7"), 5)
        self.assertEqual(self.spoken(4, "offer=6", "answer=6", "list=6,4,x@y"), 4)

    def test_no_version_in_common(self):
        for words in (["answer=7"], ["answer=2"], ["answer=7", "list=7,8"], ["answer=7", "list="], ["answer=2", "list=1,2"]):
            result = self.begin(5, *words)
            self.assertSentence(result, PROTOCOL, "SFTP version " + words[0][-1], "versions 3 to 5", "ask whoever runs the server")

    def test_selection_refused(self):
        result = self.begin(6, "answer=3", "refuse")
        self.assertSentence(result, PROTOCOL, "SFTP version 6", "refuses", "try another version")

    def test_strange_lists(self):
        """None of them keeps the conversation from beginning."""
        for data in ("", "3,", "x", "3,4,5,6,7", "\udcff\udcfe", "4294967299", "-6", "3;6", "06", "6 "):
            self.assertEqual(self.spoken(4, "list=" + data), 4, data)

    def test_strange_extensions(self):
        for name in ("supported", "supported2", "newline", "filename-charset", "vendor-id", "versions"):
            for data in ("", "00", "ffffffff", "ff" * 24, "00" * 24, "00000000" * 5 + "ffffffff", "00" * 28 + "ffffffff", "0d0a0a", "55544638"):
                self.assertEqual(self.spoken(6, "add=%s=%s" % (name, data)), 6, (name, data))

    def test_escaped(self):
        text = "\x1b[2J\u202e".encode()
        data = b"".join(len(part).to_bytes(4, "big") + part for part in (text, b"x", b"1")) + bytes(8)
        result = self.begin(6, "add=vendor-id=" + data.hex(), "add=\x1b[31m=")
        info = result.entries("info")[0]
        self.assertNotIn("\x1b", info["sftp-vendor"] + "".join(info["extensions"]))
        self.assertIn("x 1", info["sftp-vendor"])

    def test_told(self):
        info = self.begin(6, "add=filename-charset=" + b"UTF-8".hex(), "add=newline=0d0a").entries("info")[0]
        self.assertEqual((info["filename-charset"], info["newline"], info["sftp-versions"]), ("UTF-8", "CRLF", "3,4,5,6"))

    def told(self, charset, version):
        self.begin(version, "add=filename-charset=" + charset.encode().hex(), "told=" + self.path("told"))
        told = self.read("told").decode()
        os.remove(self.path("told"))
        return told

    def test_names_are_not_translated(self):
        """Where the server's own are UTF-8 they come as they are; others it translates, since we speak UTF-8."""
        request = b"filename-translation-control".hex() + "00"
        self.assertIn(request, self.told("UTF-8", 6))
        self.assertIn(request, self.told("utf8", 4))
        self.assertNotIn(request, self.told("ISO-8859-1", 6))
        self.assertNotIn(request, self.told("UTF-8", 3))

    def owners(self, *words):
        told = self.path("told")
        server = shlex.join([sys.executable, "-I", "-S", INTERPRETER, SFTP_SERVER, "bare", "told=" + told, *words])
        result = self.quay("ls", "-l", self.url(), base=["--json", "--batch", "--sftp-exec", server])
        self.assertSummary(result, DONE)
        questions = self.read("told").count(b"users-groups-by-id".hex().encode())
        os.remove(told)
        return {(entry["owner"], entry["group"]) for entry in result.entries()}, questions

    def test_numbers_get_names(self):
        """Version 3 tells numbers; where there is no line beside them either, the server is asked, once for each number."""
        for index in range(300):
            self.write("remote/%03d" % index, b"")
        names = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.stat(self.path("remote/000")).st_gid).gr_name
        self.assertEqual(self.owners(), ({names}, 1))
        numbers = str(os.getuid()), str(os.stat(self.path("remote/000")).st_gid)
        self.assertEqual(self.owners("drop=users-groups-by-id@openssh.com"), ({numbers}, 0))

    def test_what_cannot_be_set_is_not_asked(self):
        """Of the attributes an upload keeps, those that the server has are set."""
        self.write("file", b"x")
        os.chmod(self.path("file"), 0o640)
        os.utime(self.path("file"), (1000000000, 1000000000))
        for mask, mode, mtime in ((0x1fd, 0o640, 1000000000), (0x1f9, None, 1000000000), (0x1dd, 0o640, None)):
            words = ["drop=supported2", "add=supported=" + has_mask(mask, 0, 0xffff, 0xffffffff)]
            result = self.begin(5, *words, command=("put", "--preserve", "--overwrite=always", self.path("file"), self.url("file")))
            self.assertSummary(result, DONE)
            found = os.stat(self.path("remote/file"))
            self.assertEqual(mode is None, found.st_mode & 0o777 != 0o640)
            self.assertEqual(mtime is None, found.st_mtime != 1000000000)
            os.remove(self.path("remote/file"))

    def test_trees(self):
        """Whole trees each way, in every version."""
        make_tree(self.path("tree"), files=20)
        for path, _, names in os.walk(os.fsencode(self.path("tree"))):
            for name in names:
                try:
                    name.decode()
                except UnicodeDecodeError:
                    os.remove(os.path.join(path, name))
        for version in (4, 5, 6):
            base = ["--json", "--batch", "--sftp-exec", SERVER, "--sftp-version", str(version)]
            self.assertSummary(self.quay("put", "-r", self.path("tree"), self.url("tree%d" % version), base=base), DONE)
            self.assertEqual(tree_hash(self.path("remote/tree%d" % version)), tree_hash(self.path("tree")))
            self.assertSummary(self.quay("get", "-r", self.url("tree%d" % version), self.path("back%d" % version), base=base), DONE)
            self.assertEqual(tree_hash(self.path("back%d" % version)), tree_hash(self.path("tree")))
            self.assertSummary(self.quay("rm", "-r", self.url("tree%d" % version), base=base), DONE)
            self.assertEqual(os.listdir(self.remote), [])


if __name__ == "__main__":
    main()
