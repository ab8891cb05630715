# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 29 and 30: the TCP connection to a real sshd stays, and nothing comes through it any more, from a byte on: in the
greeting, in the key exchange, in the login, in the transfer. With the settings quay starts with that is noticed in time, a
cancel is obeyed within a second, and nothing is left under its final name. A login that comes a byte a second is given up."""

import concurrent.futures
import re
import signal
import subprocess
import time

from quaytest import CANCELLED, SANITIZED, end, main, wait_for, wait_until
from wirecase import LARGE, Dripper, Silencer, WireCase

# Bytes of the sender's: some of the greeting, of the key exchange, of the login; then of the looking around, and of the file.
LOGIN = (1, 10, 600, 1500, 1800, 2200, 2600)
TRANSFER = (3400, 20000, 3 << 20)
# Whether the first of these is still the login's end depends on what the server has to say.
SILENT = "silent for 40 seconds|SFTP session in time"

NOTICED_SECONDS = 45
LOGIN_SECONDS = 30
CANCEL_SECONDS = 1 if not SANITIZED else 5
# Starting and ending, on a machine that is busy with other tests.
SPARE_SECONDS = 5 if not SANITIZED else 20


class Silence(WireCase):
    def start(self, proxy_class, direction, position):
        proxy = proxy_class(self.server.port, direction == "put")
        self.addCleanup(proxy.close)
        proxy.limit = position
        target = self.path("%s-%d" % (direction, position))
        argv = self.command(direction, LARGE, proxy.port, target)
        process = subprocess.Popen(argv, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(end, process)
        return proxy, process, target

    def run_one(self, proxy_class, direction, position, check, says):
        """None, or what went wrong."""
        proxy, process, target = self.start(proxy_class, direction, position)
        wait_until(lambda: proxy.reached is not None or process.poll() is not None, "byte %d" % position, 60)
        problem = "ended before it was silent" if proxy.reached is None else check(proxy, process)
        said = process.communicate(timeout=5)[1].decode("utf-8", "replace") if process.poll() is not None else ""
        if not problem and process.returncode != CANCELLED:
            problem = "exit status %s" % process.returncode
        if not problem and not re.search(says, said):
            problem = "not the right words"
        problem = problem or self.check_files(LARGE, target, False)
        return "%s %s, byte %d: %s: %s" % (proxy_class.__name__, direction, position, problem, said) if problem else None

    def run_all(self, cases, at_once):
        for direction in ("get", "put"):    # the files are laid out once
            self.command(direction, LARGE, 0, "")
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            problems = [problem for problem in pool.map(lambda case: self.run_one(*case), cases) if problem]
        self.assertEqual(problems, [])

    def ends_in(self, seconds):
        def check(proxy, process):
            ended = wait_for(process, seconds + SPARE_SECONDS)
            late = time.monotonic() - proxy.reached
            return "still running after %.0f s" % late if ended is None else None
        return check

    def cancel(self, proxy, process):
        time.sleep(0.3)    # so that it waits, wherever it is
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        ended = wait_for(process, CANCEL_SECONDS + SPARE_SECONDS)
        late = time.monotonic() - asked
        return "the end came %.1f s after the cancel" % late if ended is None or late > CANCEL_SECONDS else None

    def test_noticed(self):
        """Side by side: each of them waits most of the time."""
        login, transfer = self.ends_in(LOGIN_SECONDS), self.ends_in(NOTICED_SECONDS)
        cases = [(Silencer, "get", position, login, "in time|says nothing") for position in LOGIN]
        cases += [(Dripper, "get", position, login, "in time") for position in LOGIN]
        cases += [(Silencer, direction, position, transfer, SILENT if position == TRANSFER[0] else "silent for 40 seconds") for position in TRANSFER for direction in ("get", "put")]
        self.run_all(cases, len(cases))

    def test_cancel(self):
        cases = [(Silencer, "get", position, self.cancel, "") for position in LOGIN + TRANSFER]
        cases += [(Silencer, "put", position, self.cancel, "") for position in TRANSFER]
        self.run_all(cases, 2)


if __name__ == "__main__":
    main()
