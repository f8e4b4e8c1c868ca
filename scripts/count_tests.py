#!/usr/bin/env python3
"""Prints "passed failed" for one suite's log: count_tests.py LOG EXIT_STATUS; or what failed in it: --failures LOG.

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


# Lines that begin a failure, of the same runners, and so many after each that say what it was.
BEGINS = re.compile(r"FAILED|^ *FAIL |^FAIL:|^ERROR:|due to |: error:|ERROR: (Address|Leak|Thread)Sanitizer|runtime error")
LINES_EACH = 12
LINES_MAX = 80


def failures(text):
    """The lines around each failure, at most LINES_MAX; the last ones where none is named (a crash)."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
    said, until = [], 0
    for at, line in enumerate(lines):
        if BEGINS.search(line):
            # Catch2 names the test case above the assertion.
            said += lines[max(until, at - 8):at]
            until = max(until, at)
            said += lines[until:at + LINES_EACH]
            until = at + LINES_EACH
    return (said or lines[-LINES_EACH:])[:LINES_MAX]


if __name__ == "__main__":
    name, *status = sys.argv[1:] if sys.argv[1] != "--failures" else sys.argv[2:]
    with open(name, encoding="utf-8", errors="replace") as log:
        if status:
            print(*count(log.read(), int(status[0])))
        else:
            print(*failures(log.read()), sep="\n")
