# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that go from one side to the other, with a real server: by button, clipboard, drag and drop; questions, and the queue."""

import os
import pathlib
import re
import subprocess

from gui import key, main, wait_for, xdotool
from session import BIG, WithServer, read, tree


class Drag(WithServer):
    def test_drag_file_up(self):
        content = os.urandom(300_000)
        app = self.open(local={"up.bin": content})
        app.drag(app.item("local", "up.bin"), "remote", during=lambda: app.shot("drag-up"))
        app.wait_tab("Done 1")
        app.item("remote", "up.bin")
        app.tab("Done")
        app.find(contains="Upload up.bin: Done")
        app.shot("drag-up-done")
        self.assertEqual(read(self.at("up.bin")), content)

    def test_drag_file_and_folder_down(self):
        app = self.open(remote={"tree/a/one ü.txt": "1", "tree/b/empty": "", "tree/b/-dash": os.urandom(70_000), "x.bin": "x"})
        os.mkdir(self.at("tree/c"))
        app.select("remote", "tree", "x.bin")
        app.drag(app.item("remote", "x.bin"), "local", during=lambda: app.shot("drag-down"))
        app.wait_tab("Done 2")
        app.item("local", "tree")
        app.shot("drag-down-done")
        self.assertEqual(tree(app.path("tree")), tree(self.at("tree")))
        self.assertEqual(read(app.path("x.bin")), b"x")

    def test_drag_folder_up_into_folder(self):
        app = self.open(local={"site/index.html": "<p>", "site/css/main.css": "p{}"}, remote={"www/.keep": ""})
        app.drag(app.item("local", "site"), "remote", onto="www", during=lambda: app.shot("drag-onto-folder"))
        app.wait_tab("Done 1")
        self.assertEqual(tree(self.at("www/site")), tree(app.path("site")))
        self.assertFalse(os.path.exists(self.at("site")))

    def test_tree_of_a_thousand_goes_up_and_comes_back(self):
        names = ["plain", "with space", "für alle", "two\nlines", "-dash", "x" * 255, "quote'\"", "tab\t", "ünïcode ✓", ".hidden"]
        local = {"tree/%02d %s/%d%s" % (f, names[f % 4], i, names[i % 10][:250]): os.urandom(i * 97) if i else ""
                 for f in range(50) for i in range(20)}
        app = self.open(local=local)
        os.symlink("..", app.path("tree", "loop"))
        before = tree(app.path("tree"))
        app.transfer("local", "tree")
        app.wait_tab("Done 1")
        self.assertEqual(tree(self.at("tree")), before)
        os.rename(app.path("tree"), app.path(".sent"))
        app.wait_gone(name="tree", inside="Files on this computer")
        app.transfer("remote", "tree")
        app.wait_tab("Done 2")
        app.tab("Done")
        app.shot("tree-done")
        self.assertEqual(tree(app.path("tree")), before)

    def test_drag_several_up(self):
        app = self.open(local={"one.txt": "1", "two.txt": "2", "folder/three.txt": "3"})
        app.select("local", "folder", "one.txt", "two.txt")
        app.drag(app.item("local", "one.txt"), "remote", during=lambda: app.shot("drag-several"))
        app.wait_tab("Done 3")
        app.wait_items("remote", "folder", "one.txt", "two.txt", "remote-first.txt")
        self.assertEqual([read(self.at(name)) for name in ("one.txt", "two.txt", "folder/three.txt")], [b"1", b"2", b"3"])

    def test_drag_within_a_side_moves(self):
        app = self.open(local={"file.txt": "x", "folder/inside.txt": ""}, remote={"file.txt": "x", "folder/inside.txt": ""})
        for side, at in (("local", app.path), ("remote", self.at)):
            app.drag(app.item(side, "file.txt"), side, onto="folder")
            app.wait_items(side, "folder", side + "-first.txt")
            self.assertEqual(read(at("folder/file.txt")), b"x")
        app.wait_tab("Done 0")


