/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a package of Debian, the headers of tars in it mended. All that it holds is looked at. */
#include "archive_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	look_mended(data, size);
	return 0;
}
