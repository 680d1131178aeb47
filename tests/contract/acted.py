#!/usr/bin/env python3
"""acted.py [--write-page]: what is marked as not acted on yet is just that.

Policies (store/core/policy.def), keys of fieldauth.conf (conf/config_key.c) and
fields of a person (store/verb/user_field.c) have a column that says whether
anything acts on them.  Here the column is compared with what the code reads,
and the pages with the column.  --write-page puts the list of policies that comes
on standard input into man/fieldctl.8.
"""
import re
import subprocess
import sys

MARK = "not acted on yet"
LIST = re.compile(r"(?<=up to the end of the list\.\n)\.Bl .*?^\.El\n", re.S | re.M)


def text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", *patterns], capture_output=True,
                         text=True, check=True)
    return out.stdout.split()


def sources(*but):
    """The product's code without comments, but for the files that store, name
    or show a value without acting on it."""
    paths = tracked("*.c", "*.h", ":!tests", ":!bench", *(f":!{b}" for b in but))
    return {p: re.sub(r"/\*.*?\*/", " ", text(p), flags=re.S) for p in paths}


def readers(code, pattern):
    return [path for path, body in code.items() if re.search(pattern, body)]


def compare(what, name, marked, read_by):
    if marked and read_by:
        yield f"{what} {name} is marked as not acted on, and {read_by[0]} reads it"
    if not marked and not read_by:
        yield f"{what} {name} is not read by any code, and not marked so"


def policies():
    """(ID, name, not acted on)"""
    rows = re.findall(r'^POLICY\((\w+), "(\w+)",[^;]*?\b(ACTED_ON|NOT_YET),',
                      text("store/core/policy.def"), re.M)
    return [(policy, name, acted == "NOT_YET") for policy, name, acted in rows]


def check_policies():
    code = sources("store/core/policy.*")
    for policy, name, marked in policies():
        read = rf"\bpolicy_(?:is|has|number)\([^;]*?\bPOLICY_{policy}\b"
        yield from compare("policy", name, marked, readers(code, read))


def config_keys():
    """(key, owner, member, not acted on)"""
    rows = re.findall(r'\{ "(\w+)", CONFIG_KEY_\w+,\s*FIELD(_NOT_YET)?'
                      r'\((\w+), (\w+)\)', text("conf/config_key.c"))
    return [(key, owner, member, mark != "") for key, mark, owner, member in rows]


# Keys whose value code asks a function of conf/ for.
ASKED = {"mail_starttls": r"\bconfig_mail_needs_tls\(",
         "mail_sender": r"\bconfig_sends_mail\("}


def check_config():
    code = sources("conf/*")
    for key, owner, member, marked in config_keys():
        if member in ASKED:
            yield from compare("key", key, marked, readers(code, ASKED[member]))
            continue
        read = rf"(?:config\w*(?:\([^)]*\))?|source|section|start|settings)(?:->|\.)\(?{member}\b"
        yield from compare("key", key, marked, readers(code, read))


def fields():
    """(field, not acted on)"""
    body = text("store/verb/user_field.c")
    table = body[body.index("user_fields[] = {"):body.index("user_field_count =")]
    rows = re.findall(r'\{ "(\w+)",(.*?)\},', table, re.S)
    return [(name, ".not_yet = true" in rest) for name, rest in rows]


# What a session, a text or a screen would do by: the other fields are facts
# about the person, to be shown and looked for.
SETTINGS = ("language", "shell", "desktop", "landing")


def check_fields():
    code = sources("store/verb/*", "store/people/user*", "store/core/user.h",
                   "control/user/*", "control/me/*", "control/person/*",
                   "fieldctl/*", "conf/*")
    sql = "".join(text(p) for p in tracked("store/db/sql_secret.def"))
    for name, marked in fields():
        if name not in SETTINGS:
            if marked:
                yield f"field {name} is marked, and it is a fact about a person"
            continue
        read = readers(code, rf"(?:person|user|row)\w*(?:->|\.){name}\b")
        if re.search(rf"\bp\.{name}\b", sql):
            read.append("store/db/sql_secret.def")
        yield from compare("field", name, marked, read)


