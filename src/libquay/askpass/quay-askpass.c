/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * quay-askpass: what ssh runs as SSH_ASKPASS. It takes ssh's question to the program that started ssh, at the socket
 * that QUAY_ASKPASS_SOCKET names, and gives ssh the answer. It knows nothing else, and keeps nothing.
 *
 * To the socket: SSH_ASKPASS_PROMPT's value, a line feed, the question, and the end. From it: "y" and the answer, or
 * "n".
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_ANSWER 65536

static int
write_all (int fd, const char *text, size_t size)
{
  while (size > 0)
    {
      ssize_t n = write (fd, text, size);

      if (n < 0 && errno != EINTR)
        return -1;
      if (n > 0)
        {
          text += n;
          size -= (size_t)n;
        }
    }

  return 0;
}

static int
knock (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (path == NULL || strlen (path) >= sizeof address.sun_path)
    return -1;
  strcpy (address.sun_path, path);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect (fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  if (fd >= 0)
    close (fd);

  return -1;
}

static size_t
read_all (int fd, char *buffer, size_t room)
{
  size_t size = 0;
  ssize_t n;

  while (size < room && (n = read (fd, buffer + size, room - size)) != 0)
    if (n > 0)
      size += (size_t)n;
    else if (errno != EINTR)
      return 0;

  return size;
}

int
main (int argc, char **argv)
{
  static char answer[MAX_ANSWER];
  const char *hint = getenv ("SSH_ASKPASS_PROMPT");
  const char *question = argc > 1 ? argv[1] : "";
  int fd = knock (getenv ("QUAY_ASKPASS_SOCKET"));
  int status = EXIT_FAILURE;
  size_t size;

  if (fd < 0)
    {
      fprintf (stderr, "quay-askpass is run by ssh, for a program that waits for its questions\n");
      return EXIT_FAILURE;
    }
  if (hint == NULL)
    hint = "";
  if (write_all (fd, hint, strlen (hint)) < 0 || write_all (fd, "\n", 1) < 0
      || write_all (fd, question, strlen (question)) < 0 || shutdown (fd, SHUT_WR) < 0)
    return EXIT_FAILURE;
  size = read_all (fd, answer, sizeof answer);
  if (size > 0 && answer[0] == 'y' && write_all (STDOUT_FILENO, answer + 1, size - 1) == 0
      && write_all (STDOUT_FILENO, "\n", 1) == 0)
    status = EXIT_SUCCESS;
  explicit_bzero (answer, sizeof answer);

  return status;
}
