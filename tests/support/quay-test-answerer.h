/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-interaction.h"

G_BEGIN_DECLS

/* An interaction that answers from a script and writes down what it was asked. */
#define QUAY_TEST_TYPE_ANSWERER (quay_test_answerer_get_type ())
G_DECLARE_FINAL_TYPE (QuayTestAnswerer, quay_test_answerer, QUAY_TEST, ANSWERER, GObject)

struct _QuayTestAnswerer
{
  GObject parent_instance;

  QuayHostKeyAnswer host_key_answer;
  gboolean never; /* leave questions open until they are cancelled */
  GQueue answers; /* of char *, owned, one for each field; when there are none left the question is cancelled */

  /* What happened */
  guint n_host_key_questions;
  guint n_secret_questions;
  guint n_open; /* never answered, not cancelled yet */
  QuayKnownHostsResult last_result;
  GString *transcript; /* "kind#attempt[title|instruction|field, field]" a line */
  char *banner;
};

QuayTestAnswerer *quay_test_answerer_new (const char *first_answer, ...); /* ends with NULL */

G_END_DECLS
