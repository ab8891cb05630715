# SPDX-License-Identifier: GPL-3.0-or-later
"""What the shells offer for a line that is not finished: by quay itself, and in a real shell."""

import os
import re
import shutil
import unittest

from quaytest import DONE, QUAY, QuayCase, main
from terminal import Terminal

DATA = os.path.join(os.environ["TOP"], "data", "completions")
SITE = "[Site]\nName=%s\n\n[Options]\nhost=example.org\n"


class Complete(QuayCase):
    def setUp(self):
        super().setUp()
        self.write("home/.config/quayside/sites/one.site", (SITE % "Website").encode())
        self.write("home/.config/quayside/sites/two.site", (SITE % "Far away").encode())
        self.write("home/.ssh/config", b"Host harbour pier *.example.org\n  User anna\nHost !x\nInclude more\n")
        self.write("home/.ssh/more", b"Host lighthouse\n")

    def offered(self, *words):
        result = self.quay("--complete", *words)
        self.assertExit(result, DONE)
        self.assertEqual(result.err, "")
        return [line.split("\t")[0] for line in result.out.decode().splitlines()]

    def help(self, *command):
        """The words of a help text that stand where commands, letters and options do."""
        text = self.quay(*command, "--help").out.decode()
        commands = re.findall(r"^  ([a-z]+) ", text, re.M)
        options = [name for line in re.findall(r"^  (?:(-\w), |    )(--[a-z-]+)", text, re.M) for name in line if name]
        return commands, options

    def test_commands_are_those_of_the_help(self):
        commands, options = self.help()
        self.assertGreater(len(commands), 8)
        self.assertEqual(self.offered(""), commands)
        self.assertEqual(self.offered("--batch", "-i", "key", ""), commands)
        self.assertEqual(self.offered("s"), [name for name in commands if name.startswith("s")])

    def test_options_are_those_of_the_help(self):
        commands, options = self.help()
        self.assertEqual(sorted(self.offered("-")), sorted(options))
        for command in commands:
            _, options = self.help(command)
            self.assertGreater(len(options), 10)
            self.assertEqual(sorted(self.offered(command, "-")), sorted(set(options)), command)
        self.assertEqual(self.offered("get", "--ov"), ["--overwrite"])
        self.assertEqual(self.offered("ls", "--ov"), [])

    def test_values(self):
        self.assertEqual(self.offered("get", "--links", ""), ["keep", "follow", "skip"])
        self.assertEqual(self.offered("get", "--links=f"), ["--links=follow"])
        self.assertEqual(self.offered("sum", "-a", "sha5"), ["sha512"])
        for words in (["-i", ""], ["ls", "--known-hosts", ""], ["--known-hosts="], ["--sftp-exec", ""]):
            self.assertEqual(self.offered(*words), [":files"])
        for words in (["-J", "har"], ["ls", "--jump", "har"]):
            self.assertEqual(self.offered(*words), ["harbour"])
        self.assertEqual(self.offered("--timeout", ""), [])
        self.assertEqual(self.offered("--timeout=5", "inf"), ["info"])

    def test_places(self):
        self.assertEqual(sorted(self.offered("ls", "")), ["harbour:", "lighthouse:", "pier:", "site:Far away", "site:Website"])
        self.assertEqual(self.offered("ls", "site:W"), ["site:Website"])
        self.assertEqual(self.offered("get", "--", "pi"), ["pier:", ":files"])
        self.assertIn(":files", self.offered("put", ""))
        self.assertNotIn(":files", self.offered("mkdir", ""))

    def test_nothing_there(self):
        shutil.rmtree(self.path("home", ".ssh"))
        shutil.rmtree(self.path("home", ".config"))
        self.assertEqual(self.offered("ls", ""), [])
        self.assertEqual(os.listdir(self.home), [])

    # --- In the shells themselves

    def shell(self, *argv):
        folder = os.path.dirname(QUAY)
        env = self.environment(TERM="dumb", PS1="> ", PATH=folder + ":" + os.environ["PATH"], INPUTRC="/dev/null", ZDOTDIR=self.home)
        terminal = Terminal([*argv], env, cwd=self.dir)
        self.addCleanup(terminal.close)
        return terminal

    def types(self, terminal, typed, becomes):
        """@typed and a tabulator, on a line of its own; "#" shows where the cursor is in the end."""
        os.write(terminal.master, typed.encode() + b"\t")
        terminal.expect(re.escape(becomes.rstrip()))
        os.write(terminal.master, b"#")
        terminal.expect(("^| " if becomes.endswith(" ") else "(?<! )") + "#")
        os.write(terminal.master, b"\x15\x0b")

    def in_shell(self, terminal):
        self.write("local file.txt", b"")
        self.types(terminal, "quay sy", "sync ")
        self.types(terminal, "quay get --overw", "--overwrite ")
        self.types(terminal, "quay get --links=fol", "--links=follow ")
        self.types(terminal, "quay ls site:Web", "site:Website")
        self.types(terminal, "quay ls harb", "harbour:")
        self.types(terminal, "quay ls site:Far", "site:Far\\ away")
        self.types(terminal, "quay put loc", "local\\ file.txt ")

    def test_bash(self):
        terminal = self.shell("bash", "--norc", "--noprofile", "-i")
        os.write(terminal.master, b"bind 'set enable-bracketed-paste off'; source %s/quay.bash && echo lo''aded\n" % DATA.encode())
        terminal.expect("loaded")
        self.in_shell(terminal)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not there")
    def test_zsh(self):
        terminal = self.shell("zsh", "-f", "-i", "+Z")
        os.write(terminal.master, b"fpath=(%s $fpath); autoload -U compinit; compinit -D -u && echo lo''aded\n" % DATA.encode())
        terminal.expect("loaded")
        self.in_shell(terminal)

    @unittest.skipUnless(shutil.which("fish"), "fish is not there")
    def test_fish(self):
        def asked(line):
            result = self.shell("fish", "--no-config", "-c", "source %s/quay.fish; complete -C '%s'; echo end" % (DATA, line))
            text = result.expect("end")
            return [word.split("\t")[0] for word in text.replace("\r", "").splitlines()][:-1]

        self.write("local file.txt", b"")
        self.assertEqual(asked("quay sy"), ["sync"])
        self.assertEqual(asked("quay get --overw"), ["--overwrite"])
        self.assertEqual(asked("quay ls site:Web"), ["site:Website"])
        self.assertEqual(asked("quay put loc"), ["local file.txt"])


if __name__ == "__main__":
    main()
