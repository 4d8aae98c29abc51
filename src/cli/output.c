/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "linkwright/jobs.h"

bool cli_write(void *ctx, const char *bytes, size_t n) {
	int *sys = ctx;
	while (n != 0 && *sys == 0) {
		const ssize_t done = write(STDOUT_FILENO, bytes, n);
		if (done < 0) {
			if (errno != EINTR)
				*sys = errno;
			continue;
		}
		bytes += done;
		n -= (size_t)done;
	}
	return *sys == 0;
}

int cli_print(const char *text) {
	int sys = 0;
	if (cli_write(&sys, text, strlen(text)))
		return 0;
	struct lw_error none = {0};
	cli_complain_output(sys, &none);
	return 2;
}

/* In one piece, so that lines of several processes do not mix. */
static void say(const char *who, const char *subject, const char *text, const char *tail) {
	const size_t n = strlen(subject) + strlen(text);
	char *safe = malloc(4 * n + 2);
	if (safe == NULL) {
		fprintf(stderr, "%s: out of memory\n", who);
		return;
	}
	lw_escape(subject, safe);
	char *second = safe + strlen(safe) + 1;
	lw_escape(text, second);
	fprintf(stderr, "%s: %s%s%s%s\n", who, safe, *safe == '\0' ? "" : ": ", second, tail);
	free(safe);
}

void cli_complain_file(const char *file, const struct lw_error *err) {
	char tail[80];
	if (err->has_off)
		snprintf(tail, sizeof tail, " (at 0x%llx) [%s]", (unsigned long long)err->off, lw_code_name(err->code));
	else
		snprintf(tail, sizeof tail, " [%s]", lw_code_name(err->code));
	say("linkwright", file, err->text, tail);
}

void cli_complain(const struct lw_error *err) {
	say("linkwright", "", err->text, "");
}

void cli_say(const char *who, const char *text) {
	say(who, "", text, "");
}

void cli_say_edited(const char *who, const struct lw_plan *plan, const struct lw_committed *done) {
	for (uint32_t i = 0; i < plan->n_warnings; i++)
		say(who, "warning", plan->warnings[i], "");
	for (uint32_t i = 0; i < done->n_notes; i++)
		say(who, "note", done->notes[i], "");
}

void cli_complain_output(int sys, const struct lw_error *err) {
	if (sys == EPIPE)
		return;
	if (sys != 0)
		say("linkwright", "standard output cannot be written", strerror(sys), "");
	else
		cli_complain(err);
}

bool cli_color(const char *when, bool *color, struct lw_error *err) {
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	*color = false;
	if (when == NULL || strcmp(when, "auto") == 0) {
		*color = (no_color == NULL || *no_color == '\0') && term != NULL && strcmp(term, "dumb") != 0 &&
			isatty(STDOUT_FILENO);
		return true;
	}
	*color = strcmp(when, "always") == 0;
	if (*color || strcmp(when, "never") == 0)
		return true;
	return lw_fail(err, LW_E_USAGE, "option '--color' takes auto, always or never, not '%s'", when);
}

bool cli_workers(const char *jobs, size_t n_jobs, unsigned *out, struct lw_error *err) {
	char *end = NULL;
	const unsigned long n = jobs == NULL ? 0 : strtoul(jobs, &end, 10);
	if (jobs != NULL && (*jobs < '0' || *jobs > '9' || *end != '\0' || n < 1 || n > LW_MOST_WORKERS))
		return lw_fail(err, LW_E_USAGE, "option '--jobs' takes a number from 1 to %d, not '%s'",
			       LW_MOST_WORKERS, jobs);
	*out = lw_jobs_workers((unsigned)n, n_jobs);
	return true;
}

bool cli_format(const char *name, bool dot, enum lw_report_format *format, struct lw_error *err) {
	static const char *const names[] = {"text", "json", "dot"};
	static const enum lw_report_format formats[] = {LW_REPORT_TEXT, LW_REPORT_JSON, LW_REPORT_DOT};
	*format = LW_REPORT_TEXT;
	for (size_t i = 0; i < (dot ? 3u : 2u); i++) {
		if (name != NULL && strcmp(names[i], name) == 0) {
			*format = formats[i];
			return true;
		}
	}
	return name == NULL ||
		lw_fail(err, LW_E_USAGE, "option '--format' takes %s, not '%s'",
			dot ? "text, json or dot" : "text or json", name);
}
