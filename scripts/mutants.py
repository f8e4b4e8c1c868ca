#!/usr/bin/env python3
"""Takes each clause of server/domain/policy.cpp, or of another file of the policy, away in turn and expects a unit test to fail.

usage: scripts/mutants.py [--file policy_measure.cpp] [--build build/dev] [--only N] [--every N [--first K]] [--since COMMIT]
Prints every mutant that no test noticed, and the score. Exit code 1 when one survived.

Nearly all mutants are compiled into one program that takes the number of the mutant from the environment; a mutant
that does not nest with the others (an operand that precedence gives to a neighbour, a condition that declares) is
compiled by itself.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = "server/domain"
FILES = ["policy.cpp", "policy_roles.cpp", "policy_measure.cpp"]
VARIABLE = "FLYWHEEL_MUTANT"
SELECTOR = f"""#include <cstdlib>
namespace {{
bool mutant(int number) {{
    static int const chosen = [] {{
        char const* const given = std::getenv("{VARIABLE}");
        return given ? std::atoi(given) : -1;
    }}();
    return chosen == number;
}}
}}
"""

# What is slow and kills few: left for the mutants that the rest did not notice. Catch2 knows wildcards at both ends of a name only.
SLOW = ["~*S03*", "~*S8*", "~*S23*", "~*S69*", "~*T2*", "~*M6*", "~*word of a record*", "~*synthetic cases*"]

Mutant = collections.namedtuple("Mutant", "line what start end new")


def split_top(text, operator):
    """The operands of `operator` at the outermost level of text, with their offsets."""
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        c = text[i]
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif depth == 0 and text.startswith(operator, i):
            parts.append((start, i))
            i += len(operator)
            start = i
            continue
        i += 1
    parts.append((start, len(text)))
    return parts


def closing(text, opening):
    depth = 0
    for i in range(opening, len(text)):
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i
    raise ValueError("unbalanced")


def conditions(text):
    """Spans of the expressions that decide: in if (...), in when(..., and behind return and = of a bool."""
    for match in re.finditer(r"\bif \(", text):
        end = closing(text, match.end() - 1)
        yield match.end(), end, "if"
    for match in re.finditer(r"\bwhen\(", text):
        inner = text[match.end(): closing(text, match.end() - 1)]
        if inner.startswith("bool "):
            continue
        comma = split_top(inner, ",")[0]
        yield match.end(), match.end() + comma[1], "when"
    for match in re.finditer(r"(?:return|bool const \w+ =|bool \w+ =) ", text):
        end = match.end()
        depth = 0
        while end < len(text) and not (text[end] == ";" and depth == 0):
            depth += text[end] in "([{"
            depth -= text[end] in ")]}"
            end += 1
        expression = text[match.end(): end]
        if "||" in expression or "&&" in expression:
            yield match.end(), end, "value"


def mutants(text):
    body_from = text.index("namespace flywheel")
    seen = set()

    def add(start, end, new, what):
        if start >= body_from and (start, end, new) not in seen:
            seen.add((start, end, new))
            line = text.count("\n", 0, start) + 1
            return Mutant(line, what, start, end, new)
        return None

    for match in re.finditer(r"\{Role::\w+, [^}]*\}", text):
        for word in re.finditer(r"\b(true|false)\b", match.group()):
            flipped = "false" if word.group() == "true" else "true"
            start = match.start() + word.start()
            yield add(start, start + len(word.group()), flipped, f"{match.group()} flipped at {word.start()}")
        for word in re.finditer(r"Theory::(Reads|Adds|Keeps)", match.group()):
            start = match.start() + word.start()
            for other in {"Reads", "Adds", "Keeps"} - {word[1]}:
                yield add(start, start + len(word.group()), f"Theory::{other}", f"{match.group()} with {other}")
    for start, end, kind in conditions(text):
        expression = text[start:end]
        for operator, neutral in (("||", "false"), ("&&", "true")):
            parts = split_top(expression, operator)
            if len(parts) < 2:
                continue
            for a, b in parts:
                yield add(start + a, start + b, f" {neutral} ", f"without `{expression[a:b].strip()[:70]}`")
        if kind in ("if", "when"):
            for value in ("true", "false"):
                yield add(start, end, value, f"`{' '.join(expression.split())[:70]}` taken as {value}")
    for match in re.finditer(r"\n[ ]*audience\.\w+(?:\.push_back\([^;]*\)| \|= [^;]*| = [^;]*);", text):
        yield add(match.start(), match.end(), "\n", f"without `{match.group().strip()[:70]}`")
    for match in re.finditer(r"\n[ ]*level = [^;]*;", text):
        yield add(match.start(), match.end(), "\n", f"without `{match.group().strip()[:70]}`")


def lines_changed_since(commit, source):
    diff = subprocess.run(["git", "diff", "-U0", commit, "--", str(source)], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = set()
    for match in re.finditer(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", diff, re.M):
        first, count = int(match[1]), int(match[2] or 1)
        lines.update(range(first, first + count))
    return lines


def alone(text, mutant):
    """Whether the text that a mutant replaces cannot stand as one expression or statement in a choice."""
    old = text[mutant.start:mutant.end]
    if mutant.new == "\n":
        return False
    if re.search(r";|^\s*(?:auto|bool|\w+ const)\b.*[^=!<>]=[^=]", old, re.S) and "[" not in old:
        return True
    return any(len(split_top(old, sign)) > 1 for sign in (";", " ? ", " = ")) or (
        len(split_top(old, "||")) > 1 and len(split_top(old, "&&")) > 1)


def chosen_at_run_time(text, numbered):
    """The source with every mutant of `numbered` in it, each behind its number; and the numbers that would not fit in."""
    spans = collections.defaultdict(list)
    left = []
    for number, mutant in numbered:
        crosses = any(a < mutant.start < b < mutant.end or mutant.start < a < mutant.end < b for a, b in spans)
        if crosses or alone(text, mutant):
            left.append(number)
        else:
            spans[(mutant.start, mutant.end)].append((number, mutant.new))

    def render(start, end, inside):
        out, at = [], start
        outer = sorted(inside, key=lambda span: (span[0], -span[1]))
        while outer:
            a, b = outer.pop(0)
            within = [span for span in outer if span[1] <= b]
            outer = [span for span in outer if span[1] > b]
            old = render(a, b, within)
            if spans[(a, b)][0][1] == "\n":
                numbers = " || ".join(f"mutant({number})" for number, _ in spans[(a, b)])
                new = f"\n{{if (!({numbers})) {{{old}}}}}"
            else:
                literal = old.strip() in ("true", "false") or old.startswith("Theory::")
                kept = old if literal else f"static_cast<bool>({old})"
                new = "(" + "".join(f"mutant({number}) ? {value} : " for number, value in spans[(a, b)]) + kept + ")"
            out += [text[at:a], new]
            at = b
        return "".join(out) + text[at:end]

    body = render(0, len(text), list(spans))
    opens = body.index("namespace flywheel")
    rows = body.find("{Role::")
    if rows < 0:
        return body[:opens] + SELECTOR + body[opens:], left
    table = body.rindex("constexpr", 0, rows)  # reckoned when the program starts, not by the compiler
    return body[:opens] + SELECTOR + body[opens:table] + "const" + body[table + len("constexpr"):], left


class Workshop:
    """Compiles a file of the policy and links the unit tests with it."""

    def __init__(self, build, file):
        self.build = build
        self.source = file
        self.work = build / "mutants"
        self.work.mkdir(exist_ok=True)
        commands = json.loads((build / "compile_commands.json").read_text())
        own = (e for e in commands if e["file"].endswith(f"{FOLDER}/{file}"))
        entry = next(own, None)
        self.unity = None
        if not entry:
            # Compiled together with others, and perhaps inlined into them: all of them are compiled again.
            mates = (e for e in commands if "flywheel_domain.dir/Unity" in e["file"])
            entry = next(e for e in mates if f"{FOLDER}/{file}\"" in pathlib.Path(e["file"]).read_text())
            self.unity = pathlib.Path(entry["file"]).read_text()
        self.directory = entry["directory"]
        words = [w for w in shlex.split(entry["command"]) if not w.endswith("ccache")]
        words[words.index("-o") + 1] = str(self.work / "policy.o")
        words[words.index("-c") + 1] = str(self.work / (f"unity_{file}" if self.unity else file))
        self.compile_words = words + ["-w"]
        link = subprocess.run(
            ["ninja", "-C", str(build), "-t", "commands", "-s", "unit_tests"], capture_output=True, text=True, check=True
        ).stdout.strip()
        self.link = link.replace(": && ", "").replace(" && :", "").replace("-o unit_tests", f"-o {self.work}/unit_tests")

    def made(self, text):
        """What the compiler says against it; nothing when the tests are linked with it."""
        (self.work / self.source).write_text(text)
        if self.unity:
            theirs = f'"{ROOT / FOLDER / self.source}"'
            (self.work / f"unity_{self.source}").write_text(self.unity.replace(theirs, f'"{self.work / self.source}"'))
        compiled = subprocess.run(self.compile_words, cwd=self.directory, capture_output=True, text=True)
        if compiled.returncode != 0:
            return compiled.stderr
        # The mutated object comes before the archive, so the archive's own is never taken.
        words = shlex.split(self.link)
        words.insert(words.index("-o"), str(self.work / "policy.o"))
        subprocess.run(words, cwd=self.build, check=True, capture_output=True)
        return ""

    def tests_pass(self, number=-1):
        """All tests, the slow ones last: most mutants need none of them."""
        return all(self.passes(number, names) for names in (SLOW, []))

    def passes(self, number, names):
        try:
            return subprocess.run(
                [str(self.work / "unit_tests"), "--abort", *names], cwd=ROOT, capture_output=True, timeout=600,
                env=os.environ | {VARIABLE: str(number)},
            ).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--file", default=FILES[0], choices=FILES)
    arguments.add_argument("--build", default="build/dev")
    arguments.add_argument("--only", type=int, help="the one mutant of this number")
    arguments.add_argument("--every", type=int, default=1, help="a sample: each N-th mutant")
    arguments.add_argument("--first", type=int, default=0, help="where the sample begins: 0 to N-1")
    arguments.add_argument("--since", help="only on lines that changed since this commit")
    options = arguments.parse_args()
    workshop = Workshop(ROOT / options.build, options.file)
    source = ROOT / FOLDER / options.file
    text = source.read_text()
    every = [m for m in mutants(text) if m]
    changed = lines_changed_since(options.since, source) if options.since else None
    tried = [
        (number, mutant) for number, mutant in enumerate(every)
        if (number == options.only if options.only is not None else number % options.every == options.first)
        and (changed is None or mutant.line in changed)
    ]
    together, left = chosen_at_run_time(text, tried)
    if complaint := workshop.made(together):
        sys.exit(f"all mutants in one program: it does not compile\n{complaint}")
    if not workshop.tests_pass():
        sys.exit("without any mutant a test fails")
    survivors = []
    killed = refused = 0

    def judge(number, mutant, passed):
        nonlocal killed
        if not passed:
            killed += 1
            return
        survivors.append(number)
        print(f"SURVIVED {number}: {options.file}:{mutant.line}: {mutant.what}", flush=True)

    at_once = [(number, mutant) for number, mutant in tried if number not in left]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (number, mutant), passed in zip(at_once, pool.map(workshop.tests_pass, [number for number, _ in at_once])):
            judge(number, mutant, passed)
    for number, mutant in tried:
        if number not in left:
            continue
        if workshop.made(text[:mutant.start] + mutant.new + text[mutant.end:]):
            refused += 1  # it does not compile: the compiler noticed
        else:
            judge(number, mutant, workshop.tests_pass())
    print(f"{len(every)} mutants, {len(tried)} tried: {killed} killed by a test, {refused} by the compiler, {len(survivors)} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
