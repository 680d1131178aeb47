#!/usr/bin/env python3
"""pages.py PAGE...: every path and every commit that the pages name exists.

A path is what stands between backquotes and has a slash; an upper-case part
(NOUN, NNNN) and x stand for any name.
"""
import glob
import re
import subprocess
import sys

PATH = re.compile(r"`([A-Za-z0-9_.*/-]+/[A-Za-z0-9_.*-]*)`")
COMMIT = re.compile(r"\b([0-9a-f]{7}), `([^`]+)`")


def paths(page, text):
    for match in PATH.finditer(text):
        path = match.group(1)
        if path.startswith(("/", "build/")):
            continue
        if not glob.glob(re.sub(r"[A-Z]{4,}|\bx\b", "*", path)):
            yield f"{page}: no such path: {path}"


def commits(page, text):
    # Without its history a tree has nothing to compare with.
    shallow = subprocess.run(["git", "rev-parse", "--is-shallow-repository"],
                             capture_output=True, text=True).stdout.strip()
    first = subprocess.run(["git", "rev-parse", "-q", "--verify", "HEAD~1"],
                           capture_output=True).returncode != 0
    if shallow != "false" or first:
        return
    for digits, subject in COMMIT.findall(text):
        log = subprocess.run(["git", "log", "-1", "--format=%s", digits],
                             capture_output=True, text=True)
        if log.stdout.strip() != " ".join(subject.split()):
            yield f"{page}: no such commit: {digits} {subject}"


def main():
    wrong = []
    for page in sys.argv[1:]:
        with open(page, encoding="utf-8") as file:
            text = file.read()
        wrong += [*paths(page, text), *commits(page, text)]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


sys.exit(main())
