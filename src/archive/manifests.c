/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/manifests.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include <jansson.h>

#include "base/fail.h"
#include "bytes/json.h"

#define MOST_JSON ((uint64_t)4 << 20)
#define MOST_DEPTH 4 /* of indexes in indexes */
#define MOST_IMAGES 4096
#define MOST_LAYERS 4096

struct finder {
	struct lw_archive_tree *outer;
	struct lw_arena *arena;
	LW_VEC(struct lw_image_plan) images;
	unsigned n_seen; /* manifests that were looked at */
};

/* ---- JSON of the archive ---- */

static bool parse(const struct lw_source *src, const char *name, struct lw_arena *a, json_t **out,
		  struct lw_error *err) {
	struct lw_span text;
	LW_TRY(lw_source_view(src, 0, src->size, a, &text, err));
	*out = lw_json_read(text, JSON_REJECT_DUPLICATES, name, err);
	return *out != NULL;
}

/* *out is NULL where there is no such file. */
static bool load(struct lw_archive_tree *outer, const char *path, json_t **out, struct lw_error *err) {
	struct lw_arena text = {0};
	*out = NULL;
	const struct lw_source *src = lw_archive_tree_source(outer, path, err);
	if (src == NULL)
		return err->code == LW_E_OK;
	if (src->size > MOST_JSON)
		return lw_fail(err, LW_E_LIMIT, "%.100s has more than %u MiB", path + 1, (unsigned)(MOST_JSON >> 20));
	const bool ok = parse(src, path + 1, &text, out, err);
	lw_arena_free(&text);
	return ok;
}

static const char *text_of(const json_t *object, const char *key) {
	return json_string_value(json_object_get(object, key));
}

static bool keep(struct finder *f, const char *text, const char **out, struct lw_error *err) {
	*out = NULL;
	return text == NULL || (*out = lw_strdup(f->arena, text, err)) != NULL;
}

/* The path of a blob: "sha256:0123" lies in blobs/sha256/0123. NULL: no digest; or NOMEM. */
static const char *blob_of(struct lw_arena *a, const char *digest, struct lw_error *err) {
	const char *colon = digest == NULL ? NULL : strchr(digest, ':');
	if (colon == NULL || strchr(digest, '/') != NULL || colon[1] == '.')
		return NULL;
	return lw_sprintf(a, err, "/blobs/%.*s/%s", (int)(colon - digest), digest, colon + 1);
}

static bool add_layer(struct finder *f, struct lw_image_plan *p, const char *path, struct lw_error *err) {
	if (p->layers.n >= MOST_LAYERS)
		return lw_fail(err, LW_E_LIMIT, "an image has more than %d layers", MOST_LAYERS);
	const char **layer = lw_vec_add(f->arena, &p->layers, err);
	if (layer == NULL)
		return false;
	*layer = path;
	return true;
}

static bool platform_of(struct finder *f, const json_t *told, struct lw_image_plan *p, struct lw_error *err) {
	const char *os = text_of(told, "os"), *cpu = text_of(told, "architecture"), *variant = text_of(told, "variant");
	if (os == NULL || cpu == NULL)
		return true;
	p->platform = lw_sprintf(f->arena, err, "%s/%s%s%s", os, cpu, variant == NULL ? "" : "/",
				 variant == NULL ? "" : variant);
	return p->platform != NULL;
}

/* ---- OCI ---- */

static bool take_index(struct finder *f, const json_t *index, const char *name, unsigned depth, struct lw_error *err);

/* An index among the manifests of an index has those of one image for several platforms. */
static bool inner_index(struct finder *f, const char *path, const char *name, unsigned depth, bool *is,
			struct lw_error *err) {
	json_t *json;
	LW_TRY(load(f->outer, path, &json, err));
	*is = json_is_array(json_object_get(json, "manifests"));
	const bool ok = !*is || depth >= MOST_DEPTH || take_index(f, json, name, depth + 1, err);
	json_decref(json);
	return ok;
}

