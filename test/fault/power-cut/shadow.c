/*
 * Simulates a power cut for a data folder: of every file below HEARTH_SHADOW_FROM a shadow is kept below
 * HEARTH_SHADOW_TO that holds only what was synced. Preloaded into the host (LD_PRELOAD); after a kill the shadow is
 * what a disk would hold. Unlinks, renames and truncations are mirrored at once, which a journalling file system may do.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int shadow_path(const char *path, char *out) {
  const char *from = getenv("HEARTH_SHADOW_FROM");
  const char *to = getenv("HEARTH_SHADOW_TO");
  if (!from || !to || strncmp(path, from, strlen(from)) != 0) return 0;
  return snprintf(out, PATH_MAX, "%s%s", to, path + strlen(from)) < PATH_MAX;
}

static int path_of(int fd, char *out) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, out, PATH_MAX - 1);
  if (length <= 0) return 0;
  out[length] = 0;
  return 1;
}

/* Copies the file as it is now: the bytes that this sync makes durable. */
static void copy_now(int fd) {
  char path[PATH_MAX], shadow[PATH_MAX], temporary[PATH_MAX + 8];
  struct stat found;
  if (!path_of(fd, path) || !shadow_path(path, shadow) || fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) return;
  snprintf(temporary, sizeof temporary, "%s.part", shadow);
  int source = open(path, O_RDONLY | O_CLOEXEC);
  int target = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (source >= 0 && target >= 0) {
    static __thread char buffer[1 << 16];
    ssize_t got;
    while ((got = read(source, buffer, sizeof buffer)) > 0) {
      if (write(target, buffer, (size_t)got) != got) break;
    }
    rename(temporary, shadow);
  }
  if (source >= 0) close(source);
  if (target >= 0) close(target);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  copy_now(fd);
  return real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  copy_now(fd);
  return real(fd);
}

int unlink(const char *path) {
  static int (*real)(const char *);
  if (!real) real = dlsym(RTLD_NEXT, "unlink");
  char shadow[PATH_MAX];
  int result = real(path);
  if (result == 0 && shadow_path(path, shadow)) real(shadow);
  return result;
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  char shadow_from[PATH_MAX], shadow_to[PATH_MAX];
  int result = real(from, to);
  if (result == 0 && shadow_path(from, shadow_from) && shadow_path(to, shadow_to)) real(shadow_from, shadow_to);
  return result;
}
