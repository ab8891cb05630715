# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved sites: the dialog, their folders, bookmarks, import, and passwords."""

import os
import time
import unittest

from gui import PASSWORD, STATE_CHECKED, can_overlay, display, key, main, wait_for, xdotool
from keyring import Keyring
from session import write
from sitecase import LIST, SITES, WithSites, site_file, site_files

FILEZILLA = """<?xml version="1.0"?><FileZilla3><Servers><Folder>Clients<Server><Host>web.example.org</Host><Port>2222</Port>
<Protocol>1</Protocol><User>anna</User><Pass encoding="base64">c2VjcmV0</Pass><Name>Web</Name></Server>
<Server><Host>old.example.org</Host><Protocol>0</Protocol><Name>Old FTP</Name></Server></Folder>
<Server><Host>mail.example.org</Host><Protocol>1</Protocol><Keyfile>C:\\keys\\mail.ppk</Keyfile><Name>Mail</Name></Server>
</Servers></FileZilla3>"""


# What becomes of a password, in the order of the list.
KEEPING = ("Always Ask", "Remember until I Quit", "Save in the Keyring")


class Manager(WithSites):
    def test_start_folders_and_double_click(self):
        server = self.server()
        write(os.path.join(server.files, "deep", "inside.txt"), "x")
        files = site_files({"name": "Deep", "port": server.port, "user": server.user})
        path = next(iter(files))
        app = self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=server.known_hosts_line(),
                         files={**files, "work/mine.txt": "x"})
        text = files[path].replace("[Site]\n", "[Site]\nRemoteFolder=%s/deep\nLocalFolder=%s\n" % (server.files, app.path("work")))
        write(app.path(path), text)
        self.open_sites()
        self.select_site("Deep")
        wait_for("the change of the file to be seen", lambda: any(
            node.text() == app.path("work") for node in app.find_all(name="Folder on This Computer", role="text box")))
        app.click(lambda: self.row("Deep"), times=2)
        app.wait_no_dialog()
        app.item("remote", "inside.txt")
        app.item("local", "mine.txt")
        app.wait_folder("remote", "deep")

    def test_changed_elsewhere(self):
        """Another program's change is taken, and one to the same field is asked about."""
        app = self.start(files=site_files({"name": "web"}))
        path = app.path(SITES, "web.site")
        self.open_sites()
        self.select_site("web")
        write(path, site_file("web", user="theirs"))
        wait_for("their user", lambda: any(node.text() == "theirs" for node in app.find_all(name="User", role="text box")))
        app.click(lambda: app.find(name="Host", role="text box"))
        app.wait_focus(name="Host", role="text box")
        key("End")
        xdotool("type", "9")
        self.wait_site("web", "host=127.0.0.19", "user=theirs")

    def test_damaged_file_is_left_alone(self):
        app = self.start(files={**site_files({"name": "good"}), SITES + "/bad.site": "[Site]\nno key\n"})
        self.open_sites()
        self.wait_rows("good")
        app.find(contains="bad.site")
        with open(app.path(SITES, "bad.site")) as file:
            self.assertEqual(file.read(), "[Site]\nno key\n")


class Tree(WithSites):
    def two(self):
        app = self.start(files=site_files({"name": "alpha"}, {"name": "beta", "folder": "Work"}))
        self.open_sites()
        self.wait_rows("Work", "beta", "alpha")
        return app

    def test_drag_into_a_folder(self):
        app = self.two()
        app.draw(app.where(self.row("alpha")), app.where(self.row("Work")))
        self.wait_rows("Work", "alpha", "beta")
        self.wait_site("alpha", "Folder=Work")

    def test_drag_out_of_a_folder(self):
        app = self.two()
        x, y = app.where(app.find(name=LIST, role="list"))
        app.draw(app.where(self.row("beta")), (x, y + 200))
        self.wait_rows("alpha", "beta")
        wait_for("the site at the top", lambda: "Folder=" not in self.sites()["beta"])

    def test_move_by_menu(self):
        app = self.two()
        self.select_site("alpha")
        key("shift+F10")
        app.click(wait_for("the menu", lambda: [node for node in app.read().walk() if node.role.startswith("menu item")
                                               and node.label() == "Move To"])[0])
        app.menu("Work")
        self.wait_site("alpha", "Folder=Work")

    def test_duplicate_search_and_rename(self):
        app = self.two()
        self.select_site("alpha")
        key("ctrl+d")
        app.wait_focus(name="Name", role="text box")
        app.type_text("gamma")
        self.wait_site("gamma", "host=127.0.0.1")
        self.wait_rows("Work", "beta", "alpha", "gamma")
        key("ctrl+f")
        app.wait_focus(contains="Show only sites")
        app.type_text("GAM")
        self.wait_rows("gamma")
        key("Escape")
        self.wait_rows("Work", "beta", "alpha", "gamma")
        self.select_site("Work")
        key("F2")
        app.dialog("New name of the folder:")
        key("ctrl+a")
        app.type_text("Play")
        key("Return")
        self.wait_site("beta", "Folder=Play")

    def test_narrow(self):
        app = self.two()
        app.resize(600, 500)
        app.click(lambda: self.row("alpha"))
        app.find(name="Host", role="text box")
        app.wait_gone(name=LIST)
        key("ctrl+f")
        self.row("alpha")


