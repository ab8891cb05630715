# SPDX-License-Identifier: GPL-3.0-or-later
"""A big file and a tree of a thousand go up through a real sshd and come back the same, with each way to log in; and a server that is
killed half way leaves nothing half done under its final name."""

import os
import subprocess

import sshd
from pipecase import make_tree
from quaytest import CANCELLED, DONE, FAILED, QUAY, end, file_hash, main, part_in, tree_items, wait_until, write_random
from servercase import LOGINS, ServerCase

SLOW = bool(os.environ.get("QUAY_SLOW"))
BIG = (1 << 30) if SLOW else (64 << 20)


class Transfers(ServerCase):
    def tree(self, login):
        """A file nobody may read goes with the others where the reader is root; else it fails, by name, and they go."""
        make_tree(self.path("tree"), files=1000, folders=50)
        unreadable = self.write("tree/mode 000", b"x")
        os.chmod(unreadable, 0)
        readable = os.access(unreadable, os.R_OK)
        result = self.log_in(login, "put", "-r", self.path("tree"), self.url(), timeout=120)
        self.assertSummary(result, DONE if readable else FAILED)
        result = self.log_in(login, "get", "-r", self.url("tree"), self.path("back"), timeout=120)
        self.assertSummary(result, DONE)
        os.chmod(unreadable, 0o600)
        expected = tree_items(self.path("tree"))
        if not readable:
            del expected[b"mode 000"]
        self.assertEqual(expected, tree_items(self.path("back")))

    def big_file(self, login):
        write_random(self.path("big"), BIG + 7)
        digest = file_hash(self.path("big"))
        self.assertSummary(self.log_in(login, "put", self.path("big"), self.url(), timeout=300), DONE)
        self.assertEqual(file_hash(self.path("remote/big")), digest)
        os.unlink(self.path("big"))
        self.assertSummary(self.log_in(login, "get", self.url("big"), self.path("back"), timeout=300), DONE)
        self.assertEqual(file_hash(self.path("back")), digest)


for way in LOGINS:
    setattr(Transfers, "test_tree_" + way.replace(", ", "_"), lambda self, way=way: self.tree(way))
    setattr(Transfers, "test_big_file_" + way.replace(", ", "_"), lambda self, way=way: self.big_file(way))


def kill_sessions(server):
    """Every process of the server: its sessions are its children's children."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as file:
                    children.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(name))
            except OSError:
                pass
    todo, found = [server.process.pid], []
    while todo:
        below = children.get(todo.pop(), [])
        todo += below
        found += below
    for pid in found:
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass


class Killed(ServerCase):
    """The server dies half way: nothing stands under the final name, and the next try does it all."""

    def setUp(self):
        super().setUp()
        self.other = sshd.Sshd(self.path("sshd"))
        self.addCleanup(self.other.stop)
        self.other.authorize(self.keys["ed25519"])
        self.big = os.path.join(self.folder, "big")
        if not os.path.exists(self.big):
            write_random(self.big, 200 << 20)
            type(self).digest = file_hash(self.big)
        self.base = ["--json", "--batch", "--no-agent", "-i", self.keys["ed25519"], "--known-hosts", self.other.known_hosts]

    def die_half_way(self, folder, *command):
        """Kills the server's sessions when 1 MiB has arrived in @folder."""
        process = subprocess.Popen([QUAY, *self.base, *command], env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(end, process)
        wait_until(lambda: part_in(folder, 1 << 20) or process.poll() is not None, "the first bytes")
        kill_sessions(self.other)
        out, err = process.communicate(timeout=60)
        self.assertIn(process.returncode, (FAILED, CANCELLED), err)
        self.assertIn(b'"type":"summary"', out.splitlines()[-1])
        self.assertRegex(err.decode(), "quay: (The connection to|The server ended|Could not) ")

    def test_download(self):
        command = ["get", self.other.url(self.big), self.home]
        self.die_half_way(self.home, *command)
        self.assertNotIn("big", os.listdir(self.home))
        self.assertSummary(self.quay(*command, timeout=60), DONE)
        self.assertEqual(file_hash(self.path("home/big")), self.digest)
        self.assertEqual(os.listdir(self.home), ["big"])

    def test_download_over_an_old_file(self):
        self.write("home/big", b"old")
        self.die_half_way(self.home, "get", "--overwrite=always", self.other.url(self.big), self.home)
        self.assertEqual(self.read("home/big"), b"old")

    def test_upload(self):
        command = ["put", self.big, self.other.url(self.remote)]
        self.die_half_way(self.remote, *command)
        self.assertNotIn("big", os.listdir(self.remote))
        self.assertSummary(self.quay(*command, timeout=60), DONE)
        self.assertEqual(file_hash(self.path("remote/big")), self.digest)

    def test_upload_over_an_old_file(self):
        self.write("remote/big", b"old")
        self.die_half_way(self.remote, "put", "--overwrite=always", self.big, self.other.url(self.remote))
        self.assertEqual(self.read("remote/big"), b"old")


if __name__ == "__main__":
    main()