static bool take_manifest(struct finder *f, const json_t *entry, const char *above, unsigned depth,
			  struct lw_error *err) {
	const json_t *notes = json_object_get(entry, "annotations"), *platform = json_object_get(entry, "platform");
	const char *os = text_of(platform, "os"), *path = blob_of(f->arena, text_of(entry, "digest"), err), *name;
	const char *told = text_of(notes, "io.containerd.image.name");
	int sys;
	bool is_index;
	if (++f->n_seen > MOST_IMAGES)
		return lw_fail(err, LW_E_LIMIT, "holds more than %d images", MOST_IMAGES);
	if (told == NULL)
		told = text_of(notes, "org.opencontainers.image.ref.name");
	if (path == NULL)
		return lw_fail(err, LW_E_MALFORMED, "index.json has a manifest without a digest");
	/* Proofs of where an image comes from are of no platform; what was left out cannot be looked at. */
	if ((os != NULL && strcmp(os, "unknown") == 0) || lw_archive_tree_find(f->outer, path, &sys) == NULL)
		return true;
	LW_TRY(keep(f, told != NULL ? told : above, &name, err));
	LW_TRY(inner_index(f, path, name, depth, &is_index, err));
	if (is_index)
		return true;
	struct lw_image_plan *p = lw_vec_add(f->arena, &f->images, err);
	if (p == NULL || !platform_of(f, platform, p, err))
		return false;
	p->name = name;
	p->manifest = path;
	return true;
}

static bool take_index(struct finder *f, const json_t *index, const char *name, unsigned depth, struct lw_error *err) {
	const json_t *list = json_object_get(index, "manifests");
	for (size_t i = 0; i < json_array_size(list); i++)
		LW_TRY(take_manifest(f, json_array_get(list, i), name, depth, err));
	return true;
}

static bool oci_layers(struct finder *f, struct lw_image_plan *p, const json_t *manifest, struct lw_error *err) {
	const json_t *list = json_object_get(manifest, "layers");
	if (!json_is_array(list))
		return lw_fail(err, LW_E_MALFORMED, "the image's manifest tells no layers");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *path = blob_of(f->arena, text_of(json_array_get(list, i), "digest"), err);
		if (path == NULL)
			return lw_fail(err, LW_E_MALFORMED, "the image's manifest has a layer without a digest");
		LW_TRY(add_layer(f, p, path, err));
	}
	return true;
}

/* The platform stands in the image's configuration where the index leaves it out. */
static bool platform_from(struct finder *f, struct lw_image_plan *p, const char *config, struct lw_error *err) {
	json_t *json;
	if (p->platform != NULL || config == NULL)
		return true;
	LW_TRY(load(f->outer, config, &json, err));
	const bool ok = platform_of(f, json, p, err);
	json_decref(json);
	return ok;
}

static bool read_manifest(struct finder *f, struct lw_image_plan *p, struct lw_error *err) {
	json_t *json;
	LW_TRY(load(f->outer, p->manifest, &json, err));
	const char *config = blob_of(f->arena, text_of(json_object_get(json, "config"), "digest"), err);
	const bool ok = oci_layers(f, p, json, err) && platform_from(f, p, config, err);
	json_decref(json);
	return ok && err->code == LW_E_OK;
}

static bool find_oci(struct finder *f, struct lw_error *err) {
	json_t *json;
	LW_TRY(load(f->outer, "/index.json", &json, err));
	bool ok = take_index(f, json, NULL, 0, err);
	json_decref(json);
	for (uint32_t i = 0; ok && i < f->images.n; i++)
		ok = read_manifest(f, &f->images.at[i], err);
	return ok;
}

/* ---- docker save ---- */

static bool rooted(struct finder *f, const char *path, const char **out, struct lw_error *err) {
	*out = path == NULL ? NULL : lw_strcat2(f->arena, "/", path, err);
	return path == NULL || *out != NULL;
}

static bool docker_image(struct finder *f, const json_t *entry, struct lw_error *err) {
	const json_t *list = json_object_get(entry, "Layers");
	struct lw_image_plan *p = lw_vec_add(f->arena, &f->images, err);
	const char *config, *path;
	if (p == NULL ||
	    !keep(f, json_string_value(json_array_get(json_object_get(entry, "RepoTags"), 0)), &p->name, err))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		LW_TRY(rooted(f, json_string_value(json_array_get(list, i)), &path, err));
		if (path == NULL)
			return lw_fail(err, LW_E_MALFORMED, "manifest.json has a layer that is no path");
		LW_TRY(add_layer(f, p, path, err));
	}
	LW_TRY(rooted(f, text_of(entry, "Config"), &config, err));
	return platform_from(f, p, config, err);
}

static bool is_docker(const json_t *json) {
	return json_is_array(json_object_get(json_array_get(json, 0), "Layers"));
}

bool lw_manifests_is_docker(struct lw_archive_tree *outer, bool *is, struct lw_error *err) {
	struct lw_error why;
	json_t *json;
	lw_error_clear(&why);
	*is = false;
	if (!load(outer, "/manifest.json", &json, &why))
		return why.code != LW_E_NOMEM && why.code != LW_E_IO ? true : lw_fail(err, why.code, "%s", why.text);
	*is = is_docker(json);
	json_decref(json);
	return true;
}