class Places(WithSites):
    def test_start_page_and_bookmarks(self):
        server = self.server()
        write(os.path.join(server.files, "deep", "inside.txt"), "x")
        write(os.path.join(server.files, "hello.txt"), "x")
        files = site_files({"name": "Harbour", "port": server.port, "user": server.user, "colour": "red"})
        app = self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=server.known_hosts_line(), files=files)
        app.click(lambda: app.find(name="Harbour"))
        app.item("remote", "hello.txt")
        app.open_folder("remote", "deep")
        app.item("remote", "inside.txt")
        app.wait_list_focus("remote")
        key("ctrl+d")
        self.wait_site("Harbour", "RemoteFolder=%s/deep" % server.files)
        key("BackSpace")
        app.item("remote", "hello.txt")
        app.press("Bookmarks")
        app.menu("%s/deep" % server.files)
        app.item("remote", "inside.txt")

    def test_site_in_the_entry_at_the_top(self):
        server = self.server()
        write(os.path.join(server.files, "hello.txt"), "x")
        files = site_files({"name": "Harbour", "port": server.port, "user": server.user})
        app = self.start(ssh_keys={"id_ed25519": server.user_key}, known_hosts=server.known_hosts_line(), files=files)
        app.find(name="Harbour")
        app.connect_to("site:nothing")
        app.find(role="alert", contains="No saved site")
        app.connect_to("site:Harbour" + server.files)
        app.item("remote", "hello.txt")
        app.find(name="Harbour", role="tab")

    def test_save_a_connection(self):
        app = self.open(remote={"hello.txt": "x"})
        app.press("Bookmarks")
        app.menu("Save as Site…")
        app.wait_focus(name="Name", role="text box")
        key("ctrl+a")
        app.type_text("Kept")
        self.wait_site("Kept", "host=127.0.0.1", "port=%d" % self.sshd.port)
        self.assertNotIn("known-hosts", self.sites()["Kept"])


class Import(WithSites):
    def test_filezilla(self):
        app = self.start(files={".config/filezilla/sitemanager.xml": FILEZILLA})
        self.open_sites()
        app.press("Add Sites")
        app.menu("FileZilla…")
        app.find(name="2 Sites")
        app.find(contains="“Old FTP” is no SFTP server")
        app.find(contains="mail.ppk")
        self.assertEqual(self.sites(), {})
        box = lambda: app.find(name="Mail", role="checkbox")
        app.click_until(box, lambda: not box().has_state(STATE_CHECKED), "the box to be empty")
        app.press("Import")
        self.wait_site("Web", "Folder=Clients", "host=web.example.org", "port=2222", "user=anna")
        self.assertEqual(list(self.sites()), ["Web"])
        self.assertNotIn("secret", self.sites()["Web"])
        self.wait_rows("Clients", "Web")

    def test_cancelled(self):
        app = self.start(files={".config/filezilla/sitemanager.xml": FILEZILLA})
        self.open_sites()
        app.press("Add Sites")
        app.menu("FileZilla…")
        app.find(name="2 Sites")
        app.press("Cancel")
        app.wait_gone(name="2 Sites")
        self.assertEqual(self.sites(), {})


@unittest.skipUnless(can_overlay(), "a password of our own needs root")
class Passwords(WithSites):
    def ready(self, mode):
        folder = os.path.join(display.folder(), "keyring-" + self.id().rsplit(".", 1)[-1])
        os.mkdir(folder)
        self.keyring = Keyring(mode, folder)
        self.addCleanup(self.keyring.close)
        server = self.server(password=True, user_key=False)
        write(os.path.join(server.files, "hello.txt"), "x")
        self.place = "%s@127.0.0.1:%d" % (server.user, server.port)
        return self.start(known_hosts=server.known_hosts_line())

    def ask(self, password, keeping=None):
        """Answers the question that is open; @keeping: what to choose first."""
        app = self.app
        app.dialog("Enter the password of " + self.place)
        if keeping:
            combo = lambda: app.find(name="Keep")
            app.click(combo)
            app.find(name=keeping, role="label")    # the list is open
            for _ in range(KEEPING.index(keeping)):
                key("Down")
            key("Return")
            app.find(name=keeping, inside="Keep")
        app.shot("password-keeping")
        app.click(lambda: app.find(name="Password", role="text box"))
        app.wait_focus(name="Password", role="text box")
        app.type_text(password, secret=True)
        key("Return")

    def reconnect(self):
        key("ctrl+shift+d")
        self.app.find(contains="Not Connected to")
        key("ctrl+shift+r")

    def test_saved(self):
        app = self.ready("open")
        app.connect_to(self.place)
        self.ask(PASSWORD, "Save in the Keyring")
        app.item("remote", "hello.txt")
        app.quit()
        app.launch()
        app.connect_to(self.place)
        app.item("remote", "hello.txt")
        self.assertFalse(app.has(contains="Enter the password"))

    def test_silent_keyring_holds_nobody_up(self):
        app = self.ready("silent")
        app.connect_to(self.place)
        started = time.monotonic()
        app.dialog("Enter the password of " + self.place)
        self.assertLess(time.monotonic() - started, 5)
        app.find(contains="The keyring does not answer")
        app.type_text(PASSWORD, secret=True)
        key("Return")
        app.item("remote", "hello.txt")


if __name__ == "__main__":
    main()
