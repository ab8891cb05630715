# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks make of their figures: which targets are reached, and what the tables say."""

import os
import unittest

os.environ.setdefault("QUAY", "true")

import quaytest
from cases import CASES, Case, Cheaper, Faster, Link, Memory, Steady, Within
import peers
import report


def result(seconds, cpu=1.0, peak=20.0, **more):
    return {"seconds": seconds, "cpu": cpu, "peak_mib": peak, "runs": [{"seconds": seconds, "cpu": cpu, "peak_mib": peak, **more}]}


def row(**results):
    return {"case": "a case", "bytes": 100_000_000, "rate": 20e6, "compared": ["sftp"],
            "peers": {name.replace("_", " "): value for name, value in results.items()}}


class Targets(unittest.TestCase):
    def reached(self, target, **results):
        return target.check(row(**results)).reached

    def test_faster(self):
        self.assertTrue(self.reached(Faster("sftp", 2), quay=result(1.0), sftp=result(2.0)))
        self.assertFalse(self.reached(Faster("sftp", 2), quay=result(1.0), sftp=result(1.99)))

    def test_faster_than_one_that_was_not_waited_for(self):
        given_up = {"problem": "more than 400 s", "at_least": 400}
        self.assertTrue(self.reached(Faster("sftp", 8), quay=result(50.0), sftp=given_up))
        self.assertIsNone(self.reached(Faster("sftp", 8), quay=result(60.0), sftp=given_up))

    def test_cheaper(self):
        self.assertTrue(self.reached(Cheaper("sftp", 0.6), quay=result(1, cpu=0.6), sftp=result(1, cpu=1.0)))
        self.assertFalse(self.reached(Cheaper("sftp", 0.6), quay=result(1, cpu=0.7), sftp=result(1, cpu=1.0)))

    def test_seconds_and_memory(self):
        self.assertTrue(self.reached(Within(1.5), quay=result(1.5)))
        self.assertFalse(self.reached(Within(1.5), quay=result(1.51)))
        self.assertTrue(self.reached(Memory(60), quay=result(1, peak=59.9)))
        self.assertFalse(self.reached(Memory(60), quay=result(1, peak=60.0)))

    def test_memory_is_that_of_the_worst_round(self):
        several = result(1, peak=20)
        several["runs"].append({"seconds": 1, "cpu": 1, "peak_mib": 70})
        self.assertFalse(self.reached(Memory(60), quay=several))

    def test_link(self):
        self.assertTrue(self.reached(Link(0.9), quay=result(5.5)))
        self.assertFalse(self.reached(Link(0.9), quay=result(5.6)))

    def steady(self, rate_of, memory_of):
        moved, samples = 0, []
        for step in range(100):
            moved += rate_of(step)
            samples.append((step * 0.2, moved, memory_of(step)))
        return self.reached(Steady(), quay=result(20, samples=samples))

    def test_steady(self):
        self.assertTrue(self.steady(lambda step: 100, lambda step: 50))
        self.assertFalse(self.steady(lambda step: 100 if step < 50 else 80, lambda step: 50))
        self.assertFalse(self.steady(lambda step: 100, lambda step: 50 + step))
        self.assertIsNone(self.reached(Steady(), quay=result(20)))

    def test_nothing_is_reached_without_figures(self):
        broken = {"problem": "failed (1): no"}
        for target in (Faster("sftp", 2), Cheaper("sftp", 0.6), Within(1), Memory(1), Link(0.9), Steady()):
            self.assertIsNone(self.reached(target, quay=broken, sftp=result(1)), target.text)
            self.assertIsNone(self.reached(target), target.text)
        self.assertIsNone(self.reached(Faster("sftp", 2), quay=result(1), sftp=broken))


class Report(unittest.TestCase):
    def make(self):
        case = Case("a case", "down", None, targets=[Faster("sftp", 2), Memory(60)])
        figures = row(quay=result(1.0, cpu=0.5), sftp=result(1.5, cpu=1.25), lftp={"problem": "failed (1): a | b\nc"})
        figures["checks"] = report.check_row(case, figures)
        return {"date": "2026-01-01 12:00 UTC", "load": 0.5, "machine": report.describe_machine(), "versions": {"quay": "quay 1"}, "rounds": 3, "rows": [figures]}

    def test_not_reached_says_why(self):
        faster, memory = self.make()["rows"][0]["checks"]
        self.assertEqual((faster["reached"], memory["reached"]), (False, True))
        self.assertIn("quay: 1.00 s, of them 0.50 s of CPU; sftp: 1.50 s, of them 1.25 s of CPU", faster["why"])

    def test_markdown(self):
        text = report.markdown(self.make())
        self.assertIn("| a case | sftp | 1.50 | 66.7 | 1.25 | 20 | 1.50 |", text)
        self.assertIn("| a case | lftp | failed (1): a \\| b c |", text)
        self.assertRegex(text, r"\| a case \| at least 2 times as fast as sftp \| 1\.50 times \| \*\*not reached\*\* \| quay: ")
        self.assertIn("| a case | memory under 60 MiB | 20 MiB | reached |  |", text)
        self.assertIn("2026-01-01 12:00 UTC", text)

    def test_versions_in_a_few_words(self):
        for said, shown in (("LFTP | Version 4.9.2 | Copyright (c) 1996-2020 A", "LFTP 4.9.2"), ("psftp: Release 0.83", "psftp 0.83"),
                            ("OpenSSH_10.0p2 Debian-7, OpenSSL 3.5.9", "OpenSSH_10.0p2 Debian-7"), ("rclone v1.60.1-DEV", "rclone v1.60.1-DEV")):
            self.assertEqual(report.version_of("echo", said), shown)
        self.assertIsNone(report.version_of("/no/such/program"))

    def test_every_case_has_a_target(self):
        for case in CASES:
            self.assertTrue(case.targets, case.name)
            for target in case.targets:
                self.assertIn(getattr(target, "peer", "quay"), peers.PEERS)


if __name__ == "__main__":
    quaytest.main()
