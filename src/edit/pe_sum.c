/* SPDX-License-Identifier: Apache-2.0 */
/* The check sum of the optional header, as ImageHlp's MapFileAndCheckSum computes it: the words of 16 bits added up,
 * each carry added in again, without the field itself; then the file's length. */
#include "base/fail.h"
#include "edit/pe_edit.h"

#define WINDOW 16384 /* even, so that words do not straddle two of them */
#define FIELD 4

/* The word at an even offset; bytes of the field, and one behind the end, count as 0. */
static uint64_t word_at(const uint8_t *window, uint64_t i, uint64_t n, uint64_t off, uint64_t field) {
	const uint64_t low = off + i >= field && off + i < field + FIELD ? 0 : window[i],
		       high = i + 1 == n || (off + i + 1 >= field && off + i + 1 < field + FIELD) ? 0 : window[i + 1];
	return low | high << 8;
}

bool lw_pe_sum(const struct lw_source *src, uint64_t field, uint32_t *out, struct lw_error *err) {
	uint8_t window[WINDOW];
	uint64_t sum = 0, got;
	for (uint64_t off = 0; off < src->size; off += got) {
		const uint64_t n = src->size - off < sizeof window ? src->size - off : sizeof window;
		LW_TRY(lw_source_read(src, off, window, n, &got, err));
		if (got != n)
			return lw_fail_at(err, LW_E_TRUNCATED, off + got, "the file was cut short while it was read");
		for (uint64_t i = 0; i < n; i += 2)
			sum += word_at(window, i, n, off, field);
		sum = (sum & UINT16_MAX) + (sum >> 16);
	}
	while (sum > UINT16_MAX)
		sum = (sum & UINT16_MAX) + (sum >> 16);
	*out = (uint32_t)(sum + src->size);
	return true;
}
