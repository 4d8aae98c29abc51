/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a zip. All that it holds is looked at. */
#include "archive_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	look_at_archive(data, size);
	return 0;
}
