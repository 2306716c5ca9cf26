// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sqlite3.h>  // the window's file, and JSON

// sqlite3_config takes a variable list, which Swift does not call. Without its statistics SQLite takes no lock for each
// piece of memory. Has an effect before the first connection of the process only.
static inline int sqlite_without_memory_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
