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

struct _QuayOp
{
  gatomicrefcount ref_count;
  GTask *task; /* (any) */
  QuayConnection *connection;
  QuayOpFunc start;
  GSource *cancel_source;
  gboolean done;

  /* The arguments; what each means is the operation's matter. */
  char *path;
  char *other_path;
  guint32 number;
  gboolean flag;
  gpointer data;
  GDestroyNotify data_destroy;
};

/* Takes @task. Nothing happens before quay_op_run. */
QuayOp  *quay_op_new            (GTask *task, QuayConnection *connection, const char *path, QuayOpFunc start);
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
/* TRUE where the reply is a success. Else the op has been completed with "@format: what came back". */
gboolean quay_op_check          (QuayOp *op, const QuaySftpReply *reply, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayOp, quay_op_unref)

G_END_DECLS
