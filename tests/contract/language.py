#!/usr/bin/env python3
"""
Wordings that a native administrator would have to decode.

    language.py finished       the faults of all finished files
    language.py all FILE...    those of FILES, finished or not
    language.py claims         the claims of the rules, one a line
    language.py empty          patterns of finished files that match none

tests/contract/language lists the finished files and the rules.  The script reads
the literals of N_() and _(), the comments of every language of the tree, the
names of tests, and man pages and Markdown without their code.  It reads a text
as one line, so that a wording is found across a line break.  It prints
FILE:LINE: 'WORDING': CLAIM, and fails if it finds any.
"""
import fnmatch
import re
import subprocess
import sys

LIST = "tests/contract/language"
LITERAL = r'"(?:[^"\\]|\\.)*"'
C_TOKEN = re.compile(
    rf"(?P<comment>/\*.*?\*/|//[^\n]*)"
    rf"|(?P<marked>\bN?_\(\s*(?:{LITERAL}\s*)+\))"
    rf"|(?P<variable>\b_\(\s*[^\s\"][^;\n]*)"
    rf"|(?P<test>^\w+(?=\(void \*\*state\)\n))"
    rf"|{LITERAL}|'(?:[^'\\]|\\.)*'", re.S | re.M)
ESCAPES = re.compile(r"\\(?:n|t|x[0-9a-f]{2}|(.))")


def flat(text):
    return " ".join(text.split())


class Text:
    """A piece of FILE that people read: its kind, its first line and words."""
    def __init__(self, kind, line, raw):
        self.kind, self.line, self.raw = kind, line, raw


def c_texts(source):
    for token in C_TOKEN.finditer(source):
        kind, raw = token.lastgroup, token[0]
        line = source.count("\n", 0, token.start()) + 1
        if kind == "comment":
            yield Text(kind, line, re.sub(r"(?m)^\s*\*(?!/)|^/\*+|\*/$|^//", " ", raw))
        elif kind == "marked":
            yield Text("sentence", line, ESCAPES.sub(
                r" \1", re.sub(r'"\s*"', "", raw[raw.index('"') + 1:raw.rindex('"')])))
        elif kind == "test":
            yield Text("name", line, raw.replace("_", " "))
        elif kind == "variable" and "#define" not in source.split("\n")[line - 1]:
            yield Text("variable", line, raw)


def line_comments(source, mark):
    """Neighbouring lines that hold a comment alone are one text."""
    block, first = [], 0
    for number, line in enumerate(source.split("\n") + [""], 1):
        at = re.match(rf"\s*{mark}(?!!)(.*)", line)
        if at:
            first = first if block else number
            block.append(at[1])
        elif block:
            yield Text("comment", first, "\n".join(block))
            block = []


def bats_texts(source):
    yield from line_comments(source, "#")
    for found in re.finditer(r'^@test "(.*?)"', source, re.M):
        yield Text("name", source.count("\n", 0, found.start()) + 1,
                   found[1].replace("_", " "))


def paragraphs(source, is_break):
    block, first = [], 0
    for number, line in enumerate(source.split("\n") + [""], 1):
        if is_break(line):
            if block:
                yield Text("page", first, "\n".join(block))
            block = []
        else:
            first = first if block else number
            block.append(line)


def man_texts(source):
    """Without comments, literal displays and the names of macros."""
    source = re.sub(r'(?m)^\.\\".*$', "", source)
    source = re.sub(r"(?ms)^\.(Bd|EX|nf)\b.*?^\.(Ed|EE|fi)\b",
                    lambda display: "\n" * display[0].count("\n"), source)
    source = re.sub(r"\\f[A-Z]|\\&", "", source).replace("\\-", "-")
    for text in paragraphs(source, lambda line: re.match(
            r"\.(Pp|PP|Sh|SH|Ss|TP|It|sp|IP|RS|RE|El|Bl)\b|\s*$", line)):
        text.raw = re.sub(r"(?m)^\.[A-Za-z]+ ?|\b(?:Ar|Cm|Fl|Pa|Nm|Xr|Sy|Ql)\b", " ", text.raw)
        yield text


def md_texts(source):
    """Without blocks of code and code in lines."""
    source = re.sub(r"(?ms)^```.*?^```", lambda code: "\n" * code[0].count("\n"), source)
    source = re.sub(r"(?m)^    .*$", "", source)
    source = re.sub(r"`[^`\n]*`", "`x`", source)
    return paragraphs(source, lambda line: not line.strip() or line.startswith(("|", "#", "- ")))


def texts(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        source = file.read()
    path = path.removesuffix(".in")
    if path.endswith((".c", ".h", ".def")):
        return list(c_texts(source))
    if path.endswith(".sql"):
        return list(line_comments(source, "--"))
    if path.endswith(".md"):
        return list(md_texts(source))
    if re.search(r"\.[58]$", path):
        return list(man_texts(source))
    if path.endswith((".bats", ".outside")):
        return list(bats_texts(source))
    if path.endswith((".sh", ".bash", ".t", ".py", ".mk")) or source.startswith("#!") \
            or path.endswith(("Makefile", ".service", ".socket", ".timer", ".conf")):
        return list(line_comments(source, "#"))
    return []


class Rules:
    """The list: patterns of finished files, and rows of CLAIM | KINDS | REGEX."""
    def __init__(self):
        self.finished, self.unfinished, self.rows = [], [], []
        with open(LIST, encoding="utf-8") as file:
            for line in file:
                line = line.strip()
                fields = [field.strip() for field in line.split(" | ", 2)]
                if not line or line.startswith("#"):
                    continue
                if len(fields) == 3:
                    self.rows.append((fields[0], fields[1].split(), re.compile(fields[2])))
                elif line.startswith("!"):
                    self.unfinished.append(line[1:])
                else:
                    self.finished.append(line)

    def covers(self, path):
        return any(fnmatch.fnmatch(path, row) for row in self.finished) \
            and not any(fnmatch.fnmatch(path, row) for row in self.unfinished)


def faults(path, rows):
    for text in texts(path):
        words = flat(text.raw)
        for claim, kinds, pattern in rows:
            if text.kind not in kinds:
                continue
            for found in pattern.finditer(words):
                before = found[0].split()[0]
                skipped = len(re.findall(re.escape(before), words[:found.start()]))
                at = [hit.start() for hit in re.finditer(re.escape(before), text.raw)]
                line = text.line + text.raw[:at[skipped]].count("\n") \
                    if skipped < len(at) else text.line
                yield f"{path}:{line}: '{found[0]}': {claim}"


def listed():
    found = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"],
                           check=True, stdout=subprocess.PIPE, text=True)
    return sorted(path for path in found.stdout.split("\0") if path)


def main():
    rules = Rules()
    if sys.argv[1] == "claims":
        print("\n".join(dict.fromkeys(row[0] for row in rules.rows)))
        return 0
    elif sys.argv[1] == "empty":
        paths = listed()
        gone = [row for row in rules.finished + rules.unfinished
                if not any(fnmatch.fnmatch(path, row) for path in paths)]
        print("\n".join(f"no file matches {row}" for row in gone))
        return 1 if gone else 0
    files = sys.argv[2:] if sys.argv[1] == "all" else \
        [path for path in listed() if rules.covers(path)]
    found = 0
    for path in files:
        try:
            for fault in faults(path, rules.rows):
                print(fault)
                found += 1
        except FileNotFoundError:
            continue  # deleted, and not yet committed
    return 1 if found else 0


sys.exit(main())
