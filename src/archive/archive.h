/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives as file systems that can only be read. Nothing is ever unpacked to disk: what is asked for is unpacked in
 * memory, a page at a time (unpack.h). An archive is told by its bytes, not by its name.
 *
 * What an archive holds is laid out as the usual program that unpacks it would: a later member of the same path takes
 * the place of an earlier one, members may lie behind links that the archive holds itself, and no link and no path
 * leads out of the top. A path with ".." is refused, as is a zip's absolute path or one with a backslash or a NUL; a
 * tar's absolute path begins at the top.
 */
#ifndef LW_ARCHIVE_ARCHIVE_H
#define LW_ARCHIVE_ARCHIVE_H

#include "base/arena.h"
#include "os/fs.h"

enum lw_archive_kind {
	LW_ARCHIVE_ZIP,
	LW_ARCHIVE_TAR, /* plain or compressed by gzip, xz, bzip2 or zstd */
	LW_ARCHIVE_DEB,
	LW_ARCHIVE_CONDA, /* both forms */
	LW_ARCHIVE_IMAGE, /* of containers: an OCI layout or what docker save writes */
};

/* Zero of any: the default. */
struct lw_archive_opts {
	uint64_t most_bytes;   /* that are unpacked in all, also into memory (16 GiB) */
	uint32_t most_members; /* with directories that are only named in paths (500,000) */
	uint32_t most_ratio;   /* of unpacked to packed, where more than 64 MiB are unpacked (250) */
	uint64_t dev; /* the device that everything in it tells to be on (1); one for each archive of a session */
	/* A zip's symbolic links are files that hold their target, as pip lays them out. */
	bool links_are_files;
	const char *image;    /* the name of one image among several: "name:tag", or the start of a digest */
	const char *platform; /* "linux/arm64"; NULL: the only one, or the one of this machine */
};

struct lw_archive;

/* Do the first bytes say that it is an archive? *kind is ZIP, TAR or DEB: what it is for is only known once it is open.
 * What is packed, and damaged where it begins, is taken for a tar, so that opening it tells. Errors: IO, NOMEM. */
bool lw_archive_tell(const struct lw_source *src, bool *is, enum lw_archive_kind *kind, struct lw_error *err) LW_USE;

/*
 * Opens what lw_archive_tell knows. A zip costs no more than its directory until a member is read; a tar that is packed
 * is passed once. From then on memory is a few MiB and 40 KiB for each MiB (later: more) that gzip or deflate gave, or,
 * of xz, bzip2 and zstd, about as much as the archive has bytes. *src is the archive's from now on, also after a
 * failure; what is made lies in the arena, and *out lives until lw_archive_close, before the arena is freed. An archive
 * and all sources that come from it belong to one thread. Errors: UNKNOWN_FORMAT, TRUNCATED, MALFORMED, UNSUPPORTED
 * (encrypted, a method that is not known, a part of another archive), LIMIT (a bomb, too many members), USAGE (several
 * images, and none was chosen), IO, NOMEM.
 */
bool lw_archive_open(struct lw_source *src, const struct lw_archive_opts *o, struct lw_arena *a,
		     struct lw_archive **out, struct lw_error *err) LW_USE;
/* NULL is allowed. Sources that were opened in it must be closed before. */
void lw_archive_close(struct lw_archive *ar);

enum lw_archive_kind lw_archive_kind(const struct lw_archive *ar);
/* What the archive holds; of a package or an image what it installs. "/" is its top. */
const struct lw_fs *lw_archive_fs(const struct lw_archive *ar);
/* The control files of a .deb, on the same device; NULL in others. */
const struct lw_fs *lw_archive_control(const struct lw_archive *ar);
/* Of an image: the name and the platform that were chosen; NULL where none is told. */
const char *lw_archive_image(const struct lw_archive *ar);
const char *lw_archive_platform(const struct lw_archive *ar);

enum lw_member_kind { LW_MEMBER_DIR, LW_MEMBER_FILE, LW_MEMBER_LINK, LW_MEMBER_HARD_LINK, LW_MEMBER_OTHER };

struct lw_member {
	const char *path; /* relative to the top, without links in it but the last part; lives while the call does */
	enum lw_member_kind kind;
	uint32_t mode; /* as the archive has it, without the type */
	uint64_t size;
	const char *target; /* of a symbolic link */
	bool replaced;      /* a later member took its place */
};

/* Is given each member in the archive's order (a file's layers follow each other); false ends it. */
typedef bool lw_member_fn(void *ctx, const struct lw_member *m);
void lw_archive_members(const struct lw_archive *ar, lw_member_fn *each, void *ctx);

#endif
