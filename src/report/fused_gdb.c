/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A script for gdb: what was fused has its debug information elsewhere, each part for its own addresses. The script is
 * Python, as gdb has no other way to look for files and to ask where a program lies. Names are bytes there, with every
 * one escaped that is no letter or digit.
 */
#include <stdio.h>

#include "base/hex.h"
#include "report/render.h"

static const char *const head[] = {
	"# SPDX-License-Identifier: Apache-2.0\n",
	"# For gdb: the symbols of what linkwright fused into one file. gdb -x THIS FILE, or source THIS.\n",
	"# They are loaded once it is known where the file lies: when the program stops, or at once for a core dump\n",
	"# or a file at fixed addresses. The command linkwright-symbols loads them at any time.\n",
	"python\n",
	"import gdb, os, re\n\n",
};

static const char *const body[] = {
	"\n",
	"class LinkwrightSymbols(gdb.Command):\n",
	"    \"\"\"Load the symbols of what was fused into the file.\"\"\"\n\n",
	"    def __init__(self):\n",
	"        super().__init__(\"linkwright-symbols\", gdb.COMMAND_FILES)\n",
	"        self.base, self.loaded = None, []\n",
	"        gdb.events.stop.connect(lambda event: self.load())\n",
	"        if FIXED or self.where() is not None:\n",
	"            self.load()\n\n",
	"    def where(self):\n",
	"        \"\"\"How far the file lies from the addresses that it tells; None: it is not loaded.\"\"\"\n",
	"        if FIXED:\n",
	"            return 0\n",
	"        try:\n",
	"            lines = gdb.execute(\"info proc mappings\", to_string=True).splitlines()\n",
	"        except gdb.error:\n",
	"            return None\n",
	"        program = gdb.current_progspace().filename or \"\"\n",
	"        names = {os.path.basename(FILE), os.path.basename(program) if PROGRAM else \"\"} - {\"\"}\n",
	"        starts = [int(x.split()[0], 16) for x in lines if x.strip().startswith(\"0x\") and \"/\" in x\n",
	"                  and os.path.basename(x.strip().split(\"/\")[-1]) in names]\n",
	"        return min(starts) - LOW if starts else None\n\n",
	"    def symbols_of(self, build_id, path):\n",
	"        \"\"\"The separate debug file, or the part's own file where that is still the same.\"\"\"\n",
	"        for place in gdb.parameter(\"debug-file-directory\").split(\":\"):\n",
	"            name = os.path.join(place, \".build-id\", build_id[:2], build_id[2:] + \".debug\")\n",
	"            if build_id and os.path.exists(name):\n",
	"                return name\n",
	"        try:\n",
	"            with open(path, \"rb\") as file:\n",
	"                return path if build_id and bytes.fromhex(build_id) in file.read(1 << 16) else None\n",
	"        except OSError:\n",
	"            return None\n\n",
	"    def load(self, base=None):\n",
	"        base = self.where() if base is None else base\n",
	"        if base is None or base == self.base:\n",
	"            return\n",
	"        quote = lambda name: re.sub(r\"([^\\w/.+-])\", r\"\\\\\\1\", name)\n",
	"        for name in self.loaded:\n",
	"            try:\n",
	"                gdb.execute(\"remove-symbol-file \" + quote(name), to_string=True)\n",
	"            except gdb.error:\n",
	"                pass\n",
	"        self.base, self.loaded = base, []\n",
	"        for build_id, path, delta in PARTS:\n",
	"            name = self.symbols_of(build_id, path)\n",
	"            if name is None:\n",
	"                print(\"no symbols for %s (build-id %s)\" % (path, build_id or \"none\"))\n",
	"                continue\n",
	"            at = (base + delta) % (1 << 64)\n",
	"            gdb.execute(\"add-symbol-file %s -o %#x\" % (quote(name), at), to_string=True)\n",
	"            self.loaded.append(name)\n\n",
	"    def invoke(self, argument, from_tty):\n",
	"        self.load(self.where() or 0)\n\n\n",
	"LinkwrightSymbols()\n",
	"end\n",
};

static void lines(struct lw_out *o, const char *const *at, size_t n) {
	for (size_t i = 0; i < n; i++)
		lw_out_text(o, at[i]);
}

/* os.fsdecode(b"...") */
static void name(struct lw_out *o, const char *text) {
	lw_out_text(o, "os.fsdecode(b\"");
	for (; *text != '\0'; text++) {
		const char c = *text;
		const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			c == '/' || c == '.' || c == '-' || c == '_' || c == '+';
		lw_out_fmt(o, plain ? "%c" : "\\x%02x", (unsigned char)c);
	}
	lw_out_text(o, "\")");
}

static bool part(struct lw_report *r, const struct lw_fused_file *f, struct lw_error *err) {
	const char *id = f->build_id == NULL ? "" : lw_hex(&r->arena, f->build_id, f->n_build_id, err);
	if (id == NULL)
		return false;
	lw_out_text(&r->out, "    (\"");
	lw_out_text(&r->out, id);
	lw_out_text(&r->out, "\", ");
	name(&r->out, f->path);
	lw_out_fmt(&r->out, ", %#llx),\n", (unsigned long long)f->delta);
	return true;
}

static bool fused(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err) {
	struct lw_out *o = &r->out;
	const struct lw_fused *f = shown->fused;
	lines(o, head, sizeof head / sizeof head[0]);
	lw_out_text(o, "FILE = ");
	name(o, f->path);
	lw_out_fmt(o, "\nPROGRAM, FIXED, LOW = %s, %s, %#llx\nPARTS = [\n", f->is_program ? "True" : "False",
		   f->is_fixed ? "True" : "False", (unsigned long long)f->low);
	for (uint32_t i = 0; i < f->n_files; i++)
		if (!part(r, &f->files[i], err))
			return false;
	lw_out_text(o, "]\n");
	lines(o, body, sizeof body / sizeof body[0]);
	return true;
}

const struct lw_renderer lw_render_gdb = {.fused = fused};
