# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the real `quay` share: running it under limits, trees and their hashes, and a TAP report.

QUAY names the program, MEASURE the one that tells its use of memory. A test is a method of a QuayCase; main() runs all of a module, or those whose name holds a word
of the command line."""

import hashlib
import json
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unittest

QUAY = os.environ.get("QUAY", "quay")
MEASURE = os.environ.get("MEASURE")
SFTP_SERVER = next((path for path in ("/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                                      "/usr/lib/ssh/sftp-server") if os.path.exists(path)), None)
SANITIZED = bool(os.environ.get("QUAY_SANITIZED"))

# In front of a command: as root without the power to read what the permissions close, so that they count for root too.
PLAIN = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []

# Far more than any run needs; a runaway allocation ends here instead of in the swap.
ADDRESS_SPACE = 2 << 30

DONE, FAILED, PROTOCOL, TRUST, CANCELLED, AUTHENTICATION, USAGE = 0, 1, 2, 3, 4, 5, 64


class Result:
    def __init__(self, exit_code, out, err, seconds, peak_kib):
        self.exit = exit_code
        self.out = out
        self.err = err.decode("utf-8", "replace")
        self.seconds = seconds
        self.peak_kib = peak_kib

    @property
    def lines(self):
        return self.out.split(b"\n")[:-1] if self.out else []

    @property
    def objects(self):
        return [json.loads(line) for line in self.lines]

    @property
    def summary(self):
        return self.objects[-1]

    def entries(self, kind="entry"):
        return [item for item in self.objects if item["type"] == kind]

    def __str__(self):
        return "exit %d after %.2f s\n%s\n%s" % (self.exit, self.seconds, self.out.decode("utf-8", "replace")[-4000:],
                                                 self.err[-4000:])


def wait_for(process, timeout):
    """The exit status, or None when the time is up."""
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None


def wait_until(condition, what, timeout=30):
    """What @condition gives as soon as that is true."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.01)
    return value


def part_in(folder, at_least=200000):
    """The name of a file of some size in @folder, if there is one."""
    for name in os.listdir(folder):
        try:
            if os.path.getsize(os.path.join(folder, name)) >= at_least:
                return name
        except FileNotFoundError:
            pass
    return None


def end(process):
    if process.poll() is None:
        process.kill()
        process.wait()


def run_program(argv, timeout=30, env=None, stdin=b"", limit=ADDRESS_SPACE, prepare=None, **more):
    """Runs to the end, or fails. The address space is limited, but under a sanitizer, which needs terabytes of it."""
    def prepare_all():
        os.setsid()
        if prepare is not None:
            prepare()
        if limit and not SANITIZED:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given, \
            tempfile.NamedTemporaryFile("r") as usage:
        given.write(stdin)
        given.seek(0)
        command = [MEASURE, usage.name, *argv] if MEASURE else argv
        started = time.monotonic()
        process = subprocess.Popen(command, stdin=given, stdout=out, stderr=err, env=env, preexec_fn=prepare_all, **more)
        ended = wait_for(process, timeout)
        seconds = time.monotonic() - started
        if ended is None:
            end(process)
        out.seek(0)
        err.seek(0)
        if ended is None:
            raise AssertionError("still running after %.0f s: %r\n%s" % (timeout, argv, err.read().decode("utf-8", "replace")[-4000:]))
        return Result(ended, out.read(), err.read(), seconds, int((usage.read().split() or [0, 0])[1]))


def node_hash(path, info, with_mode):
    digest = hashlib.sha256()
    if with_mode and not stat.S_ISLNK(info.st_mode):
        digest.update(b"%o " % stat.S_IMODE(info.st_mode))
    if stat.S_ISLNK(info.st_mode):
        digest.update(b"link " + os.readlink(path))
    elif stat.S_ISDIR(info.st_mode):
        digest.update(b"folder")
    elif stat.S_ISREG(info.st_mode):
        digest.update(b"file ")
        digest.update(file_hash(path).encode())
    else:
        digest.update(b"special")
    return digest.hexdigest()


def tree_items(root, with_mode=False):
    """Path below @root (bytes) -> hash of kind and content, of everything in it; links are not followed."""
    root = os.fsencode(root)
    items = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            items[os.path.relpath(path, root)] = node_hash(path, os.lstat(path), with_mode)
    return items