class Copy(WithServer):
    """Every way to copy to the other side but dragging."""

    FILES = {"file.txt": "file\n", "folder/inside.txt": "inside\n"}

    def each_way(self):
        """Opens the window twice, to send the files up and down. What has to be copied is selected."""
        for side in ("local", "remote"):
            app = self.open(**{side: self.FILES})
            app.select(side, "folder", "file.txt")
            yield app, side
            app.wait_tab("Done 2")
            other = {"local": "remote", "remote": "local"}[side]
            app.item(other, "file.txt")
            app.item(other, "folder")
            self.assertEqual(tree(app.path("folder")), tree(self.at("folder")))
            self.assertEqual(read(app.path("file.txt")), read(self.at("file.txt")))
            self.assertEqual(read(self.at("folder/inside.txt")), b"inside\n")
            app.close()

    def test_buttons(self):
        for app, side in self.each_way():
            app.press({"local": "Upload", "remote": "Download"}[side])

    def test_buttons_one_after_the_other(self):
        app = self.open()
        app.transfer("local", "local-first.txt")
        app.wait_tab("Done 1")
        app.transfer("remote", "remote-first.txt")
        app.wait_tab("Done 2")
        self.assertEqual(read(self.at("local-first.txt")), b"local\n")
        self.assertEqual(read(app.path("remote-first.txt")), b"remote\n")

    def test_context_menu(self):
        for app, side in self.each_way():
            app.context_menu(side, "file.txt", "Copy to the Other Side")

    def test_key(self):
        for app, side in self.each_way():
            key("F4")

    def test_copy_and_paste(self):
        for app, side in self.each_way():
            other = {"local": "remote", "remote": "local"}[side]
            key("ctrl+c")
            app.select(other, other + "-first.txt")
            key("ctrl+v")

    def test_copy_and_paste_by_menus(self):
        for app, side in self.each_way():
            other = {"local": "remote", "remote": "local"}[side]
            app.context_menu(side, "file.txt", "Copy")
            app.context_menu(other, other + "-first.txt", "Paste")

    def test_enter_and_double_click_copy_a_file(self):
        app = self.open(remote={"second.txt": "second\n"})
        app.select("local", "local-first.txt")
        key("Return")
        app.wait_tab("Done 1")
        app.item("remote", "local-first.txt")
        app.click_until(lambda: app.item("remote", "second.txt"), lambda: app.has(name="Done 2", role="radio"),
                        "a second transfer", times=2)
        self.assertEqual(read(self.at("local-first.txt")), b"local\n")
        self.assertEqual(read(app.path("second.txt")), b"second\n")


class Elsewhere(WithServer):
    """Another application, a client of its own of the X server."""

    FILES = {"elsewhere/one ü.txt": "1", "elsewhere/folder/two.txt": "2"}

    def other_application(self, *files):
        """Its window lies above the queue. Returns a point of it."""
        process = subprocess.Popen([os.environ["QUAYSIDE_DRAG_SOURCE"], *files], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        window = wait_for("the other window", lambda: subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(process.pid), "--name", "Another"], capture_output=True,
            text=True).stdout.split())[0]
        xdotool("windowmove", "--sync", window, 400, 680, "windowraise", window)
        return 480, 720

    def test_drop_on_the_server(self):
        app = self.open(local=self.FILES)
        spot = self.other_application(app.path("elsewhere/one ü.txt"), app.path("elsewhere/folder"))
        app.drag(spot, "remote", during=lambda: app.shot("drop-from-elsewhere"))
        app.wait_tab("Done 2")
        app.wait_items("remote", "folder", "one ü.txt", "remote-first.txt")
        self.assertEqual(read(self.at("one ü.txt")), b"1")
        self.assertEqual(tree(self.at("folder")), tree(app.path("elsewhere/folder")))

    def test_drop_on_a_folder_of_the_server(self):
        app = self.open(local=self.FILES, remote={"www/index.html": ""})
        app.drag(self.other_application(app.path("elsewhere/folder")), "remote", onto="www")
        app.wait_tab("Done 1")
        self.assertEqual(tree(self.at("www/folder")), tree(app.path("elsewhere/folder")))

    def test_drop_on_this_computer_copies(self):
        app = self.open(local=self.FILES)
        app.drag(self.other_application(app.path("elsewhere/one ü.txt"), app.path("elsewhere/folder")), "local")
        app.wait_items("local", "elsewhere", "folder", "one ü.txt", "local-first.txt")
        wait_for("the copy", lambda: tree(app.path("folder")) == tree(app.path("elsewhere/folder")))
        self.assertTrue(os.path.exists(app.path("elsewhere/one ü.txt")))

    def test_paste_from_and_to_another_application(self):
        app = self.open(local=self.FILES)
        uri = pathlib.Path(app.path("elsewhere/folder")).as_uri()
        subprocess.run(["xclip", "-selection", "clipboard", "-t", "text/uri-list"], input=uri + "\r\n", text=True, check=True)
        app.select("remote", "remote-first.txt")
        key("ctrl+v")
        app.wait_tab("Done 1")
        self.assertEqual(tree(self.at("folder")), tree(app.path("elsewhere/folder")))
        app.select("local", "local-first.txt")
        key("ctrl+c")
        mine = pathlib.Path(app.path("local-first.txt")).as_uri()
        wait_for("the file on the clipboard", lambda: subprocess.run(
            ["xclip", "-selection", "clipboard", "-o", "-t", "text/uri-list"], capture_output=True, text=True).stdout.strip() == mine)

    def test_paste_of_nothing_useful(self):
        app = self.open()
        subprocess.run(["xclip", "-selection", "clipboard"], input="only text", text=True, check=True)
        app.select("remote", "remote-first.txt")
        key("ctrl+v")
        app.find(contains="There are no files in the clipboard")
        app.shot("paste-nothing")


