#!/usr/bin/env python3
"""
The order of the rooms, of their files and of the libraries (the table: rooms).

    rooms.py CHECK      places | includes | symbols | names | circles | libraries

Prints what breaks the order, one line each, with the files and the symbol, and
fails if there is any.  Run at the top of the tree; B is the folder of the
objects.
"""
import fnmatch
import os
import re
import subprocess
import sys

TABLE = "tests/contract/rooms"
B = os.environ.get("B", "build/plain")


def matches(path, patterns):
    """Whether one of PATTERNS has PATH; * stays within a folder."""
    return any(path.count("/") == pattern.count("/")
               and fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


class Table:
    def __init__(self, path):
        self.rooms = []      # names, lowest first
        self.patterns = {}
        self.uses = {}
        self.libraries = []  # (pattern of the header, patterns of files)
        for line in open(path, encoding="ascii"):
            parts = [part.split() for part in line.split("#")[0].split("|")]
            if parts == [[]]:
                continue
            name = parts[0][0]
            if name.startswith("<"):
                self.libraries.append((name.strip("<>"), parts[1]))
                continue
            self.rooms.append(name)
            self.patterns[name] = parts[1]
            self.uses[name] = {name} | self.expand(parts[2])

    def expand(self, names):
        """NAMES with the rooms within them; all stand above this line."""
        found = set()
        for name in names:
            within = {room for room in self.rooms
                      if room == name or room.startswith(name + "/")}
            if not within:
                sys.exit(f"{TABLE}: {self.rooms[-1]} names {name}, "
                         "which does not stand above it")
            found |= within
        return found

    def room_of(self, path):
        for room in self.rooms:
            if matches(path, self.patterns[room]):
                return room
        return None

    def may(self, user, used):
        a, b = self.room_of(user), self.room_of(used)
        return a is None or b is None or b in self.uses[a]


def sources():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.c", "*.h", "*.def",
         ":!tests", ":!bench"],
        check=True, capture_output=True, text=True).stdout.split()
    return [path for path in listed if os.path.exists(path)]


def includes(files):
    """(user, header, line) for each include of a file of the product."""
    known = set(files)
    for path in files:
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                found = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
                if found is None:
                    continue
                beside = os.path.join(os.path.dirname(path), found[1])
                for used in map(os.path.normpath, (found[1], beside)):
                    if used in known:
                        yield path, used, number
                        break


class Objects:
    """Which file defines a symbol, and who uses it, by nm(1)."""

    def __init__(self, files):
        self.defined = {}  # symbol -> files
        self.used = {}     # file -> symbols
        built = {f"{B}/{path[:-2]}.o": path
                 for path in files if path.endswith(".c")}
        missing = [path for path in built if not os.path.exists(path)]
        if missing:
            sys.exit(f"{built[missing[0]]} is not built: no {missing[0]}")
        listed = subprocess.run(["nm", "-P", "-g", "-A", *built], check=True,
                                capture_output=True, text=True).stdout
        for line in listed.splitlines():
            place, name, kind = line.split()[:3]
            self.take(built[place.rstrip(":")], name, kind)

    def take(self, path, name, kind):
        if kind in "Uvw":
            self.used.setdefault(path, []).append(name)
        elif not name.startswith(("__odr_asan", "_ZT")):
            self.defined.setdefault(name, []).append(path)

    def uses(self):
        """(user, definer, symbol)."""
        for path, names in self.used.items():
            for name in names:
                for definer in self.defined.get(name, []):
                    yield path, definer, name


def check_places(table, files):
    for path in files:
        if table.room_of(path) is None:
            yield f"{path}: no room in {TABLE} has it"
    for room in table.rooms:
        if not any(table.room_of(path) == room for path in files):
            yield f"{TABLE}: no file is in {room}"
    for header, patterns in table.libraries:
        for pattern in patterns:
            if not any(matches(path, [pattern]) for path in files):
                yield f"{TABLE}: no file is {pattern}, for <{header}>"


def check_includes(table, files):
    for user, used, line in includes(files):
        if not table.may(user, used):
            yield (f"{user}:{line} includes {used}: {table.room_of(user)} "
                   f"may not use {table.room_of(used)}")


def check_symbols(table, files):
    for user, definer, name in Objects(files).uses():
        if not table.may(user, definer):
            yield (f"{user} uses {name} of {definer}: {table.room_of(user)} "
                   f"may not use {table.room_of(definer)}")


def check_names(_table, files):
    """What two files define cannot be told apart by its name."""
    for name, paths in sorted(Objects(files).defined.items()):
        if len(paths) > 1 and name != "main":
            yield f"{name} is defined by {' and '.join(paths)}"


def unit(path):
    return os.path.splitext(path)[0]


def graph(files):
    """unit -> unit it uses -> by what."""
    edges = {unit(path): {} for path in files}
    steps = [(user, used, f'#include "{used}"')
             for user, used, _line in includes(files)]
    steps += Objects(files).uses()
    for user, used, what in steps:
        if unit(user) != unit(used):
            edges[unit(user)].setdefault(unit(used), what)
    return edges


def way_back(edges, start):
    """The shortest way from START to itself, or None."""
    came, waiting = {}, [start]
    while waiting:
        here = waiting.pop(0)
        for there in sorted(edges[here]):
            if there == start:
                way = [start, here]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if there not in came:
                came[there] = here
                waiting.append(there)
    return None


def check_circles(_table, files):
    """A unit is a .c file with its header: no way leads back to it."""
    edges = graph(files)
    told = set()
    for start in sorted(edges):
        way = None if start in told else way_back(edges, start)
        if way is None:
            continue
        told.update(way)
        yield "; ".join(f"{a} uses {b} ({edges[a][b]})"
                        for a, b in zip(way, way[1:]))


def check_libraries(table, files):
    for path in files:
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                found = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
                for header, patterns in table.libraries:
                    if (found and fnmatch.fnmatchcase(found[1], header)
                            and not matches(path, patterns)):
                        yield (f"{path}:{number} includes <{found[1]}>, which "
                               f"is for {' '.join(patterns)}")


CHECKS = {
    "places": check_places,
    "includes": check_includes,
    "symbols": check_symbols,
    "names": check_names,
    "circles": check_circles,
    "libraries": check_libraries,
}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in CHECKS:
        sys.exit(__doc__.strip())
    faults = list(CHECKS[sys.argv[1]](Table(TABLE), sources()))
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


main()
