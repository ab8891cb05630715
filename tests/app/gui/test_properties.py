# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of files, their permissions, and their checksums, on both sides."""

import os
import stat

from gui import STATE_CHECKED, key, main, wait_for
from session import WithServer, hash_of, write


def mode_of(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


class WithProperties(WithServer):
    def show(self, side, *names):
        self.app.select(side, *names)
        key("alt+Return")
        self.app.dialog(names[0] if len(names) == 1 else "%d Items" % len(names))
        self.to_the_end()

    def to_the_end(self):
        """Scrolls down: what is to be clicked must be on screen."""
        self.app.scroll(lambda: self.app.find(role="dialog"), 40)

    def row(self, title):
        """The subtitle of a row, which is beside its title."""
        dialogs = [node for node in self.app.read().walk() if node.role == "dialog"]
        for label in self.app.find_all(name=title, role="label", seen=dialogs[-1]) if dialogs else []:
            labels = [node for node in label.parent.walk() if node.role == "label" and node is not label]
            if labels:
                return labels[0].name.replace("\xa0", " ")
        return None

    def wait_row(self, title, text):
        wait_for("%r in the row %r" % (text, title), lambda: text in (self.row(title) or ""))

    def octal(self):
        return self.app.find(name="Octal", role="text box").text()

    def wait_octal(self, text):
        wait_for("the number %r" % text, lambda: self.octal() == text)

    def box(self, name):
        return self.app.find(name=name, role="checkbox")

    def is_checked(self, name):
        return self.box(name).has_state(STATE_CHECKED)

    def toggle(self, name):
        before = self.is_checked(name)
        self.app.click_until(lambda: self.box(name), lambda: self.is_checked(name) != before, "%r to be changed" % name)

    def enter(self, title, text):
        self.app.click(lambda: self.app.find(name=title, role="text box"))
        self.app.wait_focus(name=title, role="text box")
        key("ctrl+a")
        self.app.type_text(text)

    def wait_mode(self, path, mode):
        wait_for("%s to have %o, it has %o" % (path, mode, mode_of(path)), lambda: mode_of(path) == mode)


class Properties(WithProperties):
    def test_boxes_and_octal(self):
        app = self.open(remote={"a.txt": "x" * 1234})
        path = self.at("a.txt")
        os.chmod(path, 0o644)
        key("F5")
        self.show("remote", "a.txt")
        self.wait_octal("644")
        self.wait_row("Size", "1.2 kB (1234 bytes)")
        self.wait_row("Folder", self.remote)
        self.wait_row("Owner", self.sshd.user)
        app.shot("properties")
        self.assertFalse(self.is_checked("Group may write"))
        self.toggle("Group may write")
        self.wait_octal("664")
        self.enter("Octal", "4750")
        wait_for("the boxes to follow", lambda: self.is_checked("Runs as its owner (set-user-ID)")
                 and self.is_checked("Group may execute") and not self.is_checked("Others may read"))
        self.enter("Octal", "89")
        self.assertFalse(any(node.name == "Apply" and node.has_state(24) for node in app.find_all(role="button")))
        self.enter("Octal", "640")
        app.press("Apply")
        app.wait_no_dialog()
        self.wait_mode(path, 0o640)
        self.show("remote", "a.txt")
        self.wait_octal("640")

    def test_recursive(self):
        outside = {"outside.txt": "x"}
        inside = {"tree/a.txt": "a", "tree/b.sh": "b", "tree/deep/c.txt": "c"}
        app = self.open(remote={**outside, **inside})
        os.symlink(self.at("outside.txt"), self.at("tree/link"))
        os.chmod(self.at("tree/b.sh"), 0o755)
        os.chmod(self.at("outside.txt"), 0o644)
        app.item("remote", "tree")
        app.context_menu("remote", "tree", "Properties")
        app.dialog("tree")
        self.wait_row("Size", "3 bytes — 4 files and 1 folder")
        self.to_the_end()
        app.click(lambda: app.find(role="switch"))
        app.find(name="Sets 4 files and 1 folder inside")
        self.enter("Octal", "700")
        self.to_the_end()
        self.enter("Files, octal (empty: as they are)", "600")
        self.enter("Folders, octal (empty: as they are)", "710")
        app.find(name="Sets 4 files and 1 folder inside")
        app.shot("properties-recursive")
        app.press("Apply")
        app.wait_no_dialog()
        self.assertEqual({name: mode_of(self.at(name)) for name in (*outside, *inside, "tree", "tree/deep")},
                         {"outside.txt": 0o644, "tree/a.txt": 0o600, "tree/b.sh": 0o600, "tree/deep/c.txt": 0o600,
                          "tree": 0o700, "tree/deep": 0o710})

    def test_several_here(self):
        app = self.open(local={"one.txt": "1", "two.txt": "22"})
        os.chmod(app.path("one.txt"), 0o640)
        os.chmod(app.path("two.txt"), 0o604)
        app.select("local", "two.txt")
        key("F5")
        app.find(name="-rw----r--", role="label")
        self.show("local", "one.txt", "two.txt")
        self.wait_row("Size", "3 bytes — 2 files")
        self.assertEqual(self.octal(), "")
        self.toggle("Owner may execute")
        app.shot("properties-several")
        app.press("Apply")
        app.wait_no_dialog()
        # What was not the same stays as it was.
        self.wait_mode(app.path("one.txt"), 0o740)
        self.wait_mode(app.path("two.txt"), 0o704)

    def test_link(self):
        app = self.open(remote={"a.txt": "a"})
        os.symlink("some/where else", self.at("link"))
        app.select("remote", "a.txt")
        key("F5")
        app.item("remote", "link")
        self.show("remote", "link")
        self.wait_row("Link target", "some/where else")
        app.find(name="Symbolic link")
        self.assertFalse(app.has(name="Octal", role="text box"))

    def test_what_fails_is_said(self):
        app = self.open(remote={"a.txt": "a"})
        self.show("remote", "a.txt")
        os.unlink(self.at("a.txt"))
        self.toggle("Others may write")
        app.press("Apply")
        app.find(contains="Could not change the permissions of")
        app.shot("properties-failed")
        self.assertTrue(app.has(role="dialog"))
        key("Escape")
        app.wait_no_dialog()

    def test_counting_is_stopped(self):
        app = self.open(remote={"tree/%d/x.txt" % n: "x" for n in range(600)}, slow=True)
        self.proxy.rate = 20_000
        app.select("remote", "tree")
        key("alt+Return")
        app.dialog("tree")
        app.press("Stop Counting")
        self.wait_row("Size", "counting was stopped")
        self.assertFalse(app.has(name="Stop Counting"))


class Checksum(WithProperties):
    def test_both_sides(self):
        app = self.open(local={"same.txt": "the same", "other.txt": "here"}, remote={"same.txt": "the same", "other.txt": "there"})
        self.show("remote", "same.txt")
        app.press("Compute")
        app.find(name="Both files are the same")
        self.assertEqual(len(app.find_all(name=hash_of(self.at("same.txt")))), 2)
        app.shot("properties-checksum")
        key("Escape")
        app.wait_no_dialog()
        self.show("local", "other.txt")
        app.press("Compute")
        app.find(name="The files differ")
        app.find(name=hash_of(app.path("other.txt")))
        app.find(name=hash_of(self.at("other.txt")))

    def test_only_there(self):
        app = self.open(remote={"alone.txt": "x"})
        self.show("remote", "alone.txt")
        app.press("Compute")
        app.find(name=hash_of(self.at("alone.txt")))
        app.find(contains="could not be opened")


if __name__ == "__main__":
    main()
