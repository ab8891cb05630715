# SPDX-License-Identifier: GPL-3.0-or-later
"""Tabs and windows: by keys, mouse and menu, with a real server behind each; and what of them is there at the next start."""

import os
import signal
import subprocess
import time

from gui import key, main, wait_for
from session import BIG, SLOW, read, write
from sitecase import WithSites, site_files
from slow_proxy import SlowProxy

# The site's colour as its dot has it
RED = b"\xe6\x2d\x42"

# Bytes a second, for what is not to end while it is looked at.
CRAWL = 30_000

# Where the tabs' state is; written soon after each change.
STATE = ".local/state/quayside/windows"


class WithTabs(WithSites):
    def two_sites(self, slow=False):
        """The window, and the sites Harbour and Pier, which nobody has connected to yet. Each has a folder "deep"."""
        self.servers, self.proxies, sites, lines, keys = {}, {}, [], [], []
        for name, colour in (("Harbour", "red"), ("Pier", "")):
            server = self.servers[name] = self.server()
            port = server.port
            lines.append(server.known_hosts_line())
            if slow:
                proxy = self.proxies[name] = SlowProxy(port, SLOW)
                self.addCleanup(proxy.close)
                lines.append(lines[-1].replace(":%d " % port, ":%d " % proxy.port))
                port = proxy.port
            write(os.path.join(server.files, "at-%s.txt" % name), name)
            write(os.path.join(server.files, "deep", "in-%s.txt" % name), name)
            sites.append({"name": name, "port": port, "user": server.user, "colour": colour})
            keys.append(server.user_key)
        files = {**site_files(*sites), "one/a.txt": "a", "two/b.txt": "b"}
        # Each server has a key of its own; the usual names are tried.
        return self.start(ssh_keys=dict(zip(("id_ed25519", "id_ecdsa"), keys)), known_hosts="\n".join(lines), files=files)

    def open_site(self, name, new_tab=False):
        if new_tab:
            key("ctrl+t")
            wait_for("a new tab", lambda: "New Connection" in self.tabs())
        self.app.connect_to("site:" + name)
        self.app.item("remote", "at-%s.txt" % name)

    def tabs(self, inside=None):
        """Their names, from left to right."""
        return [tab.name for tab in sorted(self.app.find_all(role="tab", inside=inside), key=lambda tab: tab.extents()[0])]

    def wait_tabs(self, *names, inside=None):
        wait_for("the tabs %s" % (names,), lambda: self.tabs(inside) == list(names))

    def tab(self, name, nth=0):
        return wait_for("the tab %r" % name, lambda: sorted(self.app.find_all(name=name, role="tab"),
                                                            key=lambda tab: tab.extents()[0])[nth:][:1])[0]

    def wait_shown(self, name):
        """Tabs do not say which of them is in front, but the window does."""
        self.app.find(name=name + " — Quayside" if name else "Quayside", role="window")

    def logins(self, name):
        return self.servers[name].log().count("Accepted publickey")

    def wait_kept(self, *texts):
        """Until the state on the disk has these."""
        def kept():
            path = self.app.path(STATE)
            return os.path.exists(path) and all(text in read(path).decode() for text in texts)

        wait_for("%s to be kept" % (texts,), kept)


