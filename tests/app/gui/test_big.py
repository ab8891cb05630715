# SPDX-License-Identifier: GPL-3.0-or-later
"""Real sizes through the real window: a gigabyte and a tree of a thousand files, up and down, identical by hash."""

import os

import gui
from gui import main, wait_for
from session import WithServer, tree, write

GIB = 1 << 30
BLOCK = 1 << 20

# A loaded machine moves some megabytes a second.
gui.WAIT_SECONDS = 600

NAMES = ["plain", "with space", "für alle", "two\nlines", "-dash", "x" * 255, "quote'\"", "tab\t", "ünïcode ✓", ".hidden"]


class Big(WithServer):
    def up_and_down(self, app, name):
        """Sends it, puts it aside and fetches it."""
        before = tree(app.home, only=name)
        app.transfer("local", name)
        wait_for("the upload", lambda: app.has(name="Done 1", role="radio"), 600)
        self.assertEqual(tree(self.remote, only=name), before)
        os.rename(app.path(name), app.path(".sent"))
        app.wait_gone(name=name, inside="Files on this computer")
        app.transfer("remote", name)
        wait_for("the download", lambda: app.has(name="Done 2", role="radio"), 600)
        self.assertEqual(tree(app.home, only=name), before)

    def test_gigabyte(self):
        app = self.open()
        with open(app.path("big.bin"), "wb") as out:
            for _ in range(GIB // BLOCK):
                out.write(os.urandom(BLOCK))
        app.item("local", "big.bin")
        self.up_and_down(app, "big.bin")

    def test_thousand_files(self):
        app = self.open()
        for folder in range(50):
            for i in range(20):
                name = "%d%s" % (i, NAMES[i % 10][:250])
                write(app.path("tree", "%02d %s" % (folder, NAMES[folder % 4]), name), os.urandom(i * 97))
        os.symlink("..", app.path("tree", "loop"))
        os.mkdir(app.path("tree", "empty"))
        if os.geteuid() == 0:  # who else could read it?
            write(app.path("tree", "closed"), "closed")
            os.chmod(app.path("tree", "closed"), 0)
        app.item("local", "tree")
        self.up_and_down(app, "tree")


if __name__ == "__main__":
    main()