def check_page(fresh):
    page = LIST.search(text("man/fieldctl.8"))
    if page is None or page.group(0) != fresh:
        yield "man/fieldctl.8: run: make requests"


def check_config_page():
    """Each marked key's item says so, and none else does."""
    marked = {key for key, _, _, mark in config_keys() if mark}
    body = text("man/fieldauth.conf.5")
    for section in re.split(r"^\.Ss ", body, flags=re.M)[1:]:
        intro, *items = re.split(r"^\.It Cm ", section, flags=re.M)
        for item in items:
            keys = re.findall(r"\w+", item.split("\n", 1)[0])
            says = MARK in " ".join(item.lower().split())
            for key in keys:
                owner = section.split("]")[0].lstrip("[").split()[0]
                is_marked = key in marked and owner in ("mail", "terminal")
                if says != is_marked:
                    yield (f"man/fieldauth.conf.5: {key} "
                           f"{'says' if says else 'does not say'} '{MARK}'")


def check_options():
    """The option that sets a marked field says so, and so does what shows it."""
    for name, marked in fields():
        for path in tracked("fieldctl/user/*.c", "fieldctl/me/*.c",
                            "fieldctl/person/columns.c"):
            for row in re.findall(rf'\{{ "{name}",(?: "[A-Z]+",)?\s*N_\((.*?)\)(?=,)',
                                  text(path), re.S):
                if (MARK in row) != marked:
                    yield f"{path}: {name}: {row}"


def check_readme():
    """README names what is not acted on, all of it."""
    body = text("README.md").split("## Not yet", 1)[1].split("\n## ", 1)[0]
    named = set(re.findall(r"`([a-z_]+)`", body))
    wanted = {name for _, name, marked in policies() if marked}
    wanted |= {name for name, marked in fields() if marked}
    wanted |= {key for key, _, member, mark in config_keys()
               if mark and not member.startswith("mail_")}
    for name in sorted(named ^ wanted):
        yield f"README.md, Not yet: {name} is {'missing' if name in wanted else 'acted on'}"


def option_names():
    for path in tracked("fieldctl/*.c"):
        for table in re.findall(r"struct option_spec \w+\[\] = \{(.*?)\n\};",
                                text(path), re.S):
            for name in re.findall(r'\{ "([a-z-]+)",', table):
                yield path, name


def check_read():
    """Every option of fieldctl and every parameter of a request is read."""
    bodies = [re.sub(r"struct option_spec \w+\[\] = \{.*?\n\};", "", body, flags=re.S)
              for body in sources().values()]
    bodies = [re.sub(r'\{\s*"\w+",\s*PARAM_\w+.*?\}', "", body, flags=re.S)
              for body in bodies]
    words = set()
    for body in bodies:
        words |= set(re.findall(r'"([a-z_-]+)"', body))
    for path, name in option_names():
        if name not in words:
            yield f"{path}: --{name} is not read"
    for path, body in sources().items():
        for name in re.findall(r'\{\s*"(\w+)",\s*PARAM_', body):
            if name not in words:
                yield f"{path}: parameter {name} is not read"


CHECKS = {"policies": check_policies, "config": check_config, "fields": check_fields,
          "config-page": check_config_page, "options": check_options,
          "readme": check_readme, "read": check_read}


def main():
    if sys.argv[1] == "--write-page":
        page, fresh = text("man/fieldctl.8"), sys.stdin.read()
        with open("man/fieldctl.8", "w", encoding="utf-8") as file:
            file.write(LIST.sub(lambda _: fresh, page))
        return 0
    wrong = list(check_page(sys.stdin.read()) if sys.argv[1] == "page"
                 else CHECKS[sys.argv[1]]())
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


sys.exit(main())
