# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that go from one side to the other, with a real server: by button, clipboard, drag and drop; questions, and the queue."""

import os

from gui import key, main, wait_for
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

    def test_buttons_copy_to_the_other_side(self):
        app = self.open()
        app.transfer("local", "local-first.txt")
        app.wait_tab("Done 1")
        app.transfer("remote", "remote-first.txt")
        app.wait_tab("Done 2")
        self.assertEqual(read(self.at("local-first.txt")), b"local\n")
        self.assertEqual(read(app.path("remote-first.txt")), b"remote\n")

    def test_copy_and_paste(self):
        app = self.open()
        app.select("local", "local-first.txt")
        key("ctrl+c")
        app.select("remote", "remote-first.txt")
        key("ctrl+v")
        app.wait_tab("Done 1")
        self.assertEqual(read(self.at("local-first.txt")), b"local\n")


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

    def test_conflict_apply_to_all(self):
        names = ["a.txt", "b.txt", "c.txt"]
        app = self.open(local={name: "new" for name in names}, remote={name: "old" for name in names})
        app.select("local", "a.txt")
        app.click(app.item("local", "c.txt"), keys=["shift"])
        app.wait_selected("local", *names)
        app.press("Upload")
        app.dialog("Overwrite “")
        app.check("Apply to all of this batch")
        app.press("Overwrite")
        app.wait_tab("Done 3")
        self.assertEqual([read(self.at(name)) for name in names], [b"new"] * 3)


class Queue(WithServer):
    def test_cancel_and_retry(self):
        content = os.urandom(BIG)
        app = self.open(remote={"big.bin": content}, slow=True)
        app.transfer("remote", "big.bin")
        app.find(contains="Download big.bin:")
        wait_for("some progress", lambda: app.has(contains="MB of 40.0"))
        app.shot("queue-running")
        app.press("Cancel")
        app.wait_tab("Failed 1")
        self.assertFalse(os.path.exists(app.path("big.bin")))
        app.tab("Failed")
        app.find(contains="Download big.bin: Cancelled")
        app.shot("queue-cancelled")
        app.press("Try Again")
        app.wait_tab("Done 1")
        self.assertEqual(read(app.path("big.bin")), content)

    def test_connection_cut(self):
        app = self.open(remote={"big.bin": os.urandom(BIG)}, slow=True)
        app.transfer("remote", "big.bin")
        wait_for("some progress", lambda: app.has(contains="MB of 40.0"))
        self.proxy.cut()
        app.wait_tab("Failed 1")
        app.tab("Failed")
        app.shot("queue-cut")
        app.find(contains="onnection")
        self.assertFalse(os.path.exists(app.path("big.bin")))

    def test_permission_denied_is_a_sentence(self):
        app = self.open(remote={"closed": "x"})
        os.unlink(self.at("closed"))
        app.transfer("remote", "closed")
        app.wait_tab("Failed 1")
        app.tab("Failed")
        app.find(contains="Download closed: ")
        app.shot("queue-failed")
        app.click(app.find(contains="Download closed: "))
        key("Delete")
        app.wait_tab("Failed 0")

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
