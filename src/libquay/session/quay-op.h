/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-connection.h"

G_BEGIN_DECLS

/*
 * QuayOp: one asynchronous call on a connection: a GTask of the owner, worked on in the worker. It completes once; a
 * cancelled one at once, whatever the server still has to say. Each request under way holds a reference.
 */
typedef struct _QuayOp QuayOp;
typedef void (*QuayOpFunc) (QuayOp *op, QuaySftpSession *session);

/* What all calls of one function have in common. Its address is their tasks' source tag. */
typedef struct {
  const char *tried; /* "Could not remove": the path comes behind it */
  const char *joint; /* "to": what the other path comes behind; NULL where it has no place in the sentence */
  QuayOpFunc start;
} QuayOpKind;

/* What each of them means is the operation's matter. */
typedef struct {
  const char *path; /* NULL and "" are the login folder */
  const char *other_path;
  guint32 number;
  gboolean flag;
} QuayOpArgs;

struct _QuayOp
{
  gatomicrefcount ref_count;
  GTask *task; /* (any) */
  QuayConnection *connection;
  const QuayOpKind *kind;
  GSource *cancel_source;
  gboolean done;

  /* As in QuayOpArgs */
  char *path;
  char *other_path;
  guint32 number;
  gboolean flag;

  GBytes *handle; /* of calls on an open file, else NULL */

  /* The operation's own */
  gpointer data;
  GDestroyNotify data_destroy;
};

/* Takes @task. Nothing happens before quay_op_run. */
QuayOp  *quay_op_new            (GTask *task, QuayConnection *connection, const QuayOpKind *kind, const QuayOpArgs *args);
QuayOp  *quay_op_ref            (QuayOp *op);
void     quay_op_unref          (QuayOp *op);
/* (any) Takes the reference. */
void     quay_op_run            (QuayOp *op);

/* In the worker; later ones do nothing. */
void     quay_op_return_boolean (QuayOp *op, gboolean value);
void     quay_op_return_pointer (QuayOp *op, gpointer value, GDestroyNotify destroy);
void     quay_op_return_error   (QuayOp *op, GError *error);
/* For what completes the task itself, elsewhere: FALSE where the op was complete before. */
gboolean quay_op_claim          (QuayOp *op);
/* %QUAY_ERROR_UNSUPPORTED: "Could not copy a to b: @reason" */
void     quay_op_return_unsupported (QuayOp *op, const char *reason);
/* What SSH_FXP_ATTRS told of the path, with the names of owner and group (quay-login-look.c). */
void     quay_op_return_info    (QuayOp *op, QuaySftpSession *session, const QuayAttrs *attrs);
/* "Could not rename a to b" */
char    *quay_op_dup_tried      (QuayOp *op);
/* TRUE where the reply is a success. Else the op has been completed with what was tried and what came back. */
gboolean quay_op_check          (QuayOp *op, const QuaySftpReply *reply);
/* A QuaySftpFunc for requests whose only answer is a status; the user data is a reference. */
void     quay_op_on_status      (QuaySftpSession *session, const QuaySftpReply *reply, gpointer op);

/* Version 3 has one word for every failure: keeps it, and asks what stands at @path. @func, with a reference for its
 * user data, ends in quay_op_return_obstacle, which completes the op with the reason that says more. */
void     quay_op_look_for_obstacle (QuayOp *op, QuaySftpSession *session, const QuaySftpReply *failure,
                                    const char *path, gboolean follow_symlinks, QuaySftpFunc func);
void     quay_op_return_obstacle   (QuayOp *op, const QuaySftpReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayOp, quay_op_unref)

G_END_DECLS
