# SPDX-License-Identifier: GPL-3.0-or-later
"""A window that is connected to a real server."""

import hashlib
import os

from gui import TestCase
from slow_proxy import SlowProxy

# Slow enough to be seen and cancelled, fast enough to end.
SLOW = 4_000_000
BIG = 20_000_000


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(content if isinstance(content, bytes) else content.encode())


def read(path):
    with open(path, "rb") as file:
        return file.read()


def hash_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree(folder, only=None):
    """Every file of a tree by its relative path, hashed; folders are None, links where they point. @only: of that file or folder in
    it alone."""
    found = {}
    if only is not None:
        path = os.path.join(folder, only)
        return tree(path) if os.path.isdir(path) else {only: hash_of(path)}
    for base, folders, files in os.walk(os.fsencode(folder)):
        for name in folders + files:
            path = os.path.join(base, name)
            if os.path.islink(path):
                what = os.readlink(path)
            else:
                what = None if os.path.isdir(path) else hash_of(path)
            found[os.path.relpath(path, os.fsencode(folder))] = what
    return found


class WithServer(TestCase):
    def open(self, local=None, remote=None, slow=False):
        """The window with both panes, filled as told: {name: content}."""
        self.sshd = self.server()
        self.remote = self.sshd.files
        port = self.sshd.port
        known_hosts = self.sshd.known_hosts_line()
        if slow:
            self.proxy = SlowProxy(port, SLOW)
            self.addCleanup(self.proxy.close)
            known_hosts += "\n" + known_hosts.replace(":%d " % port, ":%d " % self.proxy.port)
            port = self.proxy.port
        for name, content in (remote or {}).items():
            write(os.path.join(self.remote, name), content)
        files = {"local-first.txt": "local\n", **(local or {})}
        app = self.start(ssh_keys={"id_ed25519": self.sshd.user_key}, known_hosts=known_hosts, files=files)
        write(os.path.join(self.remote, "remote-first.txt"), "remote\n")
        app.connect_to("%s@127.0.0.1:%d" % (self.sshd.user, port))
        app.item("remote", "remote-first.txt")
        app.item("local", "local-first.txt")
        return app

    def at(self, name):
        return os.path.join(self.remote, name)
