# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pane can do, on this computer and on the server alike, by keys and mouse."""

import os
import shutil
import time

from gui import LISTS, key, main, wait_for, xdotool
from session import WithServer, write

SIDES = ("local", "remote")
HOUR = 3600

# After this a key starts a new word, see quayside-file-pane-find.c. With room to spare.
TYPING_PAUSE = 2


class Panes(WithServer):
    def open_both(self, files):
        """The same files on both sides, besides those that are always there."""
        return self.open(local=files, remote=files)

    def on_disk(self, side, name):
        return self.app.path(name) if side == "local" else self.at(name)


class Folders(Panes):
    def test_folders_open_and_close(self):
        app = self.open_both({"alpha/inner/deep.txt": "x", "alpha/beside.txt": "x"})
        for side in SIDES:
            app.open_folder(side, "alpha")
            app.wait_items(side, "inner", "beside.txt")
            app.select(side, "inner")
            key("Return")
            app.wait_folder(side, "inner")
            app.wait_items(side, "deep.txt")
            app.wait_list_focus(side)
            key("BackSpace")
            app.wait_folder(side, "alpha")
            app.wait_selected(side, "inner")
            app.wait_list_focus(side)
            key("alt+Up")
            app.wait_folder(side, "Home")
            app.wait_selected(side, "alpha")
            app.wait_list_focus(side)
            key("alt+Left")
            app.wait_folder(side, "alpha")
            app.wait_list_focus(side)
            key("alt+Right")
            app.wait_folder(side, "Home")

    def test_crumbs_and_buttons(self):
        app = self.open_both({"alpha/inner/deep.txt": "x"})
        for side in SIDES:
            pane = app.pane(side)
            app.open_folder(side, "alpha")
            app.open_folder(side, "inner")
            app.click(app.find(name="alpha", role="button", inside=pane))
            app.wait_folder(side, "alpha")
            app.press("Parent Folder", inside=pane)
            app.wait_folder(side, "Home")
            app.press("Back", inside=pane)
            app.wait_folder(side, "alpha")
            app.press("Forward", inside=pane)
            app.wait_folder(side, "Home")

    def test_typed_path(self):
        app = self.open_both({"alpha/inner/deep.txt": "x"})
        for side in SIDES:
            app.select(side, side + "-first.txt")
            key("ctrl+l")
            app.wait_focus(name="Path", inside=app.pane(side))
            key("Escape")
            app.wait_list_focus(side)
            key("ctrl+l")
            app.wait_focus(name="Path", inside=app.pane(side))
            app.shot("path-entry-" + side)
            app.type_text("alpha/inner")
            key("Return")
            app.wait_folder(side, "inner")
            app.wait_items(side, "deep.txt")
            app.wait_list_focus(side)

    def test_folder_that_is_not_there(self):
        app = self.open_both({})
        for side in SIDES:
            app.select(side, side + "-first.txt")
            key("ctrl+l")
            app.wait_focus(name="Path", inside=app.pane(side))
            app.type_text("nowhere")
            key("Return")
            app.find(name="Folder Cannot Be Shown", inside=app.pane(side))
            app.find(contains="nowhere", role="label", inside=app.pane(side))
            app.shot("no-such-folder-" + side)
            app.press("Parent Folder", inside=app.pane(side))
            app.item(side, side + "-first.txt")

    def test_hidden_files(self):
        app = self.open_both({".hidden.txt": "x"})
        app.wait_items("remote", "remote-first.txt")
        for side in SIDES:
            app.select(side, side + "-first.txt")
            key("ctrl+h")
            app.item(side, ".hidden.txt")
            app.shot("hidden-" + side)
            app.press("Folder Menu", inside=app.pane(side))
            app.menu("Show Hidden Files")
            app.wait_gone(name=".hidden.txt", inside=LISTS[side])

    def test_refresh(self):
        app = self.open_both({})
        for side, how in (("local", lambda: key("F5")), ("remote", lambda: key("F5")), ("remote", lambda: key("ctrl+r")),
                          ("remote", lambda: app.press("Refresh", inside=app.pane("remote")))):
            app.select(side, side + "-first.txt")
            write(self.on_disk(side, "came-later.txt"), "x")
            how()
            app.item(side, "came-later.txt")
            app.wait_selected(side, side + "-first.txt")
            os.unlink(self.on_disk(side, "came-later.txt"))
            how()
            app.wait_gone(name="came-later.txt", inside=LISTS[side])


