/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's entry point; without clang replay.c calls it with the seeds. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The seeds of a target, one after the other; NULL at the end. As tests/wire writes bytes: hexadecimal digits, spaces,
 * text between apostrophes. */
extern const char *const fuzz_seeds[];
