/* SPDX-License-Identifier: Apache-2.0 */
/* What a file says beside its libraries: load configuration, .NET header, debug directory, certificates, overlay. */
#include "format/pe_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/pe_numbers.h"

#define MOST_DEBUG_ENTRIES 256
#define LONGEST_PDB 1024
#define CODEVIEW_HEAD 24 /* "RSDS", GUID, age */
#define GUID_SIZE 16
#define AGE_SIZE 4

static enum lw_pe_hybrid hybrid_of(uint64_t machine) {
	return machine == LW_PE_MACHINE_I386     ? LW_PE_CHPE
		: machine == LW_PE_MACHINE_AMD64 ? LW_PE_ARM64EC
		: machine == LW_PE_MACHINE_ARM64 ? LW_PE_ARM64X
						 : LW_PE_PURE;
}

/* A field counts if the configuration's own size has it; the directory's size is a constant in old files. */
bool lw_pe_read_load_config(struct lw_pe_reader *r, struct lw_error *err) {
	const struct lw_pe_ref ref = lw_pe_directory_ref(r, LW_PE_LOAD_CONFIG);
	const uint64_t most = lw_record_size(&lw_rec_pe_load_config, r->is64);
	uint8_t bytes[UINT8_MAX] = {0};
	struct lw_raw_pe_load_config raw;
	uint64_t off;
	bool ok = true;
	if (ref.rva == 0)
		return true;
	LW_TRY(lw_pe_copy(r, ref, 4, bytes, &off, err));
	const uint64_t size = lw_span_uint((struct lw_span){bytes, sizeof bytes}, 0, 4, false, &ok);
	LW_TRY(lw_pe_copy(r, ref, size < 4 ? 4 : size < most ? size : most, bytes, &off, err));
	LW_TRY(lw_record_get(&lw_rec_pe_load_config, (struct lw_span){bytes, most}, 0, r->is64, false, &raw));
	r->pe->has_load_config = true;
	r->pe->dependent_load_flags = raw.dependent_load_flags;
	r->pe->guard_flags = raw.guard_flags;
	if (raw.chpe_metadata != 0)
		r->pe->hybrid = hybrid_of(r->pe->coff.machine);
	return ok;
}

bool lw_pe_read_clr(struct lw_pe_reader *r, struct lw_error *err) {
	const struct lw_pe_ref ref = lw_pe_directory_ref(r, LW_PE_CLR);
	struct lw_raw_pe_clr raw;
	uint64_t off;
	if (ref.rva == 0)
		return true;
	LW_TRY(lw_pe_record_at(r, &lw_rec_pe_clr, ref, &raw, &off, err));
	r->pe->is_clr = true;
	r->pe->clr_major = raw.major;
	r->pe->clr_minor = raw.minor;
	r->pe->clr_flags = raw.flags;
	return true;
}

bool lw_pe_read_tls(struct lw_pe_reader *r, struct lw_error *err) {
	(void)err;
	r->pe->has_tls = r->pe->directories[LW_PE_TLS].rva != 0;
	return true;
}

/* GUID and age lie together, and that is the build id; the path ends at the latest with the record. */
static bool take_codeview(struct lw_pe_reader *r, const struct lw_raw_pe_debug *d, struct lw_error *err) {
	const uint64_t off = d->pointer_to_raw_data, n = d->size_of_data < LONGEST_PDB ? d->size_of_data : LONGEST_PDB;
	struct lw_span s;
	bool ok = true;
	if (r->img->build_id != NULL || n < CODEVIEW_HEAD || off == 0)
		return true;
	LW_TRY(lw_pe_bytes(r, off, n, &s, err));
	if (memcmp(s.ptr, "RSDS", 4) != 0)
		return true;
	uint8_t *id = lw_alloc(r->a, GUID_SIZE + AGE_SIZE, 1, err);
	if (id == NULL)
		return false;
	memcpy(id, s.ptr + 4, GUID_SIZE + AGE_SIZE);
	r->img->build_id = id;
	r->img->n_build_id = GUID_SIZE + AGE_SIZE;
	r->pe->pdb_age = lw_span_uint(s, 4 + GUID_SIZE, AGE_SIZE, false, &ok);
	const char *path = (const char *)s.ptr + CODEVIEW_HEAD;
	const char *nul = memchr(path, 0, (size_t)(n - CODEVIEW_HEAD));
	r->pe->pdb = lw_strndup(r->a, path, nul == NULL ? (size_t)(n - CODEVIEW_HEAD) : (size_t)(nul - path), err);
	return r->pe->pdb != NULL && ok;
}

bool lw_pe_read_debug(struct lw_pe_reader *r, struct lw_error *err) {
	struct lw_pe_ref ref = lw_pe_directory_ref(r, LW_PE_DEBUG);
	const uint64_t size = lw_record_size(&lw_rec_pe_debug, r->is64),
		       n = r->pe->directories[LW_PE_DEBUG].size / size;
	if (ref.rva == 0)
		return true;
	if (n > MOST_DEBUG_ENTRIES)
		return lw_fail_at(err, LW_E_LIMIT, ref.at, "%s has %llu entries, and only %d are read", ref.who,
				  (unsigned long long)n, MOST_DEBUG_ENTRIES);
	for (uint64_t i = 0; i < n; i++, ref.rva += size) {
		struct lw_raw_pe_debug d;
		uint64_t off;
		LW_TRY(lw_pe_record_at(r, &lw_rec_pe_debug, ref, &d, &off, err));
		if (d.type == LW_PE_DEBUG_CODEVIEW)
			LW_TRY(take_codeview(r, &d, err));
	}
	return true;
}

/* "Optional Header Data Directories": the certificate table's address is a file offset; it is never mapped. Whoever
 * cuts a signature off often leaves the address behind, and Windows loads such files all the same: it is no damage. */
bool lw_pe_read_certificate(struct lw_pe_reader *r, struct lw_error *err) {
	const struct lw_pe_directory *d = &r->pe->directories[LW_PE_CERTIFICATE];
	(void)err;
	r->pe->certificate_cut = d->rva != 0 && !lw_range_fits(d->rva, d->size, r->src->size);
	r->pe->certificate_at_end = d->rva != 0 && d->rva + d->size == r->src->size;
	return true;
}

static uint64_t end_of_sections(const struct lw_pe *pe) {
	uint64_t end = pe->optional.size_of_headers;
	for (uint32_t i = 0; i < pe->n_sections; i++) {
		const struct lw_pe_section_header *h = &pe->sections[i].header;
		if (h->pointer_to_raw_data != 0 && h->pointer_to_raw_data + h->size_of_raw_data > end)
			end = h->pointer_to_raw_data + h->size_of_raw_data;
	}
	return end;
}

/* Installers and self-extracting archives have their load there; so have symbols of COFF. */
bool lw_pe_read_overlay(struct lw_pe_reader *r, struct lw_error *err) {
	(void)err;
	const struct lw_pe_directory *d = &r->pe->directories[LW_PE_CERTIFICATE];
	const uint64_t end = end_of_sections(r->pe), size = r->src->size;
	const bool has_certificate = d->rva >= end && d->rva != 0 && lw_range_fits(d->rva, d->size, size);
	if (!r->pe->has_optional || end >= size)
		return true;
	r->pe->overlay_size = size - end - (has_certificate ? d->size : 0);
	r->pe->overlay_off = r->pe->overlay_size == 0 ? 0 : has_certificate && d->rva == end ? end + d->size : end;
	return true;
}