class Lists(Panes):
    def test_columns_sort(self):
        app = self.open_both({"folder/x": "", "a.txt": "x" * 2000, "b.txt": "x", "c.txt": "x" * 300})
        for side in SIDES:
            for name, age in (("a.txt", 2), ("b.txt", 3), ("c.txt", 1), (side + "-first.txt", 4)):
                old = time.time() - age * HOUR
                os.utime(self.on_disk(side, name), (old, old))
            os.chmod(self.on_disk(side, "b.txt"), 0o600)
            last = side + "-first.txt"
            app.select(side, last)
            key("F5")
            app.wait_order(side, "folder", "a.txt", "b.txt", "c.txt", last)
            for column, up in (("Size", ["b.txt", last, "c.txt", "a.txt"]), ("Modified", [last, "b.txt", "a.txt", "c.txt"]),
                               ("Permissions", ["b.txt", "a.txt", "c.txt", last]), ("Name", ["a.txt", "b.txt", "c.txt", last])):
                app.click(app.find(name=column, role="column header", inside=LISTS[side]))
                app.wait_order(side, "folder", *up)
                app.click(app.find(name=column, role="column header", inside=LISTS[side]))
                app.wait_order(side, "folder", *reversed(up))
            app.shot("sorted-" + side)
            app.wait_selected(side, last)

    def test_type_ahead(self):
        app = self.open_both({"apple.txt": "", "banana.txt": "", "blueberry.txt": ""})
        for side in SIDES:
            app.select(side, "apple.txt")
            xdotool("type", "--delay", "20", "blu")
            app.wait_selected(side, "blueberry.txt")
            app.wait_status(side, "blu")
            app.shot("type-ahead-" + side)
            time.sleep(TYPING_PAUSE)
            xdotool("type", "--delay", "20", "zzz")
            app.wait_status(side, "zzz")
            app.wait_selected(side, "blueberry.txt")

    def test_filter(self):
        app = self.open_both({"apple.txt": "", "banana.txt": "", "pineapple.txt": ""})
        for side in SIDES:
            app.select(side, "banana.txt")
            key("ctrl+f")
            app.wait_focus(contains="Show only files")
            app.type_text("APPLE")
            app.wait_items(side, "apple.txt", "pineapple.txt")
            app.shot("filter-" + side)
            key("ctrl+a")
            app.type_text("nothing")
            app.find(name="No Match", inside=app.pane(side))
            key("Escape")
            app.wait_items(side, "apple.txt", "banana.txt", "pineapple.txt", side + "-first.txt")

    def test_several_are_selected(self):
        app = self.open_both({name + ".txt": "x" for name in "abcdef"})
        for side in SIDES:
            app.select(side, "a.txt", "c.txt", "f.txt")
            app.wait_status(side, "7 items, 3 selected")
            app.shot("selected-" + side)
            app.select(side, "b.txt")
            app.click(app.item(side, "d.txt"), keys=["shift"])
            app.wait_selected(side, "b.txt", "c.txt", "d.txt")
            key("shift+Down")
            app.wait_selected(side, "b.txt", "c.txt", "d.txt", "e.txt")
            key("ctrl+a")
            app.wait_selected(side, *(name + ".txt" for name in "abcdef"), side + "-first.txt")
            app.select(side, "b.txt")

    def test_rubber_band(self):
        app = self.open_both({name + ".txt": "x" for name in "abcdef"})
        for side in SIDES:
            last = app.item(side, side + "-first.txt")
            x, y = app.where(last)
            _, top = app.where(app.item(side, "d.txt"))
            app.draw((x + 150, y + 60), (x + 10, top))
            app.wait_selected(side, "d.txt", "e.txt", "f.txt", side + "-first.txt")


