# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved sites as they lie on the disk, and the dialog that shows them."""

import glob
import os

from a11y import STATE_SELECTED
from gui import key, wait_for
from session import WithServer

SITES = ".config/quayside/sites"
LIST = "Saved sites"


def site_file(name, folder="", host="127.0.0.1", notes="", colour="", **options):
    site = {"Name": name, "Folder": folder, "Notes": notes, "Colour": colour}
    lines = ["[Site]"] + ["%s=%s" % item for item in site.items() if item[1]]
    lines += ["", "[Options]", "host=" + host] + ["%s=%s" % (option.replace("_", "-"), value) for option, value in options.items()]
    return "\n".join(lines) + "\n"


def site_files(*sites):
    """For App: {path: content} of each (name, folder, ...)."""
    return {"%s/%s.site" % (SITES, site["name"]): site_file(**site) for site in sites}


class WithSites(WithServer):
    def sites(self):
        """{name: text} of the files there are."""
        found = {}
        for path in glob.glob(os.path.join(self.app.path(SITES), "*.site")):
            with open(path) as file:
                text = file.read()
            name = [line[5:] for line in text.splitlines() if line.startswith("Name=")]
            found[name[0] if name else ""] = text
        return found

    def wait_site(self, name, *lines):
        """Until a site of that name is saved, and has these lines."""
        def saved():
            text = self.sites().get(name)
            return text is not None and all(line in text.splitlines() for line in lines)

        wait_for("%r with %s on the disk, which has %s" % (name, lines, self.sites()), saved)

    def open_sites(self):
        key("ctrl+s")
        self.app.find(name=LIST, role="list")
        self.app.wait_focus(role="dialog")

    def rows(self):
        """(name, row) from top to bottom, as the tree shows them."""
        return [(row.name, row) for row in self.app.find_all(role="list item", inside=LIST)]

    def row(self, name):
        return wait_for("the row %r" % name, lambda: dict(self.rows()).get(name))

    def wait_rows(self, *names):
        wait_for("%s in the list" % list(names), lambda: [name for name, _ in self.rows()] == list(names))

    def select_site(self, name):
        self.app.click_until(lambda: self.row(name), lambda: self.row(name).has_state(STATE_SELECTED), "%r to be selected" % name)
