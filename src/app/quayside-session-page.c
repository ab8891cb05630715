/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-session-page.h"