class Changes(Panes):
    def test_the_focus_stays_when_its_row_changes(self):
        """By another program: the row is another one then, and the keys go on where they were."""
        app = self.open_both({"below.txt": ""})
        app.select("local", "below.txt")
        with open(app.path("below.txt"), "w", encoding="ascii") as file:
            file.write("x" * 5000)
        app.find(contains="5.0\u00a0kB", inside="Files on this computer")
        app.wait_selected("local", "below.txt")
        app.wait_list_focus("local")
        key("Down")
        app.wait_selected("local", "local-first.txt")

    def test_new_folder(self):
        app = self.open_both({})
        for side in SIDES:
            app.select(side, side + "-first.txt")
            key("ctrl+shift+n")
            app.dialog("Name of the new folder")
            app.type_text(side + "-first.txt")
            app.find(contains="exists already")
            app.shot("new-folder-exists-" + side)
            key("ctrl+a")
            app.type_text("New things")
            key("Return")
            app.wait_no_dialog()
            app.item(side, "New things")
            app.wait_selected(side, "New things")
            self.assertTrue(os.path.isdir(self.on_disk(side, "New things")))
            app.press("Folder Menu", inside=app.pane(side))
            app.menu("New Folder…")
            app.dialog("Name of the new folder")
            app.type_text("By mouse")
            app.press("Create")
            app.wait_no_dialog()
            app.item(side, "By mouse")
            self.assertTrue(os.path.isdir(self.on_disk(side, "By mouse")))

    def test_rename(self):
        app = self.open_both({})
        for side in SIDES:
            app.select(side, side + "-first.txt")
            key("F2")
            app.dialog("New name")
            app.shot("rename-" + side)
            wait_for("the stem to be selected", lambda: app.focus().selection() == (0, len(side + "-first")))
            app.type_text("other", ends=".txt")
            key("Return")
            app.wait_no_dialog()
            app.item(side, "other.txt")
            app.wait_selected(side, "other.txt")
            self.assertTrue(os.path.exists(self.on_disk(side, "other.txt")))
            self.assertFalse(os.path.exists(self.on_disk(side, side + "-first.txt")))
            app.wait_list_focus(side)
            app.context_menu(side, "other.txt", "Rename…")
            app.dialog("New name")
            key("Escape")
            app.wait_no_dialog()

    def test_delete(self):
        app = self.open_both({"old/deep/file": "x", "gone.txt": "x", "keep.txt": "k"})
        for side in SIDES:
            app.select(side, "old", "gone.txt")
            key("Delete")
            app.dialog("Delete 2 Items?")
            app.shot("delete-" + side)
            key("Escape")
            app.wait_no_dialog()
            self.assertTrue(os.path.exists(self.on_disk(side, "old/deep/file")))
            app.select(side, "old", "gone.txt")
            app.context_menu(side, "old", "Delete…")
            app.dialog("Delete 2 Items?")
            app.press("Delete")
            app.wait_no_dialog()
            app.wait_items(side, "keep.txt", side + "-first.txt")
            self.assertFalse(os.path.exists(self.on_disk(side, "old")))
            self.assertTrue(os.path.exists(self.on_disk(side, "keep.txt")))
        # On this computer it is in the wastebasket, not lost.
        trash = app.path(".local/share/Trash/files")
        self.assertEqual(sorted(os.listdir(trash)), ["gone.txt", "old"])

    def test_what_cannot_be_done_is_said(self):
        app = self.open(remote={"folder/file.txt": "x"})
        app.open_folder("remote", "folder")
        app.select("remote", "file.txt")
        shutil.rmtree(self.at("folder"))
        key("F2")
        app.dialog("New name")
        app.type_text("other", ends=".txt")
        key("Return")
        app.dialog("Could Not Rename File")
        app.find(contains="file.txt", role="label")
        app.shot("error-rename")
        key("Return")
        app.wait_no_dialog()
        app.wait_list_focus("remote")
        key("ctrl+shift+n")
        app.dialog("Name of the new folder")
        app.type_text("new")
        key("Return")
        app.dialog("Could Not Create Folder")
        app.shot("error-new-folder")
        app.press("Close")
        app.wait_no_dialog()
        key("F5")
        app.find(name="Folder Cannot Be Shown", inside=app.pane("remote"))


if __name__ == "__main__":
    main()
