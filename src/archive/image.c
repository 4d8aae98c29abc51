/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Images of containers: the layers of one of them, laid over each other (OCI image specification 1.1: image-layout.md,
 * layer.md; and manifest.json of docker save). Which one is found by manifests.c.
 */
#include "archive/manifests.h"
#include "archive/parts.h"
#include "archive/tar.h"
#include "base/fail.h"

bool lw_image_is(struct lw_archive_tree *outer, bool *is, struct lw_error *err) {
	int sys;
	*is = lw_archive_tree_find(outer, "/oci-layout", &sys) != NULL &&
		lw_archive_tree_find(outer, "/index.json", &sys) != NULL;
	return *is || lw_manifests_is_docker(outer, is, err);
}

static bool apply(struct lw_archive_tree *outer, const char *path, struct lw_archive_tree *t, struct lw_error *err) {
	const struct lw_source *tar, *blob = lw_archive_tree_source(outer, path, err);
	if (blob == NULL)
		return lw_fail(err, LW_E_MALFORMED, "the image's layer %.100s is not in the archive", path + 1);
	t->layer++;
	LW_TRY(lw_open_packed(t->pool, blob, &tar, NULL, err));
	return lw_tar_read(tar, t, true, err);
}

bool lw_image_read(struct lw_archive_tree *outer, const struct lw_archive_opts *o, struct lw_archive_tree *t,
		   struct lw_chosen *chosen, struct lw_error *err) {
	struct lw_image_plan plan = {0};
	LW_TRY(lw_manifests_choose(outer, o, t->arena, &plan, err));
	chosen->image = plan.name;
	chosen->platform = plan.platform;
	for (uint32_t i = 0; i < plan.layers.n; i++)
		LW_TRY(apply(outer, plan.layers.at[i], t, err));
	return true;
}
