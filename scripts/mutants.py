#!/usr/bin/env python3
"""Takes each clause of server/domain/policy.cpp away in turn and expects a unit test to fail.

usage: scripts/mutants.py [--build build/dev] [--only N] [--every N [--first K]] [--since COMMIT]
Prints every mutant that no test noticed, and the score. Exit code 1 when one survived.
"""
import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "server/domain/policy.cpp"


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
    body_from = text.index("namespace flywheel {")
    seen = set()

    def add(start, end, new, what):
        if start >= body_from and (start, end, new) not in seen:
            seen.add((start, end, new))
            line = text.count("\n", 0, start) + 1
            return (line, what, text[:start] + new + text[end:])
        return None

    for match in re.finditer(r"\{Role::\w+, [^}]*\}", text):
        for word in re.finditer(r"\b(true|false)\b", match.group()):
            flipped = "false" if word.group() == "true" else "true"
            start = match.start() + word.start()
            yield add(start, start + len(word.group()), flipped, f"{match.group()} flipped at {word.start()}")
        for word in re.finditer(r"Theory::(Reads|Adds|Keeps)", match.group()):
            start = match.start() + word.start(1)
            for other in {"Reads", "Adds", "Keeps"} - {word[1]}:
                yield add(start, start + len(word[1]), other, f"{match.group()} with {other}")
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


def lines_changed_since(commit):
    diff = subprocess.run(["git", "diff", "-U0", commit, "--", str(SOURCE)], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = set()
    for match in re.finditer(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", diff, re.M):
        first, count = int(match[1]), int(match[2] or 1)
        lines.update(range(first, first + count))
    return lines


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--build", default="build/dev")
    arguments.add_argument("--only", type=int, help="the one mutant of this number")
    arguments.add_argument("--every", type=int, default=1, help="a sample: each N-th mutant")
    arguments.add_argument("--first", type=int, default=0, help="where the sample begins: 0 to N-1")
    arguments.add_argument("--since", help="only on lines that changed since this commit")
    options = arguments.parse_args()
    build = ROOT / options.build
    work = build / "mutants"
    work.mkdir(exist_ok=True)
    entry = next(e for e in json.loads((build / "compile_commands.json").read_text()) if e["file"].endswith("server/domain/policy.cpp"))
    compile_words = [w for w in shlex.split(entry["command"]) if not w.endswith("ccache")]
    compile_words[compile_words.index("-o") + 1] = str(work / "policy.o")
    compile_words[compile_words.index("-c") + 1] = str(work / "policy.cpp")
    link = subprocess.run(["ninja", "-C", str(build), "-t", "commands", "-s", "unit_tests"], capture_output=True, text=True, check=True).stdout.strip()
    link = link.replace(": && ", "").replace(" && :", "").replace("-o unit_tests", f"-o {work}/unit_tests")
    text = SOURCE.read_text()
    every = [m for m in mutants(text) if m]
    changed = lines_changed_since(options.since) if options.since else None
    survivors = []
    killed = refused = 0
    for number, (line, what, mutated) in enumerate(every):
        if (number != options.only) if options.only is not None else number % options.every != options.first:
            continue
        if changed is not None and line not in changed:
            continue
        (work / "policy.cpp").write_text(mutated)
        if subprocess.run(compile_words + ["-w"], cwd=entry["directory"], capture_output=True).returncode != 0:
            refused += 1  # it does not compile: the compiler noticed
            continue
        # The mutated object comes before the archive, so the archive's own is never taken.
        words = shlex.split(link)
        words.insert(words.index("-o"), str(work / "policy.o"))
        subprocess.run(words, cwd=build, check=True, capture_output=True)
        try:
            outcome = subprocess.run([str(work / "unit_tests"), "--abort"], cwd=ROOT, capture_output=True, timeout=300).returncode
        except subprocess.TimeoutExpired:
            outcome = 1
        if outcome != 0:
            killed += 1
        else:
            survivors.append((number, line, what))
            print(f"SURVIVED {number}: policy.cpp:{line}: {what}", flush=True)
    print(f"{len(every)} mutants, {killed + refused + len(survivors)} tried: {killed} killed by a test, {refused} by the compiler, {len(survivors)} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
