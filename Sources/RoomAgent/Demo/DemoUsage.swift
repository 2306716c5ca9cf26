// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import Glibc
import Kernel
import RoomCore

/// What `room-demo` says of itself.
enum DemoUsage {
    private static let usage = """
        usage: room-demo            a day in the room: with keys in a terminal, by script without one
               room-demo day        the scripted day, in a terminal too
               room-demo cloud …    the simulated Google Calendar alone (room-demo cloud --help)
               room-demo VERB …     a verb of room-agent, such as: status --config FILE
               room-demo version
               room-demo help

        """

    static let text =
        """
        room-demo: the real room agent in a simulated room, with a simulated Google Calendar

        \(usage)
        Keys in the room:
          space  pushes the button          h  holds it for two seconds, which leaves
          n      network out, and back      y  syncs now, as `room-agent sync` does
          k      kills the agent (kill -9)  s  starts it again
          j      jumps to the next meeting  f  makes time run faster, d slower
          q      quits

        The agent joins with a program that opens nothing: the screen says what a real room would have run.
        Everything is in a temporary folder that is gone afterwards. NO_COLOR=1 draws without colours.
        The scripted day checks what it shows: exit code 0 if all of it held, 1 if not; 64 is a wrong command line.

        """

    static let cloud = """
        room-demo cloud: the simulated Google Calendar alone, on loopback, for tests and benchmarks

        usage: room-demo cloud --key-file FILE [--port P] [--calendar ID] [--timezone ZONE]
                               [--role ROLE] [--events N] [--meeting 'START/END TITLE @ LOCATION']…
                               [--person 'ADDRESS [LANGUAGE [START/END]]']…

        ZONE is the calendar's own, such as Europe/Helsinki; without it, UTC.
        ROLE is reader, writer, owner or freeBusyReader: what the account may do to the calendar.
        A person is a user in whose name the account may speak; from START to END, of which - is open, their vacation
        responder is on. It writes a service account's key to FILE, prints the address for `[google] api`, and takes
        one command a line on standard input: change, unplug, plug, quit. In the background of a script, where standard
        input is /dev/null, it takes none and runs until a signal ends it.

        """

    static let version = "room-demo \(AgentVersion.version)\n"

    static func print(_ text: String, to descriptor: CInt = STDOUT_FILENO) {
        try? SystemCall.writeAll(descriptor, Array(text.utf8))
    }

    /// EX_USAGE of sysexits.h, and why.
    static func refuse(_ word: String) -> Int32 {
        let verbs = ["day", "cloud"] + CommandLineArguments.Verb.allCases.map(\.rawValue)
        let guess = Spelling.closest(to: word, among: verbs)
        let shown = DisplayText.clean(String(word.prefix(40)))
        let remedy = guess.map { "; did you mean '\($0)'?" } ?? ""
        print("room-demo: there is no verb '\(shown)'\(remedy)\n\(usage)", to: STDERR_FILENO)
        return 64
    }
}
