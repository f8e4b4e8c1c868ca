#!/usr/bin/env python3
"""Reads every #include of our own C++ and fails where it leaves the picture in docs/ARCHITECTURE.md.

The picture is the fenced block that begins with ```layers in that file; its lines are

    may FOLDER: FOLDER FOLDER ...        what a folder may include, besides itself (/* means every folder below)
    only FILE FILE ...: <header>         the only files that may include a header (* as in file names)
    never FOLDER: <header> <header> ...  headers a folder must not include (a trailing * stands for the rest)

A folder not named by any `may` line is an error, so that a new one has to be drawn first.
"""
import fnmatch
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class Picture:
    def __init__(self, text):
        block = re.search(r"^```layers\n(.*?)^```", text, re.S | re.M)
        if not block:
            raise SystemExit("docs/ARCHITECTURE.md has no ```layers block.")
        self.may, self.only, self.never = {}, [], []
        for line in block[1].splitlines():
            line = line.split("#")[0].strip()
            if not line:
                continue
            word, rest = line.split(None, 1)
            left, right = (part.split() for part in rest.split(":", 1))
            if word == "may":
                self.may[left[0]] = set(right)
            elif word == "only":
                self.only += [(left, header.strip("<>")) for header in right]
            elif word == "never":
                self.never += [(left[0], header.strip("<>")) for header in right]
            else:
                raise SystemExit(f"docs/ARCHITECTURE.md: a layers line cannot begin with '{word}'")

    def layer_of(self, path):
        """The longest drawn name that the path lies in; a drawn name may also be one file, or FILE.*"""
        fits = [name for name in self.may if path == name or path.startswith(name + "/") or fnmatch.fnmatch(path, name)]
        return max(fits, key=len, default=None)


def problems(picture, files):
    """files: {path: text}. Yields one sentence for each include that the picture does not allow."""
    for path, text in sorted(files.items()):
        layer = picture.layer_of(path)
        if layer is None:
            yield f"{path}: its folder is not in the picture"
            continue
        for number, line in enumerate(text.splitlines(), 1):
            include = INCLUDE.match(line)
            if not include:
                continue
            quoted, header = include[1] == '"', include[2]
            here = f"{path}:{number}"
            if quoted:
                other = picture.layer_of(header)
                if other is None:
                    yield f'{here}: "{header}" is not named from the root of the repository'
                elif other != layer and not any(other == a or (a.endswith("/*") and other.startswith(a[:-1]))
                                                for a in picture.may[layer]):
                    yield f'{here}: {layer} may not include {other} ("{header}")'
            for allowed, pattern in picture.only:
                if fnmatch.fnmatch(header, pattern) and not any(fnmatch.fnmatch(path, a) for a in allowed):
                    yield f"{here}: <{header}> belongs to {', '.join(allowed)} alone"
            for folder, pattern in picture.never:
                if (path == folder or path.startswith(folder + "/")) and fnmatch.fnmatch(header, pattern):
                    yield f"{here}: <{header}> has no place in {folder}"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    picture = Picture((root / "docs/ARCHITECTURE.md").read_text(encoding="utf-8"))
    files = {str(p.relative_to(root)): p.read_text(encoding="utf-8") for top in ("protocol", "storage", "server", "tests")
             for pattern in ("*.hpp", "*.cpp") for p in (root / top).rglob(pattern)}
    found = list(problems(picture, files))
    print("\n".join(found) if found else f"Layers: {len(files)} files keep to the picture.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
