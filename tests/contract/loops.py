#!/usr/bin/env python3
"""
Loops over a table whose end is a number: a row more would not be looked at.

    loops.py FILE...

A table is an array with an initialiser and without a size.  A loop that counts
to a number and uses its counter as an index of the table is printed; fails if
there is any.
"""
import re
import sys

TABLE = re.compile(r"\b(\w+)\[\](?:\[[^]]*\])*\s*=\s*\{")
LOOP = re.compile(r"\bfor \((?:[\w ]+\s)?(\w+) = 0; \1 < (\d+); "
                  r"(?:\1\+\+|\+\+\1)\)")


def body(text, at):
    """The statement that begins at AT: a block, or up to its semicolon."""
    depth = 0
    for end in range(at, len(text)):
        if text[end] in "{(":
            depth += 1
        elif text[end] in "})":
            depth -= 1
            if depth == 0 and text[end] == "}":
                return text[at:end]
        elif text[end] == ";" and depth == 0:
            return text[at:end]
    return text[at:]


def functions(text):
    """(where, text) of each function; ("", 0) is what stands outside."""
    begins = [found.start() for found in re.finditer(r"^\{", text, re.M)]
    for begin in begins:
        end = text.find("\n}", begin)
        yield begin, text[begin:end]


def faults(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    spans = list(functions(text))
    outside = text
    for begin, inside in reversed(spans):
        outside = outside[:begin] + outside[begin + len(inside):]
    for begin, inside in spans:
        tables = set(TABLE.findall(outside)) | set(TABLE.findall(inside))
        for loop in LOOP.finditer(inside):
            used = body(inside, loop.end())
            for table in sorted(tables):
                if re.search(rf"(?<![\w.>]){table}\[{loop[1]}\]", used):
                    line = text.count("\n", 0, begin + loop.start()) + 1
                    yield f"{path}:{line}: {table} up to {loop[2]}"


found = [fault for path in sys.argv[1:] for fault in faults(path)]
for fault in found:
    print(fault)
sys.exit(1 if found else 0)
