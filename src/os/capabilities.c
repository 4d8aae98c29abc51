/* SPDX-License-Identifier: Apache-2.0 */
#include "os/capabilities.h"

/* By their numbers (capabilities(7), linux/capability.h). */
static const char *const names[] = {
	"chown",
	"dac_override",
	"dac_read_search",
	"fowner",
	"fsetid",
	"kill",
	"setgid",
	"setuid",
	"setpcap",
	"linux_immutable",
	"net_bind_service",
	"net_broadcast",
	"net_admin",
	"net_raw",
	"ipc_lock",
	"ipc_owner",
	"sys_module",
	"sys_rawio",
	"sys_chroot",
	"sys_ptrace",
	"sys_pacct",
	"sys_admin",
	"sys_boot",
	"sys_nice",
	"sys_resource",
	"sys_time",
	"sys_tty_config",
	"mknod",
	"lease",
	"audit_write",
	"audit_control",
	"setfcap",
	"mac_override",
	"mac_admin",
	"syslog",
	"wake_alarm",
	"block_suspend",
	"audit_read",
	"perfmon",
	"bpf",
	"checkpoint_restore",
};

/* Little-endian: a version, then permitted and inheritable, of which newer versions have a second pair. */
static uint64_t mask_of(struct lw_span value, bool *ok) {
	const uint64_t low = lw_span_uint(value, 4, 4, false, ok) | lw_span_uint(value, 8, 4, false, ok);
	bool more = true;
	const uint64_t high = lw_span_uint(value, 12, 4, false, &more) | lw_span_uint(value, 16, 4, false, &more);
	return more ? low | high << 32 : low;
}

const char *lw_capabilities_words(struct lw_span value, struct lw_arena *a, struct lw_error *err) {
	const char *words = "";
	bool ok = true;
	const uint64_t mask = mask_of(value, &ok);
	for (unsigned i = 0; ok && words != NULL && i < 64; i++) {
		const char *comma = *words == '\0' ? "" : ", ";
		if ((mask >> i & 1) == 0)
			continue;
		if (i < sizeof names / sizeof names[0])
			words = lw_sprintf(a, err, "%s%scap_%s", words, comma, names[i]);
		else
			words = lw_sprintf(a, err, "%s%scapability %u", words, comma, i);
	}
	return !ok ? "unknown" : words == NULL || *words != '\0' ? words : "none";
}
