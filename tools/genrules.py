#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""genrules.py OUT.c PAGE.md...: the pages of the rules as C source of cli_rule_text()."""
import os
import sys


def quoted(text):
    out = ""
    for c in text.encode():
        out += {0x22: '\\"', 0x5c: "\\\\", 0x0a: "\\n"}.get(c, chr(c) if 0x20 <= c < 0x7f else f"\\{c:03o}")
    return '"' + out + '"'


def main():
    out, pages = sys.argv[1], sys.argv[2:]
    lines = ["/* Made by tools/genrules.py from docs/rules. */", '#include "cli/rule_text.h"', "", "#include <stddef.h>", "#include <string.h>", "",
             "static const struct {", "\tconst char *id, *text;", "} pages[] = {"]
    for page in sorted(pages):
        with open(page, encoding="utf-8") as f:
            body = f.read()
        name = os.path.basename(page).removesuffix(".md")
        lines.append(f'\t{{"{name}",')
        lines += [f"\t {quoted(line)}" for line in body.splitlines(True)]
        lines.append("\t},")
    lines += ["};", "", "const char *cli_rule_text(const char *id) {",
              "\tfor (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)", "\t\tif (strcmp(pages[i].id, id) == 0)",
              "\t\t\treturn pages[i].text;", '\treturn "";', "}", ""]
    with open(out, "w", encoding="utf-8") as f:
        f.write("\n".join(lines))


if __name__ == "__main__":
    main()
