#!/usr/bin/env python3
"""Prints "passed failed" for one suite's log: count_tests.py LOG EXIT_STATUS.

Reads the closing lines of Catch2, Vitest, Python's unittest and our own runners. A suite that ended badly without
naming a failed test (a crash, a build that stopped) counts as one failure.
"""
import re
import sys


def count(text, status):
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    passed = failed = 0
    if m := re.findall(r"^All tests passed \(.* in (\d+) test cases?\)", text, re.M):
        passed = int(m[-1])
    elif m := re.findall(r"^test cases:(.*)$", text, re.M):
        passed, failed = part(m[-1], "passed"), part(m[-1], "failed")
        passed += part(m[-1], "failed as expected")
    elif m := re.findall(r"^\s*Tests  +(.*)$", text, re.M):
        passed, failed = part(m[-1], "passed"), part(m[-1], "failed")
    elif m := re.findall(r"^Ran (\d+) tests? in", text, re.M):
        bad = re.findall(r"^FAILED \((.*)\)$", text, re.M)
        failed = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", bad[-1])) if bad else 0
        passed = int(m[-1]) - failed
    elif m := re.findall(r"^\w+: (\d+) passed, (\d+) failed$", text, re.M):
        passed, failed = map(int, m[-1])
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed


def part(line, word):
    m = re.search(r"(\d+) " + word + r"(?: *[|(]| *$)", line)
    return int(m[1]) if m else 0


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        print(*count(log.read(), int(sys.argv[2])))
