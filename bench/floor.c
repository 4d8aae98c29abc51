/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least that such work can cost: the system calls, and the dynamic section of 64-bit little-endian ELF files.
 * It decides nothing, checks next to nothing and is no part of linkwright; `make bench` measures against it.
 *
 *   floor walk [-d] [-j N] DIR   opens each directory and the first 4 KiB of each regular file; -d: and the dynamic
 *                                section of ELF files; N threads take subdirectories from one stack
 *   floor tree < LIST            opens each file of the list and reads its dynamic section
 */
#define _GNU_SOURCE
#include <elf.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HEAD 4096

struct totals {
	unsigned long files, elf, names, bytes;
};

struct work {
	pthread_mutex_t lock;
	pthread_cond_t more;
	char **dirs;
	size_t n, room;
	int busy;
	int dynamic;
};

static long read_at(int fd, void *buf, size_t n, off_t off) {
	const ssize_t got = pread(fd, buf, n, off);
	return got < 0 ? 0 : (long)got;
}

static long file_offset(const Elf64_Phdr *ph, unsigned n, unsigned long addr) {
	for (unsigned i = 0; i < n; i++)
		if (ph[i].p_type == PT_LOAD && addr >= ph[i].p_vaddr && addr - ph[i].p_vaddr < ph[i].p_filesz)
			return (long)(addr - ph[i].p_vaddr + ph[i].p_offset);
	return -1;
}

static void names(int fd, const char *head, size_t got, const Elf64_Dyn *dyn, size_t n_dyn, long str, size_t size,
		  struct totals *t) {
	static _Thread_local char text[1 << 16];
	const char *s = head + str;
	if (str < 0)
		return;
	if ((size_t)str + size > got) {
		size = (size_t)read_at(fd, text, size < sizeof text ? size : sizeof text, str);
		s = text;
	}
	for (size_t i = 0; i < n_dyn; i++) {
		const Elf64_Sxword tag = dyn[i].d_tag;
		if (tag != DT_NEEDED && tag != DT_SONAME && tag != DT_RPATH && tag != DT_RUNPATH)
			continue;
		if (dyn[i].d_un.d_val < size) {
			t->names++;
			t->bytes += strnlen(s + dyn[i].d_un.d_val, size - dyn[i].d_un.d_val);
		}
	}
}

static void dynamic(int fd, const char *head, size_t got, struct totals *t) {
	Elf64_Ehdr eh;
	Elf64_Phdr ph[32];
	static _Thread_local Elf64_Dyn dyn[512];
	if (got < sizeof eh || memcmp(head, ELFMAG, 4) != 0 || head[EI_CLASS] != ELFCLASS64)
		return;
	memcpy(&eh, head, sizeof eh);
	t->elf++;
	const unsigned n = eh.e_phnum < 32 ? eh.e_phnum : 32;
	if (eh.e_phoff > got || n * sizeof *ph > got - eh.e_phoff)
		return;
	memcpy(ph, head + eh.e_phoff, n * sizeof *ph);
	for (unsigned i = 0; i < n; i++) {
		if (ph[i].p_type != PT_DYNAMIC)
			continue;
		const size_t size = ph[i].p_filesz < sizeof dyn ? ph[i].p_filesz : sizeof dyn;
		const size_t n_dyn = (size_t)read_at(fd, dyn, size, (off_t)ph[i].p_offset) / sizeof *dyn;
		unsigned long str = 0, str_size = 0;
		for (size_t k = 0; k < n_dyn; k++) {
			str = dyn[k].d_tag == DT_STRTAB ? dyn[k].d_un.d_val : str;
			str_size = dyn[k].d_tag == DT_STRSZ ? dyn[k].d_un.d_val : str_size;
		}
		names(fd, head, got, dyn, n_dyn, file_offset(ph, n, str), str_size, t);
	}
}

static void one_file(int dir, const char *name, int with_dynamic, struct totals *t) {
	char head[HEAD];
	const int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	const long got = read_at(fd, head, sizeof head, 0);
	t->files++;
	if (with_dynamic)
		dynamic(fd, head, (size_t)got, t);
	close(fd);
}

