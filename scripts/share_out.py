#!/usr/bin/env python3
"""Shares the test cases of one program out between two processes: share_out.py LOG

Reads LOG.names (a name a line) and, where it is there, LOG.took (what Catch2 says with `--durations yes` of the last
run), and writes LOG-0.names and LOG-1.names. The longest goes first to the process with less to do; a case that was
not timed yet takes as long as an ordinary one.
"""
import pathlib
import re
import statistics
import sys


def main():
    log = sys.argv[1]
    names = pathlib.Path(f"{log}.names").read_text().splitlines()
    timed = pathlib.Path(f"{log}.took")
    took = {}
    if timed.exists():
        took = {name: float(seconds) for seconds, name in re.findall(r"^([\d.]+) s: (.*)$", timed.read_text(), re.M)}
    ordinary = statistics.median(took.values()) if took else 1.0
    halves, loads = ([], []), [0.0, 0.0]
    for name in sorted(names, key=lambda one: -took.get(one, ordinary)):
        half = loads.index(min(loads))
        halves[half].append(name)
        loads[half] += took.get(name, ordinary)
    for half, some in enumerate(halves):
        # In a list of names a comma, a bracket or a backslash means something.
        pathlib.Path(f"{log}-{half}.names").write_text("".join(re.sub(r"([\[\],\\])", r"\\\1", one) + "\n" for one in some))


if __name__ == "__main__":
    main()
