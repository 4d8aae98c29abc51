/* SPDX-License-Identifier: Apache-2.0 */
/* A policy or a distribution as JSON (share/schema/policy-1.json). */
#include <string.h>

#include "report/json.h"

static void add_word(struct lw_json *j, json_t *list, const char *at, size_t n) {
	char word[128];
	if (n >= sizeof word)
		n = sizeof word - 1;
	memcpy(word, at, n);
	word[n] = '\0';
	lw_json_add_text(j, list, word);
}

static json_t *words(struct lw_json *j, const struct lw_policy *p, enum lw_policy_list which, const char *key) {
	struct lw_policy_walk walk = {.policy = p, .list = which, .key = key};
	json_t *list = lw_json_list(j);
	struct lw_policy_word w;
	while (lw_policy_next(&walk, &w))
		add_word(j, list, w.at, w.n);
	return list;
}

static json_t *versions(struct lw_json *j, const struct lw_policy *p) {
	json_t *o = lw_json_object(j);
	const char *machine;
	for (unsigned i = 0; (machine = lw_policy_machine(i)) != NULL; i++)
		if (lw_policy_has_machine(p, machine))
			lw_json_put(j, o, machine, words(j, p, LW_POLICY_VERSIONS, machine));
	return o;
}

static json_t *banned(struct lw_json *j, const struct lw_policy *p) {
	struct lw_policy_walk walk = {.policy = p, .list = LW_POLICY_BANNED};
	json_t *o = lw_json_object(j);
	struct lw_policy_word w;
	while (lw_policy_next(&walk, &w))
		if (o != NULL && json_object_get(o, w.key) == NULL)
			lw_json_put(j, o, w.key, words(j, p, LW_POLICY_BANNED, w.key));
	return o;
}

bool lw_json_policy(struct lw_report *r, const struct lw_policy *p, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *o = lw_json_object(&j);
	lw_json_text(&j, o, "policy", p->name);
	lw_json_text(&j, o, "alias", p->alias);
	lw_json_text(&j, o, "libc", p->libc);
	lw_json_put(&j, o, "libraries", words(&j, p, LW_POLICY_LIBRARIES, NULL));
	lw_json_put(&j, o, "versions", versions(&j, p));
	lw_json_put(&j, o, "banned", banned(&j, p));
	return lw_json_result(r, &j, o, err);
}

bool lw_json_distro(struct lw_report *r, const char *word, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *o = lw_json_object(&j), *machines = lw_json_object(&j);
	const char *machine, *name = word;
	for (unsigned i = 0; (machine = lw_policy_machine(i)) != NULL; i++) {
		const struct lw_distro *d = lw_distro_find(word, machine);
		json_t *list = d == NULL ? NULL : lw_json_list(&j);
		for (const char *at = d == NULL ? "" : d->offers; *at != '\0';) {
			const size_t n = strcspn(at, " ");
			add_word(&j, list, at, n);
			at += n + (at[n] == ' ');
		}
		if (d != NULL)
			lw_json_put(&j, machines, machine, list);
		name = d == NULL ? name : d->name;
	}
	lw_json_text(&j, o, "distribution", name);
	lw_json_put(&j, o, "offers", machines);
	return lw_json_result(r, &j, o, err);
}
