# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the whole window, light and dark, in three sizes, with the queue's rows in every state: to be looked at. What it
asserts is that all of it can be brought onto the screen."""

import os

from gui import key, main, wait_for
from session import BIG, WithServer

SIZES = ((1200, 800), (800, 600), (600, 500))


class Pictures(WithServer):
    scheme = ""

    def picture(self, name):
        self.app.shot("%s-%s" % (name, self.scheme))

    def in_all_sizes(self, name):
        for width, height in SIZES:
            self.app.resize(width, height)
            self.picture("%s-%dx%d" % (name, width, height))
        self.app.resize(*SIZES[0])

    def row(self, name, status=""):
        return self.app.find(contains="Download %s: %s" % (name, status), role="list item")

    def fill_queue(self):
        """One failed, one done, one paused, one that runs."""
        app = self.app
        os.unlink(self.at("gone.iso"))
        app.transfer("remote", "gone.iso")
        app.wait_tab("Failed 1")
        app.transfer("remote", "small.txt")
        app.wait_tab("Done 1")
        app.transfer("remote", "first.bin", "second.bin")
        app.find(contains="Download first.bin: 1")
        app.click(lambda: self.row("first.bin"))
        app.wait_focus(contains="Download first.bin: ")
        key("ctrl+p")
        self.row("first.bin", "Paused")
        self.row("second.bin")

    def queue(self):
        app = self.app
        self.in_all_sizes("queue-active")
        app.press("Pause All")
        self.row("second.bin", "Paused")
        self.picture("queue-all-paused")
        for tab in ("Failed", "Done", "Log"):
            app.tab(tab)
            self.picture("queue-" + tab.lower())
        app.tab("Active")
        app.press("Resume All")
        self.proxy.cut()
        self.row("second.bin", "Waiting for the connection")
        self.picture("queue-waiting")
        app.wait_gone(name="Connect Again", role="button")

    def dialogs(self):
        app = self.app
        app.press("Speed Limit")
        wait_for("the menu", lambda: app.has(role="menu"))
        self.picture("limit-menu")
        app.menu("Other…")
        app.dialog("Kilobytes a second")
        self.picture("limit-dialog")
        key("Escape")
        app.wait_no_dialog()
        app.click(app.item("remote", "small.txt"))
        key("ctrl+shift+n")
        app.dialog("New Folder")
        self.picture("new-folder")
        key("Escape")
        app.wait_no_dialog()
        key("ctrl+question")
        wait_for("the shortcuts", lambda: app.has(contains="Shortcuts"))
        self.picture("shortcuts")

    def everything(self, scheme):
        self.scheme = scheme
        os.environ["ADW_DEBUG_COLOR_SCHEME"] = "prefer-" + scheme
        self.addCleanup(os.environ.pop, "ADW_DEBUG_COLOR_SCHEME")
        remote = {"gone.iso": "x", "small.txt": "some words\n", "first.bin": os.urandom(BIG), "second.bin": os.urandom(BIG)}
        app = self.open(local={"projects/a-folder-with-quite-a-long-name/notes.txt": "x"}, remote=remote, slow=True)
        self.in_all_sizes("window")
        self.fill_queue()
        self.queue()
        self.dialogs()
        self.assertIsNone(app.process.poll())

    def test_light(self):
        self.everything("light")

    def test_dark(self):
        self.everything("dark")


if __name__ == "__main__":
    main()
