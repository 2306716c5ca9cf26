// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sqlite3.h>  // the window's file

// sqlite3_config takes a variable list, which Swift does not call. Without its statistics SQLite takes no lock for each
// piece of memory. Has an effect before the first connection of the process only.
static inline int sqlite_without_memory_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// sqlite3_db_config takes a variable list, too. A file that somebody else could write runs none of its own programs:
// no triggers, no views, and nothing that could spoil the file by SQL alone.
static inline int sqlite_without_programs(sqlite3 *database) {
    int status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
    if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
    if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    return status;
}