class Tabs(WithTabs):
    def test_keys(self):
        app = self.two_sites()
        self.open_site("Harbour")
        self.open_site("Pier", new_tab=True)
        self.wait_tabs("Harbour", "Pier")
        app.wait_list_focus("remote")
        key("ctrl+Prior")
        self.wait_shown("Harbour")
        app.item("remote", "at-Harbour.txt")
        key("ctrl+Next")
        self.wait_shown("Pier")
        app.item("remote", "at-Pier.txt")
        key("alt+1")
        self.wait_shown("Harbour")
        app.select("local", "one")
        key("alt+2")
        self.wait_shown("Pier")
        key("ctrl+t")
        self.wait_tabs("Harbour", "Pier", "New Connection")
        app.wait_focus(name="Server to connect to")
        key("alt+1")
        self.wait_shown("Harbour")
        app.shot("tabs")
        key("ctrl+w")
        self.wait_tabs("Pier", "New Connection")
        wait_for("Harbour's connection to end", lambda: "Connection closed" in self.servers["Harbour"].log()
                 or "disconnected" in self.servers["Harbour"].log().lower())
        key("ctrl+w", "ctrl+w")
        wait_for("the program to end", lambda: app.process.poll() is not None)

    def dot(self, tab):
        """How many pixels of a tab have the colour of Harbour."""
        node = self.tab(tab)
        x, y = self.app.where(node)
        _, _, width, height = node.extents()
        area = "%dx%d+%d+%d" % (width, height, x - width // 2, y - height // 2)
        return subprocess.run(["import", "-window", "root", "-crop", area, "-depth", "8", "rgb:-"], check=True,
                              capture_output=True).stdout.count(RED)

    def test_title_and_colour(self):
        app = self.two_sites()
        self.open_site("Harbour")
        self.open_site("Pier", new_tab=True)
        wait_for("the dot of Harbour's tab", lambda: self.dot("Harbour") > 20)
        self.assertEqual(self.dot("Pier"), 0)
        app.find(name="Pier — Quayside", role="window")
        key("alt+1")
        app.find(name="Harbour — Quayside", role="window")

    def test_duplicate(self):
        app = self.two_sites()
        self.open_site("Harbour")
        app.open_folder("remote", "deep")
        app.open_folder("local", "two")
        self.open_site("Pier", new_tab=True)
        key("alt+1")
        self.wait_shown("Harbour")
        key("ctrl+shift+k")
        self.wait_tabs("Harbour", "Harbour", "Pier")
        app.item("remote", "in-Harbour.txt")
        app.item("local", "b.txt")
        self.assertEqual(self.logins("Harbour"), 2)
        app.click(lambda: self.tab("Pier"), button=3)
        app.menu("Duplicate Tab")
        self.wait_tabs("Harbour", "Harbour", "Pier", "Pier")
        app.item("remote", "at-Pier.txt")
        app.click(lambda: self.tab("Pier", 1), button=3)
        app.shot("tab-menu")
        app.menu("Close Other Tabs")
        self.wait_tabs("Pier")

    def test_closing_asks_while_transfers_run(self):
        app = self.two_sites(slow=True)
        write(os.path.join(self.servers["Harbour"].files, "big.bin"), os.urandom(BIG))
        self.open_site("Harbour")
        self.proxies["Harbour"].rate = CRAWL
        app.transfer("remote", "big.bin")
        app.find(contains="MB of 20.0")
        self.open_site("Pier", new_tab=True)
        # The middle button closes a tab that is not in front.
        app.click(lambda: self.tab("Harbour"), button=2)
        app.dialog("Closing the tab cancels")
        app.shot("tab-close-question")
        self.wait_shown("Harbour")
        key("Escape")
        app.wait_no_dialog()
        self.wait_tabs("Harbour", "Pier")
        app.find(contains="MB of 20.0")
        key("ctrl+w")
        app.dialog("Closing the tab cancels")
        app.press("Close")
        self.wait_tabs("Pier")
        app.item("remote", "at-Pier.txt")
        app.quit()
        app.launch()
        self.wait_tabs("Pier")
        app.wait_tab("Active 0")
        app.wait_tab("Failed 0")
        self.assertFalse(os.path.exists(app.path("big.bin")))


class Windows(WithTabs):
    def test_new_window(self):
        app = self.two_sites()
        self.open_site("Pier")
        key("ctrl+n")
        app.use_window("Quayside")
        app.wait_focus(name="Server to connect to")
        app.type_text("site:Pier")
        key("Return")
        wait_for("Pier in two windows", lambda: len(app.find_all(name="Pier — Quayside", role="window")) == 2)

    def test_move_by_menu(self):
        app = self.two_sites()
        self.open_site("Harbour")
        self.open_site("Pier", new_tab=True)
        app.click(lambda: self.tab("Harbour"), button=3)
        app.menu("Move to New Window")
        app.find(name="Harbour — Quayside", role="window")
        app.use_window("Harbour — Quayside")
        wait_for("Harbour's files", lambda: app.find_all(name="at-Harbour.txt", role="label"))
        # A window whose only tab is moved away is gone: here by closing it.
        key("ctrl+w")
        app.wait_gone(name="Harbour — Quayside", role="window")
        app.use_window("Pier — Quayside")
        app.item("remote", "at-Pier.txt")
        # What was closed while another window stayed does not come back.
        self.wait_kept("'Pier'")
        app.quit()
        app.launch()
        self.wait_tabs("Pier")


class Again(WithTabs):
    def test_tabs_and_folders(self):
        app = self.two_sites()
        self.open_site("Harbour")
        app.open_folder("remote", "deep")
        app.open_folder("local", "one")
        self.open_site("Pier", new_tab=True)
        app.open_folder("local", "two")
        key("ctrl+t")
        self.wait_tabs("Harbour", "Pier", "New Connection")
        key("alt+2")
        self.wait_shown("Pier")
        app.quit()
        text = read(app.path(STATE)).decode()
        self.assertNotIn("password", text)
        self.assertEqual(os.stat(app.path(STATE)).st_mode & 0o777, 0o600)
        app.launch()
        self.wait_tabs("Harbour", "Pier")
        self.wait_shown("Pier")
        app.find(name="Not Connected to Pier")
        app.item("local", "b.txt")
        app.wait_focus(name="Connect Again")
        app.shot("tabs-restored")
        time.sleep(1)  # for what must not happen
        self.assertEqual((self.logins("Harbour"), self.logins("Pier")), (1, 1))
        key("ctrl+Prior")
        app.item("remote", "in-Harbour.txt")
        app.item("local", "a.txt")
        self.assertEqual((self.logins("Harbour"), self.logins("Pier")), (2, 1))
        key("alt+2")
        self.wait_shown("Pier")
        app.item("remote", "at-Pier.txt")
        self.assertEqual(self.logins("Pier"), 2)

    def test_killed(self):
        app = self.two_sites()
        self.open_site("Harbour")
        app.open_folder("remote", "deep")
        self.wait_kept("deep")
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
        app.launch()
        app.find(name="Not Connected to Harbour")
        key("Return")
        app.item("remote", "in-Harbour.txt")

    def test_size(self):
        app = self.two_sites()
        self.open_site("Harbour")
        app.resize(1000, 640)
        app.quit()
        app._launch_once()
        app.wait_size(1000, 640)
        self.wait_tabs("Harbour")


if __name__ == "__main__":
    main()