static bool find_docker(struct finder *f, struct lw_error *err) {
	json_t *json;
	LW_TRY(load(f->outer, "/manifest.json", &json, err));
	bool ok = true;
	for (size_t i = 0; ok && i < json_array_size(json); i++)
		ok = docker_image(f, json_array_get(json, i), err);
	json_decref(json);
	return ok;
}

/* ---- choosing ---- */

/* This machine's architecture in the words of Go, which images are told in. */
static void machine_platform(char *out, size_t n) {
	static const struct {
		const char *machine, *word;
	} words[] = {{"x86_64", "amd64"},    {"aarch64", "arm64"}, {"i686", "386"},        {"armv7l", "arm"},
		     {"ppc64le", "ppc64le"}, {"s390x", "s390x"},   {"riscv64", "riscv64"}, {"loongarch64", "loong64"}};
	struct utsname u;
	const char *word = "unknown";
	if (uname(&u) == 0)
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strcmp(u.machine, words[i].machine) == 0)
				word = words[i].word;
	snprintf(out, n, "linux/%s", word);
}

/* "linux/arm64" is also said of "linux/arm64/v8". */
static bool of_platform(const struct lw_image_plan *p, const char *wanted) {
	const size_t n = strlen(wanted);
	return p->platform != NULL && strncmp(p->platform, wanted, n) == 0 &&
		(p->platform[n] == '\0' || p->platform[n] == '/');
}

static bool of_name(const struct lw_image_plan *p, const char *wanted) {
	const char *digest = p->manifest == NULL ? NULL : strrchr(p->manifest, '/');
	const char *hex = strchr(wanted, ':') == NULL ? wanted : strchr(wanted, ':') + 1;
	if (p->name != NULL && strcmp(p->name, wanted) == 0)
		return true;
	return digest != NULL && strlen(hex) >= 6 && strncmp(digest + 1, hex, strlen(hex)) == 0;
}

/* Those that match; the last of them in *at. */
static uint32_t count(const struct finder *f, const char *image, const char *platform, uint32_t *at) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < f->images.n; i++) {
		const struct lw_image_plan *p = &f->images.at[i];
		if ((image != NULL && !of_name(p, image)) || (platform != NULL && !of_platform(p, platform)))
			continue;
		*at = i;
		n++;
	}
	return n;
}

static bool none_chosen(const struct finder *f, uint32_t n, struct lw_error *err) {
	char list[200] = "";
	size_t k = 0;
	for (uint32_t i = 0; i < f->images.n && k + 4 < sizeof list; i++) {
		const struct lw_image_plan *p = &f->images.at[i];
		const int m = snprintf(list + k, sizeof list - k, "%s%s%s%s", k == 0 ? "" : ", ",
				       p->name == NULL ? "" : p->name, p->name == NULL ? "" : " ",
				       p->platform == NULL ? "(no platform told)" : p->platform);
		k += m < 0 ? 0 : (size_t)m < sizeof list - k ? (size_t)m : sizeof list - k - 1;
	}
	return lw_fail(err, LW_E_USAGE, "%s, one has to be chosen: %s",
		       n == 0 ? "none of the images in it is the one asked for" : "holds several images", list);
}

static bool choose(const struct finder *f, const struct lw_archive_opts *o, struct lw_image_plan *out,
		   struct lw_error *err) {
	char here[64];
	uint32_t at = 0, n = count(f, o->image, o->platform, &at);
	if (n > 1 && o->platform == NULL) {
		uint32_t there = 0;
		machine_platform(here, sizeof here);
		if (count(f, o->image, here, &there) == 1) {
			at = there;
			n = 1;
		}
	}
	if (n != 1)
		return none_chosen(f, n, err);
	*out = f->images.at[at];
	return true;
}

bool lw_manifests_choose(struct lw_archive_tree *outer, const struct lw_archive_opts *o, struct lw_arena *a,
			 struct lw_image_plan *out, struct lw_error *err) {
	struct finder f = {.outer = outer, .arena = a};
	int sys;
	if (lw_archive_tree_find(outer, "/oci-layout", &sys) != NULL &&
	    lw_archive_tree_find(outer, "/index.json", &sys) != NULL)
		LW_TRY(find_oci(&f, err));
	else
		LW_TRY(find_docker(&f, err));
	if (f.images.n == 0)
		return lw_fail(err, LW_E_MALFORMED, "holds no image, or none whose content is in the archive");
	return choose(&f, o, out, err);
}
