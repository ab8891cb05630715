# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal for quay, with somebody who types."""

import os
import pty
import re
import select
import subprocess
import termios
import time

from quaytest import QUAY


class Terminal:
    """A program whose controlling terminal, and streams, are ours."""

    def __init__(self, argv, env, **more):
        self.text = ""
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True,
                                        preexec_fn=lambda: self.take(slave), **more)
        os.close(slave)

    @staticmethod
    def take(slave):
        import fcntl
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    def read(self, timeout):
        if select.select([self.master], [], [], timeout)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            self.text += data.decode("utf-8", "replace")
            return bool(data)
        return None

    def expect(self, pattern, timeout=30):
        deadline = time.monotonic() + timeout
        while not re.search(pattern, self.text):
            if time.monotonic() > deadline or self.read(deadline - time.monotonic()) is False:
                raise AssertionError("waited for %r, there was:\n%s" % (pattern, self.text))
        seen, self.text = self.text, ""
        return seen

    def answer(self, text):
        os.write(self.master, text.encode() + b"\n")

    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def wait_hidden(self):
        deadline = time.monotonic() + 5
        while self.echoes() and time.monotonic() < deadline:
            time.sleep(0.01)

    def finish(self, timeout=30):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.read(0.1) is not False:
            pass
        return self.process.wait(max(deadline - time.monotonic(), 0.1))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


class TerminalCase:
    def terminal(self, *arguments):
        terminal = Terminal([QUAY, *arguments], self.environment(TERM="xterm"))
        self.addCleanup(terminal.close)
        return terminal

    def assert_ends(self, terminal, expected):
        self.assertEqual(terminal.finish(), expected, terminal.text)
