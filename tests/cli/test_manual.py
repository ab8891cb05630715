# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages say what the programs say of themselves, and are well formed."""

import os
import re
import shutil
import subprocess

from quaytest import QuayCase, main

PAGES = os.path.join(os.environ["TOP"], "data", "man")
VERSION = os.environ["VERSION"]

# What man(7) knows, of which we use this much.
MACROS = {"TH", "SH", "SS", "PP", "TP", "B", "I", "BR", "BI", "IR", "RI", "RB", "br", "RS", "RE", "EX", "EE"}
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION"]


def source(name):
    with open(os.path.join(PAGES, name), encoding="utf-8") as file:
        return file.read()


def plain(text):
    """Without fonts and macros."""
    text = re.sub(r"\\f[A-Z]", "", text).replace("\\-", "-").replace('"', "")
    return re.sub(r"^\.[A-Z]+ ", "", text, flags=re.M)


class Manual(QuayCase):
    def entries(self, name):
        """The first line of each paragraph with a tag, plain; a tag whose words have several fonts is put together."""
        found = []
        for line in re.findall(r"^\.TP\n\.([A-Z]+ .*)$", source(name), re.M):
            macro, words = line.split(" ", 1)
            words = re.findall(r'"[^"]*"|\S+', words)
            joined = ("" if macro in ("BR", "RI", "BI", "IR") else " ").join(word.strip('"') for word in words)
            found.append(re.sub(r"\\f[A-Z]", "", joined).replace("\\-", "-"))
        return found

    def test_every_option_and_command_is_there_and_no_other(self):
        text = self.quay("--help").out.decode()
        commands = re.findall(r"^  ([a-z]+) ", text, re.M)
        options = {}
        for command in [None, *commands]:
            text = self.quay(*filter(None, [command]), "--help").out.decode()
            for letter, name, argument in re.findall(r"^  (-\w|  )[, ] (--[a-z-]+) ?(\S*)(?:  |\n|$)", text, re.M):
                options[letter.strip(), name] = argument
        self.assertGreater(len(options), 25)
        entries = self.entries("quay.1")
        told = {}
        for entry in entries:
            found = re.fullmatch(r"(?:(-\w), )?(--[a-z-]+)(?: (.*))?", entry)
            if found:
                told[found[1] or "", found[2]] = found[3] or ""
        self.assertEqual(set(told), set(options))
        for option, argument in options.items():
            if argument.isupper() or "," in argument:
                self.assertEqual(told[option], argument, option)
        self.assertEqual([entry.split(" ")[0] for entry in entries if re.match(r"[a-z]{2,6}( |$)", entry)], commands)

    def test_every_exit_status_is_there(self):
        known = re.findall(r"\b(\d+) ", self.quay("--help").out.decode().split("Exit status:")[1])
        self.assertEqual([entry for entry in self.entries("quay.1") if entry.isdigit()], known)

    def test_the_windows_options_are_there(self):
        with open(os.path.join(os.environ["TOP"], "src/app/quayside-application.c"), encoding="utf-8") as file:
            own = re.findall(r'^  \{ "([a-z-]+)", ', file.read(), re.M)
        self.assertIn("sites", own)
        for name in [*own, "help", "version"]:
            self.assertTrue(any("--" + name in entry for entry in self.entries("quayside.1")), name)

    def test_form(self):
        for name in sorted(os.listdir(PAGES)):
            text = source(name)
            lines = text.splitlines()
            self.assertRegex(lines[1], r'^\.TH %s 1 \d{4}-\d\d-\d\d "Quayside %s" ' % (name[:-2].upper(), re.escape(VERSION)))
            self.assertEqual([line[4:] for line in lines if line.startswith(".SH ")][:3], SECTIONS)
            self.assertRegex(text, r"\.SH NAME\n%s \\- " % name[:-2])
            for number, line in enumerate(lines[1:], 2):
                where = "%s:%d: %s" % (name, number, line)
                self.assertEqual(line, line.strip(), where)
                self.assertNotEqual(line, "", where + "an empty line")
                self.assertNotRegex(line, r"(?<![\\\w])-(?=-|\w)", where)   # a minus is \-, or it is a hyphen on the page
                if line.startswith("."):
                    self.assertIn(line[1:].split(" ")[0], MACROS, where)
            self.assertEqual(len(re.findall(r"^\.(?:RS|EX)", text, re.M)), len(re.findall(r"^\.(?:RE|EE)", text, re.M)), name)

    def test_formatters_have_nothing_to_say(self):
        """Where one is there: the form alone is checked above."""
        for tool in (["groff", "-man", "-ww", "-z"], ["mandoc", "-Tlint", "-Wwarning"]):
            if shutil.which(tool[0]):
                for name in os.listdir(PAGES):
                    result = subprocess.run([*tool, os.path.join(PAGES, name)], capture_output=True, text=True, check=False)
                    self.assertEqual(result.stdout + result.stderr, "", name)


if __name__ == "__main__":
    main()
