/* A disk whose every sync takes SLOW_SYNC_MS longer. Preloaded into the gateway of one benchmark; the sync itself is done. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

static void dawdle(void) {
  const char *given = getenv("SLOW_SYNC_MS");
  long wait_ms = given ? atol(given) : 0;
  struct timespec left = {wait_ms / 1000, (wait_ms % 1000) * 1000000L};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
}

#define SLOW(name)                                             \
  int name(int fd) {                                           \
    int (*call)(int) = (int (*)(int))dlsym(RTLD_NEXT, #name);   \
    dawdle();                                                  \
    return call(fd);                                           \
  }
SLOW(fsync)
SLOW(fdatasync)
