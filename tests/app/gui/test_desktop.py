# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop asks for: links, the actions of the desktop file, and the search."""

import os
import subprocess

from gui import PASSWORD, key, main, wait_for
from gi.repository import Gio, GLib
from session import write
from sitecase import WithSites, site_files

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "data")
NAME = "io.github.quayside.Quayside"
PATH = "/io/github/quayside/Quayside"
SEARCH = "org.gnome.Shell.SearchProvider2"
QUESTION = "Connect to This Server?"


def windows(process):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(process.pid), "--name", "."], capture_output=True,
                          text=True, check=False).stdout.split()


class Desktop(WithSites):
    def call(self, path, interface, method, signature, *arguments):
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        return bus.call_sync(NAME, path, interface, method, GLib.Variant(signature, arguments), None, 0, 60000, None).unpack()

    def ask(self, method, signature, *arguments):
        return self.call(PATH + "/SearchProvider", SEARCH, method, signature, *arguments)

    def ready(self, *arguments, sites=True):
        server = self.server_here = self.server()
        write(os.path.join(server.files, "folder", "inside.txt"), "x")
        self.link = "sftp://%s@127.0.0.1:%d%s/folder" % (server.user, server.port, server.files)
        files = site_files({"name": "Harbour", "port": server.port, "user": server.user},
                           {"name": "Pier", "folder": "Work", "host": "pier.example.org"}) if sites else {}
        return self.start(*(argument.replace("LINK", self.link) for argument in arguments), files=files,
                          ssh_keys={"id_ed25519": server.user_key}, known_hosts=server.known_hosts_line())

    def seen_by_server(self):
        return "Remote protocol version" in self.server_here.log()


class Links(Desktop):
    def test_on_the_command_line(self):
        """As the desktop opens them where it does not use the bus: nothing happens before the answer, and Enter is no answer."""
        app = self.ready("LINK")
        app.dialog(QUESTION)
        app.find(contains="Server: 127.0.0.1")
        app.find(contains="Folder: %s/folder" % self.server_here.files)
        app.shot("link-question")
        self.assertFalse(self.seen_by_server())
        key("Return")
        app.wait_no_dialog()
        app.find(name="Not Connected")
        self.assertFalse(self.seen_by_server())

    def test_by_the_bus(self):
        app = self.ready()
        self.call(PATH, "org.freedesktop.Application", "Open", "(asa{sv})", [self.link], {})
        app.dialog(QUESTION)
        self.assertFalse(self.seen_by_server())
        app.press("Connect")
        app.item("remote", "inside.txt")
        app.wait_folder("remote", "folder")

    def test_what_a_link_cannot_say(self):
        """A password, a command, a key, another kind of address: refused, and nothing of it is done or shown."""
        app = self.ready()
        touched = app.path("touched")
        for link in ("sftp://user:%s@127.0.0.1:%d/" % (PASSWORD.replace(" ", "%20"), self.server_here.port),
                     "sftp://-oProxyCommand=touch%%20%s/" % touched, "ssh://x;touch%%20%s@127.0.0.1/" % touched,
                     "sftp://127.0.0.1%0a.example.org/", "file:///etc/passwd", "sftp://"):
            self.call(PATH, "org.freedesktop.Application", "Open", "(asa{sv})", [link], {})
            app.dialog("Could Not Open the Link")
            self.assertNotIn("correct", app.dump())
            app.press("Close")
            app.wait_no_dialog()
        self.assertFalse(self.seen_by_server())
        self.assertFalse(os.path.exists(touched))


class Actions(Desktop):
    def again(self, *arguments):
        """A second start, which hands over to the first and ends."""
        subprocess.run([*self.app.command, *arguments], env=self.app.environment, check=True, timeout=60)

    def test_sites_and_new_window(self):
        app = self.ready()
        self.call(PATH, "org.freedesktop.Application", "ActivateAction", "(sava{sv})", "sites", [], {})
        self.wait_rows("Work", "Pier", "Harbour")
        key("Escape")
        app.wait_no_dialog()
        self.again("--sites")
        self.wait_rows("Work", "Pier", "Harbour")
        key("Escape")
        app.wait_no_dialog()
        self.assertEqual(len(windows(app.process)), 1)
        self.again("--new-window")
        wait_for("a second window", lambda: len(windows(app.process)) == 2)
        self.again()
        self.assertEqual(len(windows(app.process)), 2)


class Search(Desktop):
    def test_found_described_and_opened(self):
        with open(DATA + "/%s.search-provider.ini" % NAME, encoding="utf-8") as file:
            told = file.read().splitlines()
        for line in ("DesktopId=%s.desktop" % NAME, "BusName=" + NAME, "ObjectPath=%s/SearchProvider" % PATH, "Version=2"):
            self.assertIn(line, told)
        app = self.ready()
        self.assertEqual(self.ask("GetInitialResultSet", "(as)", ["nothing", "like", "it"])[0], [])
        found = self.ask("GetInitialResultSet", "(as)", ["HAR"])[0]
        self.assertEqual(len(found), 1)
        self.assertEqual(self.ask("GetSubsearchResultSet", "(asas)", found, ["har", "127.0.0"])[0], found)
        self.assertEqual(len(self.ask("GetInitialResultSet", "(as)", ["work"])[0]), 1)
        metas = self.ask("GetResultMetas", "(as)", [*found, "there is none"])[0]
        self.assertEqual([meta["name"] for meta in metas], ["Harbour"])
        self.assertEqual(metas[0]["description"], "%s@127.0.0.1:%d" % (self.server_here.user, self.server_here.port))
        self.ask("ActivateResult", "(sasu)", found[0], ["har"], 0)
        app.item("remote", "folder")
        app.find(name="Harbour", role="tab")
        self.ask("LaunchSearch", "(asu)", ["pier"], 0)
        self.wait_rows("Pier")
        app.shot("search-sites")

    def test_in_the_background(self):
        """The desktop starts it for a question, and no window comes up."""
        app = self.ready()
        app.quit()
        environment = dict(app.environment)
        process = subprocess.Popen([*app.command, "--gapplication-service"], env=environment, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        found = wait_for("an answer", lambda: self.ask("GetInitialResultSet", "(as)", ["harb"])[0])
        self.assertEqual(len(found), 1)
        self.assertEqual(windows(process), [])


if __name__ == "__main__":
    main()
