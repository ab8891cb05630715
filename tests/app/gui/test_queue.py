# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue, with a real server: it is paused, ordered, slowed down, and goes on after everything that stops it."""

import os
import signal

from gui import key, main, wait_for
from session import BIG, WithServer, read


class Queue(WithServer):
    def open_busy(self, *names):
        """Downloads of big files are under way."""
        self.contents = {name: os.urandom(BIG) for name in names}
        app = self.open(remote=self.contents, slow=True)
        app.transfer("remote", *names)
        app.find(contains="MB of 20.0")
        return app

    def place(self):
        return "%s@127.0.0.1:%d" % (self.sshd.user, self.proxy.port)

    def row(self, name, status=""):
        return self.app.find(contains="Download %s: %s" % (name, status), role="list item")

    def select_row(self, name):
        self.app.click(lambda: self.row(name))
        self.app.wait_focus(contains="Download %s: " % name)

    def order(self):
        rows = self.app.find_all(contains="Download ", role="list item")
        return [row.name.split(" ")[1][:-1] for row in rows]

    def wait_order(self, *names):
        wait_for("the queue to be %s" % (names,), lambda: self.order() == list(names))

    def check_arrived(self, name):
        self.assertEqual(read(self.app.path(name)), self.contents[name])
        self.assertEqual([left for left in os.listdir(self.app.home) if left.endswith(".part")], [])

    # --- It goes on

    def test_quit_in_the_middle(self):
        app = self.open_busy("big.bin")
        app.find(contains="Download big.bin: 1")  # some megabytes are there
        key("ctrl+q")
        app.dialog("Transfers Are Running")
        app.shot("quit-question")
        key("Escape")
        app.wait_no_dialog()
        app.quit(confirm=True)
        self.assertFalse(os.path.exists(app.path("big.bin")))
        app.launch()
        app.wait_tab("Active 1")
        self.row("big.bin", "Waiting for the connection")
        app.find(name="Not Connected to " + self.place())
        app.shot("restored")
        app.press("Connect Again")
        app.item("remote", "remote-first.txt")
        app.wait_tab("Done 1")
        self.check_arrived("big.bin")

    def test_killed_in_the_middle(self):
        app = self.open_busy("big.bin")
        app.find(contains="Download big.bin: 1")
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
        app.launch()
        self.row("big.bin", "Waiting for the connection")
        app.connect_to(self.place())
        app.item("remote", "remote-first.txt")
        app.wait_tab("Done 1")
        self.check_arrived("big.bin")

    def test_paused_stays_paused(self):
        """Quitting asks nothing then, and the next run goes on only when it is told to."""
        app = self.open_busy("big.bin")
        self.select_row("big.bin")
        key("ctrl+p")
        self.row("big.bin", "Paused")
        app.quit()
        app.launch()
        self.row("big.bin", "Paused")
        app.connect_to(self.place())
        app.item("remote", "remote-first.txt")
        self.row("big.bin", "Paused")
        app.press("Resume")
        app.wait_tab("Done 1")
        self.check_arrived("big.bin")

    def test_server_goes_and_comes_back(self):
        app = self.open_busy("big.bin")
        self.sshd.stop()
        self.proxy.cut()
        self.row("big.bin", "Waiting for the connection")
        app.find(name="Connect Again", role="button")
        app.shot("queue-waiting")
        self.sshd.start()
        app.wait_tab("Done 1")
        app.wait_gone(name="Connect Again", role="button")
        self.check_arrived("big.bin")

    # --- What is done to it

    def test_pause_by_key_and_mouse(self):
        app = self.open_busy("1.bin", "2.bin")
        self.select_row("1.bin")
        key("ctrl+p")
        self.row("1.bin", "Paused")
        app.shot("queue-paused")
        app.wait_focus(contains="Download 1.bin: ")
        key("ctrl+shift+p")
        app.find(contains="Download 1.bin: ")
        wait_for("1.bin to go on", lambda: "MB of" in self.row("1.bin").name.replace("\xa0", " "))
        app.press("Pause All")
        self.row("1.bin", "Paused")
        self.row("2.bin", "Paused")
        app.press("Resume All")
        wait_for("both to go on", lambda: all("MB of" in self.row(name).name.replace("\xa0", " ") for name in self.contents))
        app.click_until(lambda: self.row("2.bin"), lambda: app.has(role="menu"), "the menu", button=3)
        app.shot("queue-menu-active")
        app.menu("Pause")
        self.row("2.bin", "Paused")
        app.press("Resume")
        app.wait_tab("Done 2")
        self.check_arrived("1.bin")
        self.check_arrived("2.bin")

    def test_order_by_keys(self):
        app = self.open_busy("1.bin", "2.bin", "3.bin")
        app.press("Pause All")
        self.row("3.bin", "Paused")
        self.wait_order("1.bin", "2.bin", "3.bin")
        self.select_row("1.bin")
        key("End")  # the third is below what is on screen
        app.wait_focus(contains="Download 3.bin: ")
        key("alt+Up")
        self.wait_order("1.bin", "3.bin", "2.bin")
        app.wait_focus(contains="Download 3.bin: ")
        key("alt+Home")
        self.wait_order("3.bin", "1.bin", "2.bin")
        app.wait_focus(contains="Download 3.bin: ")
        key("alt+Down")
        self.wait_order("1.bin", "3.bin", "2.bin")
        app.wait_focus(contains="Download 3.bin: ")
        key("alt+End")
        self.wait_order("1.bin", "2.bin", "3.bin")
        app.wait_focus(contains="Download 3.bin: ")
        key("ctrl+plus")
        self.row("3.bin", "Paused · high priority")
        app.shot("queue-priority")

    def test_speed_limit(self):
        app = self.open_busy("big.bin")
        app.press("Speed Limit")
        wait_for("the menu", lambda: app.has(role="menu"))
        app.shot("limit-menu")
        app.menu("500 kB/s")
        app.find(contains="limited to 500", role="label")

        def slow():
            words = [node.name.replace("\xa0", " ") for node in self.row("big.bin").walk() if node.role == "label"]
            return any(word.endswith("kB/s") and float(word.split(" ")[0]) < 700 for word in words)

        wait_for("it to be slower", slow)
        app.press("Speed Limit")
        wait_for("the menu", lambda: app.has(role="menu"))
        app.menu("Other…")
        app.dialog("Kilobytes a second")
        app.shot("limit-dialog")
        key("ctrl+a")
        app.type_text("20000")
        key("Return")
        app.wait_no_dialog()
        app.find(contains="limited to 20", role="label")
        app.wait_tab("Done 1")
        self.check_arrived("big.bin")


if __name__ == "__main__":
    main()