static void push(struct work *w, const char *dir, const char *name) {
	char *path = malloc(strlen(dir) + strlen(name) + 2);
	if (path == NULL)
		abort();
	sprintf(path, "%s/%s", dir, name);
	pthread_mutex_lock(&w->lock);
	if (w->n == w->room) {
		w->room = w->room ? w->room * 2 : 256;
		w->dirs = realloc(w->dirs, w->room * sizeof *w->dirs);
		if (w->dirs == NULL)
			abort();
	}
	w->dirs[w->n++] = path;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
}

static void one_dir(struct work *w, const char *path, struct totals *t) {
	_Alignas(16) char buf[32768];
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	for (long n; (n = syscall(SYS_getdents64, fd, buf, sizeof buf)) > 0;) {
		for (long at = 0; at < n;) {
			struct dirent64 *e = (void *)(buf + at);
			at += e->d_reclen;
			if (e->d_type == DT_REG)
				one_file(fd, e->d_name, w->dynamic, t);
			else if (e->d_type == DT_DIR && strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
				push(w, path, e->d_name);
		}
	}
	close(fd);
}

static void *worker(void *arg) {
	struct work *w = arg;
	struct totals t = {0}, *out = malloc(sizeof *out);
	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->n == 0 && w->busy != 0)
			pthread_cond_wait(&w->more, &w->lock);
		if (w->n == 0)
			break;
		char *path = w->dirs[--w->n];
		w->busy++;
		pthread_mutex_unlock(&w->lock);
		one_dir(w, path, &t);
		free(path);
		pthread_mutex_lock(&w->lock);
		if (--w->busy == 0)
			pthread_cond_broadcast(&w->more);
	}
	pthread_mutex_unlock(&w->lock);
	if (out != NULL)
		*out = t;
	return out;
}

static void add(struct totals *to, struct totals *more) {
	if (more == NULL)
		return;
	to->files += more->files;
	to->elf += more->elf;
	to->names += more->names;
	to->bytes += more->bytes;
	free(more);
}

static void walk(const char *dir, int with_dynamic, int threads, struct totals *t) {
	struct work w = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER, .dynamic = with_dynamic};
	pthread_t ids[64];
	push(&w, dir, "");
	for (int i = 1; i < threads; i++)
		if (pthread_create(&ids[i], NULL, worker, &w) != 0)
			abort();
	add(t, worker(&w));
	for (int i = 1; i < threads; i++) {
		void *more;
		pthread_join(ids[i], &more);
		add(t, more);
	}
	free(w.dirs);
}

static void list(struct totals *t) {
	char *line = NULL;
	size_t room = 0;
	for (ssize_t n; (n = getline(&line, &room, stdin)) > 0;) {
		struct stat st;
		char head[HEAD];
		line[strcspn(line, "\n")] = '\0';
		const int fd = open(line, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (fstat(fd, &st) == 0) {
			t->files++;
			dynamic(fd, head, (size_t)read_at(fd, head, sizeof head, 0), t);
		}
		close(fd);
	}
	free(line);
}

int main(int argc, char **argv) {
	struct totals t = {0};
	int with_dynamic = 0, threads = 1, at = 2;
	for (; at < argc && argv[at][0] == '-'; at++) {
		if (strcmp(argv[at], "-d") == 0)
			with_dynamic = 1;
		else if (strcmp(argv[at], "-j") == 0 && at + 1 < argc)
			threads = atoi(argv[++at]);
	}
	if (argc == 2 && strcmp(argv[1], "tree") == 0)
		list(&t);
	else if (argc > at && strcmp(argv[1], "walk") == 0 && threads > 0 && threads <= 64)
		walk(argv[at], with_dynamic, threads, &t);
	else
		return fputs("usage: floor walk [-d] [-j N] DIR | floor tree < LIST\n", stderr), 2;
	printf("%lu files, %lu ELF, %lu names, %lu bytes\n", t.files, t.elf, t.names, t.bytes);
	return 0;
}