class Conflict(WithServer):
    def conflict(self):
        app = self.open(local={"same.txt": "new new new\n"}, remote={"same.txt": "old\n"})
        app.transfer("local", "same.txt")
        app.dialog("Overwrite “same.txt”?")
        return app

    def test_conflict_overwrite(self):
        app = self.conflict()
        app.shot("conflict")
        app.press("Overwrite")
        app.wait_tab("Done 1")
        self.assertEqual(read(self.at("same.txt")), b"new new new\n")

    def test_conflict_skip(self):
        app = self.conflict()
        app.press("Skip")
        app.wait_tab("Done 1")
        app.tab("Done")
        app.find(contains="Skipped")
        app.shot("conflict-skipped")
        self.assertEqual(read(self.at("same.txt")), b"old\n")

    def test_conflict_keep_both(self):
        app = self.conflict()
        app.press("Keep Both")
        app.wait_tab("Done 1")
        self.assertEqual(read(self.at("same.txt")), b"old\n")
        self.assertEqual(read(self.at("same (2).txt")), b"new new new\n")

    def test_conflict_cancel(self):
        app = self.conflict()
        key("Escape")
        app.wait_no_dialog()
        app.wait_tab("Failed 1")
        self.assertEqual(read(self.at("same.txt")), b"old\n")

    def test_conflict_tells_sizes_and_dates(self):
        app = self.open(local={"same.txt": "x" * 1234}, remote={"same.txt": "x" * 56})
        os.utime(app.path("same.txt"), (1_600_000_000, 1_600_000_000))
        os.utime(self.at("same.txt"), (1_500_000_000, 1_500_000_000))
        app.transfer("local", "same.txt")
        dialog = app.dialog("Overwrite “same.txt”?")
        shown = " | ".join(node.name for node in dialog.walk())
        for text in ("1.2 kB, changed 09/13/20 12:26:40", "56 bytes, changed 07/14/17 02:40:00", "Newer",
                     app.path("same.txt"), self.at("same.txt"), "The server has an item of this name already"):
            self.assertIn(text, shown.replace("\xa0", " "))
        app.shot("conflict-sizes-and-dates")
        key("Escape")
        app.wait_no_dialog()
        app.select("remote", "same.txt")
        app.press("Download")
        dialog = app.dialog("Overwrite “same.txt”?")
        self.assertTrue(any("This computer has an item" in node.name for node in dialog.walk()))
        app.press("Overwrite")
        app.wait_tab("Done 1")
        self.assertEqual(read(app.path("same.txt")), b"x" * 56)

    def test_conflict_resume(self):
        content = os.urandom(900_000)
        app = self.open(local={"down.bin": content[:400_000]}, remote={"down.bin": content})
        app.transfer("remote", "down.bin")
        app.dialog("Overwrite “down.bin”?")
        app.shot("conflict-resume")
        app.press("Resume")
        app.wait_tab("Done 1")
        self.assertEqual(read(app.path("down.bin")), content)

    def test_conflict_new_name(self):
        app = self.conflict()
        app.click(app.find(contains="Name of the new one", role="text box"))
        app.wait_focus(contains="Name of the new one")
        key("ctrl+a")
        app.type_text("a/b")
        app.find(contains="cannot")
        app.shot("conflict-bad-name")
        key("ctrl+a")
        app.type_text("mine.txt")
        app.press("Keep Both")
        app.wait_tab("Done 1")
        self.assertEqual(read(self.at("same.txt")), b"old\n")
        self.assertEqual(read(self.at("mine.txt")), b"new new new\n")

    def batch(self):
        self.names = ["a.txt", "b.txt", "c.txt"]
        app = self.open(local={name: "new" for name in self.names}, remote={name: "old" for name in self.names})
        app.select("local", "a.txt")
        app.click(app.item("local", "c.txt"), keys=["shift"])
        app.wait_selected("local", *self.names)
        app.press("Upload")
        app.dialog("Overwrite “")
        return app

    def test_conflict_apply_to_all(self):
        app = self.batch()
        app.check("Apply to all of this batch")
        app.press("Overwrite")
        app.wait_tab("Done 3")
        self.assertEqual([read(self.at(name)) for name in self.names], [b"new"] * 3)

    def test_conflict_one_by_one(self):
        app = self.batch()
        answers = {"a.txt": "Overwrite", "b.txt": "Skip", "c.txt": "Overwrite"}

        def asked():
            """They run side by side, and ask as they come."""
            heading = [node.name for node in app.dialog("Overwrite “").walk()]
            return next((name for name in answers if "Overwrite “%s”?" % name in heading), None)

        while answers:
            app.press(answers.pop(wait_for("the next question", asked)))
        app.wait_tab("Done 3")
        self.assertEqual([read(self.at(name)) for name in self.names], [b"new", b"old", b"new"])

    def test_conflict_apply_to_all_is_for_one_batch(self):
        app = self.batch()
        app.check("Apply to all of this batch")
        app.press("Skip")
        app.wait_tab("Done 3")
        self.assertEqual([read(self.at(name)) for name in self.names], [b"old"] * 3)
        app.transfer("local", "a.txt")
        app.dialog("Overwrite “a.txt”?")
        app.press("Overwrite")
        app.wait_tab("Done 4")
        self.assertEqual(read(self.at("a.txt")), b"new")


