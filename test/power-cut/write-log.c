/*
 * Records what a process does to its ledger's files: every write, truncate, sync and unlink, in order, with the bytes.
 * Preloaded into the process under test; `power-cut.test.ts` replays the record up to a random instant and drops or tears
 * what had not been synced by then, as a power cut may.
 *
 * Record: op (1 byte), file number (1 byte), offset (8), length (4), then `length` bytes. Little-endian.
 * Ops: 'o' open (the bytes are the path), 'w' write, 't' truncate (offset is the new size), 's' sync, 'u' unlink.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FD_MAX 1024
#define FILES_MAX 200

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -2;
static int file_of_fd[FD_MAX];
static char *paths[FILES_MAX];
static int files;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static ssize_t raw_write(int fd, const void *data, size_t length) {
  ssize_t (*call)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))real("write");
  return call(fd, data, length);
}

static void record(char op, int file, uint64_t offset, const void *data, uint32_t length) {
  if (log_fd == -2) {
    int (*call)(const char *, int, ...) = (int (*)(const char *, int, ...))real("open");
    const char *path = getenv("WRITE_LOG");
    log_fd = path ? call(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  }
  if (log_fd < 0) return;
  unsigned char head[14];
  head[0] = (unsigned char)op;
  head[1] = (unsigned char)file;
  memcpy(head + 2, &offset, 8);
  memcpy(head + 10, &length, 4);
  raw_write(log_fd, head, sizeof head);
  if (length) raw_write(log_fd, data, length);
}

static int is_watched(const char *path) {
  size_t length = strlen(path);
  if (length > 4 && strcmp(path + length - 4, "-shm") == 0) return 0;
  return strstr(path, "ledger.sqlite") != NULL || strstr(path, "acknowledged") != NULL;
}

static int number_of(const char *path) {
  for (int i = 0; i < files; i++)
    if (strcmp(paths[i], path) == 0) return i + 1;
  if (files == FILES_MAX) return 0;
  paths[files++] = strdup(path);
  return files;
}

static void opened(int fd, const char *path) {
  if (fd < 0 || fd >= FD_MAX || !is_watched(path)) return;
  pthread_mutex_lock(&lock);
  file_of_fd[fd] = number_of(path);
  record('o', file_of_fd[fd], 0, path, (uint32_t)strlen(path));
  pthread_mutex_unlock(&lock);
}

#define OPEN(name)                                                          \
  int name(const char *path, int flags, ...) {                             \
    int (*call)(const char *, int, ...) = (int (*)(const char *, int, ...))real(#name); \
    va_list rest;                                                           \
    va_start(rest, flags);                                                  \
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;             \
    va_end(rest);                                                           \
    int fd = call(path, flags, mode);                                       \
    opened(fd, path);                                                       \
    return fd;                                                              \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  int (*call)(int) = (int (*)(int))real("close");
  if (fd >= 0 && fd < FD_MAX) file_of_fd[fd] = 0;
  return call(fd);
}

static int file_at(int fd) { return fd >= 0 && fd < FD_MAX ? file_of_fd[fd] : 0; }

static void wrote(int fd, const void *data, ssize_t length, off_t offset) {
  if (length <= 0 || !file_at(fd)) return;
  pthread_mutex_lock(&lock);
  record('w', file_at(fd), (uint64_t)offset, data, (uint32_t)length);
  pthread_mutex_unlock(&lock);
}

ssize_t write(int fd, const void *data, size_t length) {
  off_t offset = file_at(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t done = raw_write(fd, data, length);
  wrote(fd, data, done, offset);
  return done;
}

#define PWRITE(name, offset_type)                                                           \
  ssize_t name(int fd, const void *data, size_t length, offset_type offset) {               \
    ssize_t (*call)(int, const void *, size_t, offset_type) =                                \
        (ssize_t(*)(int, const void *, size_t, offset_type))real(#name);                     \
    ssize_t done = call(fd, data, length, offset);                                           \
    wrote(fd, data, done, (off_t)offset);                                                    \
    return done;                                                                             \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset_type)                                                        \
  int name(int fd, offset_type size) {                                                     \
    int (*call)(int, offset_type) = (int (*)(int, offset_type))real(#name);                 \
    int done = call(fd, size);                                                              \
    if (done == 0 && file_at(fd)) {                                                         \
      pthread_mutex_lock(&lock);                                                            \
      record('t', file_at(fd), (uint64_t)size, NULL, 0);                                    \
      pthread_mutex_unlock(&lock);                                                          \
    }                                                                                       \
    return done;                                                                            \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                             \
  int name(int fd) {                                           \
    int (*call)(int) = (int (*)(int))real(#name);              \
    int done = call(fd);                                       \
    if (done == 0 && file_at(fd)) {                            \
      pthread_mutex_lock(&lock);                               \
      record('s', file_at(fd), 0, NULL, 0);                    \
      pthread_mutex_unlock(&lock);                             \
    }                                                          \
    return done;                                               \
  }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  int (*call)(const char *) = (int (*)(const char *))real("unlink");
  int done = call(path);
  if (done == 0 && is_watched(path)) {
    pthread_mutex_lock(&lock);
    record('u', number_of(path), 0, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return done;
}
