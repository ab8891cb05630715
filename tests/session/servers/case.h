/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "quay-error.h"
#include "quay-login.h"
#include "quay-test-async.h"
#include "quay-login-hash.h"
#include "quay-transfer.h"

G_BEGIN_DECLS

/* One case on one server in one version. Its folder is its own; the paths of the server are those of this machine. */
typedef struct {
  QuayLogin *login;
  guint version;
  const char *folder;
  GError *error;   /* of the last CALL */
  GPtrArray *kept; /* texts of in() */
  char *why;       /* what was not as expected; NULL: all is well */
} Case;

typedef struct {
  const char *name;
  void (*run) (Case *c);
} CaseKind;

extern const CaseKind look_cases[], name_cases[], set_cases[], data_cases[], extension_cases[], transfer_cases[];

/* Of the case's own: a path in its folder, borrowed. */
const char *in          (Case *c, const char *name);
/* Files made on the disk, which belong to the server's user. */
void        put         (Case *c, const char *name, const char *content);
void        put_bytes   (Case *c, const char *name, gconstpointer data, gsize size);
void        put_random  (Case *c, const char *name, gsize size);
void        put_folder  (Case *c, const char *name);
void        put_link    (Case *c, const char *name, const char *target);
gboolean    holds       (Case *c, const char *name, const char *content);
gboolean    same        (Case *c, const char *one, const char *other);
gboolean    is_there    (Case *c, const char *name); /* links are not followed */
/* The last CALL failed in this way. */
gboolean    failed_with (Case *c, QuayStatus status); /* or what version 3 has for it */
gboolean    is_missing  (Case *c);
gboolean    is_exists   (Case *c);
gboolean    is_denied   (Case *c);
void        not_as_expected (Case *c, int line, const char *what);

/* quay_login_NAME and its end, with the error in c->error. */
#define CALL(c, name, ...)                                                                       \
  ({                                                                                             \
    g_autoptr (GAsyncResult) _result = NULL;                                                     \
    g_clear_error (&(c)->error);                                                                 \
    quay_login_##name##_async ((c)->login, __VA_ARGS__, NULL, quay_test_keep_result, &_result);  \
    quay_login_##name##_finish ((c)->login, quay_test_wait_for (&_result), &(c)->error);         \
  })
/* With something more in the end. */
#define CALL_OUT(c, name, out, ...)                                                              \
  ({                                                                                             \
    g_autoptr (GAsyncResult) _result = NULL;                                                     \
    g_clear_error (&(c)->error);                                                                 \
    quay_login_##name##_async ((c)->login, __VA_ARGS__, NULL, quay_test_keep_result, &_result);  \
    quay_login_##name##_finish ((c)->login, quay_test_wait_for (&_result), out, &(c)->error);    \
  })
/* The same of an open file. */
#define FILE_CALL(c, file, name, ...)                                                                             \
  ({                                                                                                              \
    g_autoptr (GAsyncResult) _result = NULL;                                                                      \
    g_clear_error (&(c)->error);                                                                                  \
    quay_remote_file_##name##_async (file, ##__VA_ARGS__, NULL, quay_test_keep_result, &_result);                 \
    quay_remote_file_##name##_finish (file, quay_test_wait_for (&_result), &(c)->error);                          \
  })

#define EXPECT(c, condition)                          \
  do                                                  \
    if (!(condition))                                 \
      {                                               \
        not_as_expected (c, __LINE__, #condition);    \
        return;                                       \
      }                                               \
  while (0)

G_END_DECLS
