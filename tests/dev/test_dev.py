# SPDX-License-Identifier: GPL-3.0-or-later
"""What ./dev says where something is missing, and that it does nothing twice. Nothing is installed: apt, and who we are, are stand-ins."""

import os
import subprocess
import tempfile
import unittest

import quaytest

TOP = os.environ["TOP"]
BUILD = os.environ["BUILD"]
ID = "#!/bin/sh\necho 1000\n"
LIBRARIES = ["GLib (pkg-config glib-2.0 >= 2.84)", "GTK (pkg-config gtk4 >= 4.18)", "libadwaita (pkg-config libadwaita-1 >= 1.7)"]


class Dev(unittest.TestCase):
    """PATH is a folder of links to the system's commands, some of them replaced."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quay-test-dev-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.bin = self.path("bin")
        os.mkdir(self.bin)
        for place in ("/usr/bin", "/usr/sbin", "/bin", "/sbin"):
            for name in os.listdir(place) if os.path.isdir(place) else ():
                if not os.path.lexists(os.path.join(self.bin, name)):
                    os.symlink(os.path.join(place, name), os.path.join(self.bin, name))
        self.without("sudo", "apt-get", "mmdebstrap", "dpkg-query", "id")

    def path(self, name):
        return os.path.join(self.folder, name)

    def without(self, *names):
        for name in names:
            if os.path.lexists(os.path.join(self.bin, name)):
                os.unlink(os.path.join(self.bin, name))

    def stand_in(self, name, script):
        self.without(name)
        with open(os.path.join(self.bin, name), "w", encoding="utf-8") as file:
            file.write(script)
        os.chmod(os.path.join(self.bin, name), 0o755)

    def dev(self, *arguments, **more):
        env = {"PATH": self.bin, "HOME": self.folder, "LC_ALL": "C.UTF-8", **more}
        return subprocess.run([os.path.join(TOP, "dev"), *arguments], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                              timeout=600)

    def test_without_apt_it_names_what_is_missing(self):
        self.stand_in("id", ID)
        self.stand_in("pkg-config", "#!/bin/sh\nexit 1\n")
        self.without("meson")
        for command in (["build"], ["test"], ["run", "--demo"]):
            result = self.dev(*command)
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            lines = [line.strip() for line in result.stderr.splitlines()]
            self.assertRegex(lines[0], "^dev: these are missing; install them with this system's package manager")
            for line in LIBRARIES + ["Meson (meson)"]:
                self.assertIn(line, lines)

    def test_without_apt_what_is_there_is_not_named(self):
        self.stand_in("id", ID)
        self.stand_in("pkg-config", '#!/bin/sh\n[ "$2" != "gtk4 >= 4.18" ]\n')
        lines = [line.strip() for line in self.dev("build").stderr.splitlines()]
        self.assertIn("GTK (pkg-config gtk4 >= 4.18)", lines)
        self.assertNotIn("GLib (pkg-config glib-2.0 >= 2.84)", lines)

    def with_apt(self, installed):
        """dpkg-query says of all it is asked for whether it is there, and keeps a record of being asked."""
        self.stand_in("id", ID)
        self.stand_in("apt-get", "#!/bin/sh\necho apt-get \"$@\" >>%s\nexit 1\n" % self.path("called"))
        self.stand_in("dpkg-query", '#!/bin/sh\necho asked >>%s\nshift 3\nfor name; do %s; done\n'
                      % (self.path("asked"), 'echo "installed $name"' if installed else ":"))

    def test_without_root_it_prints_one_command(self):
        self.with_apt(installed=False)
        for command, expected, not_expected in ((["build"], "libgtk-4-dev", "xvfb"), (["run", "--demo"], "xvfb", "valgrind"),
                                                (["test"], "valgrind", "mmdebstrap")):
            result = self.dev(*command)
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            said, asked_for = result.stderr.splitlines()
            self.assertEqual(said, "dev: some packages are missing. Run this once, then ./dev again:")
            self.assertRegex(asked_for, r"^su -c 'apt-get update && apt-get install -y --no-install-recommends [a-z0-9.+ -]+'$")
            self.assertRegex(asked_for, r" %s[' ]" % expected)
            self.assertNotRegex(asked_for, r" %s[' ]" % not_expected)
            self.assertEqual(subprocess.run(["sh", "-n", "-c", asked_for], check=False).returncode, 0)
        self.assertFalse(os.path.exists(self.path("called")))

    def test_a_second_run_does_not_look_again(self):
        self.with_apt(installed=True)
        for expected in (1, 1):
            result = self.dev("exec", "echo", "it", "ran")
            self.assertEqual((result.returncode, result.stdout), (0, "it ran\n"), result.stderr)
            with open(self.path("asked"), encoding="ascii") as file:
                self.assertEqual(len(file.readlines()), expected)

    def test_a_second_build_has_nothing_to_do(self):
        result = subprocess.run(["ninja", "-C", BUILD, "-n"], capture_output=True, text=True, check=False)
        self.assertIn("no work to do", result.stdout, "built every time:\n" + result.stdout[-2000:])

    def test_a_command_gets_the_callers_environment(self):
        """Also where ./dev itself could use the names."""
        self.with_apt(installed=True)
        given = {name: "the caller's" for name in ("BUILD", "DEMO", "TEST", "SERVICES", "ETC", "PREFIX", "CC")}
        result = self.dev("exec", "env", **given)
        for name in given:
            self.assertIn(name + "=the caller's", result.stdout.splitlines())

    def test_the_flatpak_says_what_is_missing(self):
        self.stand_in("id", ID)
        self.without("flatpak", "flatpak-builder")
        result = self.dev("flatpak", "--no-run")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("Flatpak Builder (flatpak-builder)", result.stderr)
        result = self.dev("flatpak")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("no display here", result.stderr)

    def flatpak_without_flathub(self):
        """A Flatpak that knows no runtime and reaches nobody, and keeps a record of what it was asked."""
        self.stand_in("id", ID)
        self.stand_in("flatpak", '#!/bin/sh\n[ "$1" = --default-arch ] && { echo x86_64; exit; }\n'
                                 'echo "$FLATPAK_USER_DIR: $*" >>%s\nexit 1\n' % self.path("asked"))
        for name in ("flatpak-builder", "eu-strip", "appstreamcli"):
            self.stand_in(name, "#!/bin/sh\nexit 1\n")

    def test_the_flatpak_wants_a_runtime(self):
        """Flathub is asked last of all, and for the user's own installation; without apt there is no stand-in."""
        self.flatpak_without_flathub()
        result = self.dev("flatpak", "--no-run")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertRegex(result.stderr, "^dev: Flathub, which has GNOME's runtime, cannot be reached")
        with open(self.path("asked"), encoding="utf-8") as file:
            asked = file.read().splitlines()
        self.assertRegex(asked[0], "^: info org.gnome.Platform/x86_64/[0-9]+$")
        self.assertRegex(asked[-1], "^: --user remote-add --if-not-exists flathub https://dl.flathub.org/")

    def test_the_root_is_changed_in_a_namespace_of_its_own_only(self):
        """There is no such tree, so that nothing happens where it should go on after all."""
        self.stand_in("id", ID)
        result = self.dev(".mount", self.path("no tree"), "/", "0", "0", "true")
        self.assertEqual((result.returncode, result.stderr), (1, "dev: .mount is for ./dev itself\n"))

    def test_exit_statuses(self):
        self.with_apt(installed=True)
        self.assertEqual(self.dev("exec", "sh", "-c", "exit 7").returncode, 7)
        self.assertEqual(self.dev("frobnicate").returncode, 64)
        self.assertEqual(self.dev("help").returncode, 0)


if __name__ == "__main__":
    quaytest.main()