class Queue(WithServer):
    def open_busy(self, *names):
        """Downloads of big files are under way."""
        self.contents = {name: os.urandom(BIG) for name in names}
        app = self.open(remote=self.contents, slow=True)
        app.transfer("remote", *names)
        app.find(contains="MB of 20.0")
        return app

    def test_row_shows_how_far_it_is(self):
        app = self.open_busy("big.bin")

        def row():
            return app.find(contains="Download big.bin: ", role="list item")

        def shows(what, fits, role="label"):
            wait_for(what, lambda: any(fits(node.name.replace("\xa0", " ")) for node in row().walk() if node.role == role))

        app.wait_tab("Active 1")
        shows("the name", "big.bin".__eq__)
        shows("where it goes", app.home.__eq__)
        shows("the bytes", re.compile(r"^\d+\.\d MB of 20\.0 MB$").match)
        shows("the rate", re.compile(r"^\d+(\.\d)? [kM]B/s$").match)
        shows("the time left", re.compile(r"^\d+ s$").match)
        shows("the bar", lambda name: True, role="progress bar")
        bar = next(node for node in row().walk() if node.role == "progress bar")
        first = bar.value()
        wait_for("the bar to move", lambda: bar.value() > first)
        self.assertTrue(0 < bar.value() <= 1)
        wait_for("the rate of all", lambda: app.has(contains="B/s", role="label"))
        app.shot("queue-running")
        app.wait_tab("Done 1")
        app.find(name="No transfers under way")
        app.tab("Done")
        app.find(contains="Download big.bin: Done")
        app.shot("queue-done")
        self.assertEqual(read(app.path("big.bin")), self.contents["big.bin"])

    def test_cancel_and_retry(self):
        app = self.open_busy("big.bin")
        app.press("Cancel")
        app.wait_tab("Failed 1")
        self.assertFalse(os.path.exists(app.path("big.bin")))
        app.tab("Failed")
        app.find(contains="Download big.bin: Cancelled")
        app.shot("queue-cancelled")
        app.press("Try Again")
        app.wait_tab("Done 1")
        self.assertEqual(read(app.path("big.bin")), self.contents["big.bin"])

    def test_cancel_all_and_retry_all(self):
        names = ["1.bin", "2.bin", "3.bin", "4.bin", "5.bin", "6.bin"]
        app = self.open_busy(*names)
        app.wait_tab("Active 6")
        # Four run at once; the others are below what is on screen.
        app.scroll(app.find(name="Transfers", role="list"), 20)
        app.find(contains="Download 6.bin: Waiting")
        app.shot("queue-six")
        app.press("Cancel All")
        app.wait_tab("Failed 6")
        app.tab("Failed")
        app.press("Try Failed Again")
        app.wait_tab("Active 6")
        app.press("Cancel All")
        app.wait_tab("Failed 6")
        self.assertEqual([name for name in os.listdir(app.home) if name.endswith(".bin") and not name.startswith(".")], [])

    def test_keys_and_menu_of_the_queue(self):
        app = self.open_busy("1.bin", "2.bin")

        def row(name):
            return app.find(contains="Download %s: " % name, role="list item")

        app.click(row("1.bin"))
        app.wait_focus(contains="Download 1.bin: ")
        key("Delete")
        app.wait_tab("Failed 1")
        app.click_until(lambda: row("2.bin"), lambda: app.has(role="menu"), "the menu", button=3)
        app.shot("queue-menu")
        app.menu("Cancel")
        app.wait_tab("Failed 2")
        app.tab("Failed")
        app.click(row("1.bin"))
        app.wait_focus(contains="Download 1.bin: ")
        key("shift+F10")
        wait_for("the menu", lambda: app.has(role="menu"))
        app.menu("Remove From List")
        app.wait_tab("Failed 1")
        app.click(row("2.bin"))
        app.wait_focus(contains="Download 2.bin: ")
        key("ctrl+r")
        app.wait_tab("Active 1")
        app.wait_tab("Done 1")
        app.tab("Done")
        app.press("Remove From List")
        app.wait_tab("Done 0")
        app.find(name="Nothing transferred yet")
        self.assertEqual(read(app.path("2.bin")), self.contents["2.bin"])

    def test_connection_cut(self):
        """It comes back by itself, and what was there of the file with it."""
        app = self.open_busy("big.bin")
        self.proxy.cut()
        app.find(contains="Download big.bin: Waiting for the connection", role="list item")
        app.shot("queue-cut")
        self.assertFalse(os.path.exists(app.path("big.bin")))
        app.wait_tab("Done 1")
        app.wait_gone(name="Connect Again", role="button")
        self.assertEqual(read(app.path("big.bin")), self.contents["big.bin"])

    def test_failure_is_a_sentence(self):
        app = self.open(remote={"gone": "x"})
        os.unlink(self.at("gone"))
        app.transfer("remote", "gone")
        app.wait_tab("Failed 1")
        app.tab("Failed")
        row = app.find(contains="Download gone: ", role="list item")
        self.assertIn("no such file", row.name)
        app.shot("queue-failed")
        app.click(row)
        app.wait_focus(contains="Download gone: ")
        key("Delete")
        app.wait_tab("Failed 0")
        app.find(name="No failed transfers")

    def test_clear_finished(self):
        app = self.open()
        app.transfer("local", "local-first.txt")
        app.wait_tab("Done 1")
        app.press("Clear Finished")
        app.wait_tab("Done 0")

    def test_log(self):
        app = self.open()
        app.tab("Log")
        log = app.find(name="Log", role="text box")
        wait_for("lines in the log", log.text_length)
        app.shot("queue-log")


if __name__ == "__main__":
    main()
