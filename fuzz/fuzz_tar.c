/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a tar, packed or not, as they are and with the checksums of its headers mended. All that it holds
 * is looked at. */
#include "archive_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	look_at_archive(data, size);
	look_mended(data, size);
	return 0;
}
