# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the whole window, light and dark, in three sizes, with the queue's rows in every state: to be looked at. What it
asserts is that all of it can be brought onto the screen."""

import os
import re
import subprocess

from gui import SHOTS, key, main, wait_for
from session import BIG, SLOW, WithServer, write
from sitecase import WithSites, site_files
from slow_proxy import SlowProxy

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


class Shop(WithSites):
    """What the metainfo shows: data/screenshots/ has them from here."""

    SIZE = 1000, 700
    # So large that they are under way for as long as the picture takes; they have holes.
    LARGE = 900_000_000
    HERE = {"Website/index.html": 4_100, "Website/photos/harbour.jpg": 2_400_000, "Website/style.css": 1_800, "notes.txt": 900,
            "Tides 2026.ods": 48_000, "backup.tar": LARGE // 2}
    THERE = {"www/index.html": 4_000, "www/photos/pier.jpg": 1_900_000, "www/style.css": 1_700, "logs/access.log": 640_000,
             "film.webm": LARGE, "readme.txt": 1_200}
    SITES = [{"name": "Lighthouse", "folder": "Work", "host": "lighthouse.example.org", "user": "deploy", "colour": "orange"},
             {"name": "Archive", "folder": "Work", "host": "archive.example.org", "user": "anna"}]

    def picture(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        subprocess.run(["import", "-window", self.app.window, os.path.join(SHOTS, "shop-%s.png" % name)], check=True)

    def fill(self, folder, files):
        for name, size in files.items():
            write(os.path.join(folder, name), b"")
            os.truncate(os.path.join(folder, name), size)

    def ready(self, scheme="light", known=True):
        os.environ["ADW_DEBUG_COLOR_SCHEME"] = "prefer-" + scheme
        self.addCleanup(os.environ.pop, "ADW_DEBUG_COLOR_SCHEME")
        server = self.server()
        proxy = SlowProxy(server.port, SLOW)
        self.addCleanup(proxy.close)
        self.fill(server.files, self.THERE)
        site = {"name": "Harbour", "host": "localhost", "port": proxy.port, "user": server.user, "colour": "blue"}
        line = server.known_hosts_line().replace("[127.0.0.1]:%d " % server.port, "[localhost]:%d " % proxy.port)
        app = self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=line if known else "",
                         files={**site_files(site, *self.SITES), "notes.txt": ""})
        self.fill(app.home, self.HERE)
        app.resize(*self.SIZE)
        return app

    def connect(self):
        self.app.click(lambda: self.app.find(name="Harbour"))

    def panes(self, name, scheme):
        app = self.ready(scheme)
        self.connect()
        app.item("remote", "readme.txt")
        app.transfer("remote", "readme.txt")
        app.wait_tab("Done 1")
        app.transfer("remote", "film.webm")
        app.transfer("local", "backup.tar")
        for row in ("Download film.webm: ", "Upload backup.tar: "):
            wait_for(row, lambda: any(re.search(r": \d", node.name) for node in app.find_all(contains=row, role="list item")))
        app.select("remote", "www")
        self.picture(name)

    def test_panes(self):
        self.panes("panes", "light")

    def test_panes_dark(self):
        self.panes("panes-dark", "dark")

    def test_sites(self):
        app = self.ready()
        self.open_sites()
        self.wait_rows("Work", "Archive", "Lighthouse", "Harbour")
        self.select_site("Lighthouse")
        app.find(name="Host", role="text box")
        self.picture("sites")

    def test_host_key(self):
        app = self.ready(known=False)
        self.connect()
        app.dialog("Unknown Server")
        self.picture("host-key")


if __name__ == "__main__":
    main()