def tree_hash(root, with_mode=False):
    digest = hashlib.sha256()
    for name, value in sorted(tree_items(root, with_mode).items()):
        digest.update(len(name).to_bytes(4, "big") + name + value.encode())
    return digest.hexdigest()


def file_hash(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_random(path, size):
    """Bytes that do not compress, made fast."""
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for index in range(size >> 20):
            file.write(index.to_bytes(8, "big") + block[8:])
        file.write(block[:size & ((1 << 20) - 1)])


class QuayCase(unittest.TestCase):
    """Each test gets a folder of its own, self.dir, and a home folder in it; what quay keeps stands in self.state."""

    maxDiff = 4000
    base = []     # arguments every run of quay starts with

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="quay-test-")
        # The journal's place is not among what a run may not touch.
        self.state = tempfile.mkdtemp(prefix="quay-state-")
        self.home = self.path("home")
        os.mkdir(self.home)

    def tearDown(self):
        for folder, folders, _ in os.walk(self.dir):
            for name in folders:
                path = os.path.join(folder, name)
                if not os.path.islink(path):
                    os.chmod(path, 0o700)
        shutil.rmtree(self.dir, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def write(self, name, content=b""):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def environment(self, **more):
        env = {key: value for key, value in os.environ.items()
               if key.startswith(("LD_", "ASAN_", "UBSAN_", "LSAN_", "TSAN_", "G_", "HOSTILE_")) or key in ("PATH", "QUAY_SANITIZED")}
        env.update(HOME=self.home, XDG_STATE_HOME=self.state, LC_ALL="C.UTF-8", TZ="UTC")
        env.update(more)
        return env

    def quay(self, *arguments, timeout=30, base=None, prefix=(), **more):
        """Runs quay; whatever it does, it may not crash or leave a sanitizer's report."""
        more.setdefault("env", self.environment())
        argv = [*prefix, QUAY, *(self.base if base is None else base), *arguments]
        result = run_program(argv, timeout=timeout, **more)
        self.assertGreaterEqual(result.exit, 0, "ended by signal %d\n%s" % (-result.exit, result))
        for word in ("AddressSanitizer", "LeakSanitizer", "runtime error:", "ThreadSanitizer", "CRITICAL", "WARNING **"):
            self.assertNotIn(word, result.err, str(result))
        return result

    def assertExit(self, result, expected, message=None):
        allowed = expected if isinstance(expected, (set, tuple, list)) else {expected}
        self.assertIn(result.exit, allowed, str(result))
        if message is not None:
            self.assertRegex(result.err, message, str(result))

    def assertSentence(self, result, exits, *parts):
        """One sentence on standard error, the same in the JSON, with @parts in it: what was tried, on what, what came back, what to do."""
        summary = self.assertSummary(result, exits)
        self.assertEqual(result.err, "quay: %s\n" % summary["message"])
        for part in parts:
            self.assertIn(part, summary["message"])
        return summary["message"]

    def assertSummary(self, result, expected):
        """JSON: each line an object, the last the summary, which says what the exit status says."""
        self.assertTrue(result.out.endswith(b"\n"), str(result))
        summary = result.summary
        self.assertEqual(summary["type"], "summary")
        self.assertEqual(summary["exit"], result.exit)
        self.assertEqual(summary["ok"], result.exit == 0)
        self.assertExit(result, expected)
        return summary


class TapResult(unittest.TestResult):
    """One line a test, as Meson reads it."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.number = 0

    def line(self, good, test, note="", detail=""):
        self.number += 1
        name = test.id().split(".", 1)[-1].replace("#", "")
        print("%s %d - %s%s" % ("ok" if good else "not ok", self.number, name, note), file=self.stream)
        for line in detail.splitlines():
            print("# " + line, file=self.stream)
        self.stream.flush()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line(True, test)

    def addError(self, test, err):
        super().addError(test, err)
        self.line(False, test, detail=self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(False, test, detail=self.failures[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(True, test, " # SKIP " + reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.line(False, subtest, detail=(self.failures + self.errors)[-1][1])


def chosen(suite, words):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from chosen(item, words)
        elif not words or any(word in item.id() for word in words):
            yield item


def main(module="__main__"):
    tests = list(chosen(unittest.defaultTestLoader.loadTestsFromName(module) if module != "__main__"
                        else unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]), sys.argv[1:]))
    result = TapResult(sys.stdout)
    unittest.TestSuite(tests).run(result)
    print("1..%d" % result.number)
    sys.exit(0 if result.wasSuccessful() else 1)
