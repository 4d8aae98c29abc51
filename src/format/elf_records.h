/* SPDX-License-Identifier: Apache-2.0 */
/* The records of ELF as tables of fields (gABI chapters 4 and 5; GNU versioning: LSB core, section "Symbol
 * Versioning"). One row serves reading, writing and messages. */
#ifndef LW_FORMAT_ELF_RECORDS_H
#define LW_FORMAT_ELF_RECORDS_H

#include "bytes/record.h"
#include "linkwright/elf.h"

/* Host structs that no image keeps. */
struct lw_raw_verneed {
	uint64_t vn_version, vn_cnt, vn_file, vn_aux, vn_next;
};
struct lw_raw_vernaux {
	uint64_t vna_hash, vna_flags, vna_other, vna_name, vna_next;
};
struct lw_raw_verdef {
	uint64_t vd_version, vd_flags, vd_ndx, vd_cnt, vd_hash, vd_aux, vd_next;
};
struct lw_raw_verdaux {
	uint64_t vda_name, vda_next;
};
struct lw_shdr {
	uint64_t sh_name, sh_type, sh_flags, sh_addr, sh_offset, sh_size, sh_link, sh_info, sh_addralign, sh_entsize;
};
struct lw_raw_rel {
	uint64_t r_offset, r_info; /* what Rela has behind them is not looked at */
};
struct lw_raw_addend_rel {
	uint64_t r_offset, r_info, r_addend;
};
struct lw_raw_nhdr {
	uint64_t n_namesz, n_descsz, n_type;
};

extern const struct lw_record lw_rec_ehdr, lw_rec_phdr, lw_rec_dyn, lw_rec_sym, lw_rec_verneed, lw_rec_vernaux,
	lw_rec_verdef, lw_rec_verdaux, lw_rec_rel, lw_rec_rela, lw_rec_addend_rel, lw_rec_nhdr, lw_rec_shdr;

#endif
