// SPDX-License-Identifier: Apache-2.0

/// Exit codes of sysexits.h, which scripts can tell apart; 1 to 3 are those of monitoring plug-ins, for
/// `status --check`.
package enum ExitCode: Int32, Sendable {
    /// It was done; of `status --check`: the room is as it should be.
    case ok = 0
    /// Somebody should look at the room soon.
    case attention = 1
    /// The room does not do what it is for.
    case critical = 2
    /// Nobody can tell.
    case unknown = 3
    /// EX_USAGE: the command line is wrong.
    case usage = 64
    /// EX_DATAERR: the input is wrong.
    case data = 65
    /// EX_UNAVAILABLE: the agent isn't running, or the cloud can't be reached.
    case unavailable = 69
    /// EX_SOFTWARE: our fault.
    case software = 70
    /// EX_OSERR: the system refused something basic.
    case system = 71
    /// EX_NOPERM.
    case permission = 77
    /// EX_CONFIG.
    case configuration = 78
}
