# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved sites: the dialog, its folders, and import."""

from gui import STATE_CHECKED, key, main, wait_for, xdotool
from session import write
from sitecase import SITES, WithSites, site_file, site_files

FILEZILLA = """<?xml version="1.0"?><FileZilla3><Servers><Folder>Clients<Server><Host>web.example.org</Host><Port>2222</Port>
<Protocol>1</Protocol><User>anna</User><Pass encoding="base64">c2VjcmV0</Pass><Name>Web</Name></Server>
<Server><Host>old.example.org</Host><Protocol>0</Protocol><Name>Old FTP</Name></Server></Folder>
<Server><Host>mail.example.org</Host><Protocol>1</Protocol><Keyfile>C:\\keys\\mail.ppk</Keyfile><Name>Mail</Name></Server>
</Servers></FileZilla3>"""


class Manager(WithSites):
    def test_changed_elsewhere(self):
        """Another program’s change is seen, and kept when this one writes."""
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

    def test_move_by_menu(self):
        app = self.two()
        self.select_site("alpha")
        key("shift+F10")
        app.click(wait_for("the menu", lambda: [node for node in app.read().walk() if node.role.startswith("menu item")
                                               and node.label() == "Move To"])[0])
        app.menu("Work")
        self.wait_site("alpha", "Folder=Work")


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


if __name__ == "__main__":
    main()
