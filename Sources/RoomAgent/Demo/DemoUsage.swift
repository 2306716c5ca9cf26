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
               room-demo organise … an organiser's deed in that calendar (room-demo organise --help)
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
        room-demo cloud: the simulated Google Calendar alone, on loopback, for trying things, tests and benchmarks

        usage: room-demo cloud --key-file FILE [--port P] [--calendar ID] [--timezone ZONE]
                               [--role ROLE] [--events N] [--meeting 'TIMES TITLE [@ LOCATION]']…
                               [--person 'ADDRESS [LANGUAGE [START/END]]']… [--sign-in-file FILE]
                               [--notices PORT]

        ZONE is the calendar's own, such as Europe/Helsinki; without it, UTC.
        ROLE is reader, writer, owner or freeBusyReader: what the account may do to the calendar.
        A person is a user in whose name the account may speak, with a calendar of the same address; from START to END,
        of which - is open, their vacation responder is on. The first one's own sign-in goes to the file of
        --sign-in-file. Push notices are posted to PORT of this machine, as by the proxy in front of `[push] listen`.
        It writes a service account's key to FILE, prints the address for `[google] api`, and takes one command a line
        on standard input, and by `room-demo organise`. In the background of a script, where standard input is
        /dev/null, it runs until a signal, or `room-demo organise quit`, ends it.

        \(commands)
        """

    static let organise = """
        room-demo organise: what an organiser, or a hand on the cable, does to a room-demo cloud that runs

        usage: room-demo organise [--port P] COMMAND…

        P is the cloud's; without it, 8811. Exit code 0: done; 65: it makes no sense, or there is no such event;
        69: no cloud answers there.

        \(commands)
        """

    private static let commands = """
        Commands:
          add [weekly] TIMES TITLE [@ LOCATION]     puts a meeting on the room's calendar; prints its ID
          invite [weekly] TIMES TITLE [@ LOCATION]  the first person invites the room; prints the ID
          title ID TEXT, location ID [TEXT], describe ID [TEXT], move ID TIMES, remove ID
          share CALENDAR ADDRESS ROLE               shares a calendar, as ROLE or none: the person's own, or the room's
          show ID, list                             what the calendar has now
          requests                                  how often each operation of Google's was asked for
          unplug, plug                              takes the cable out, and puts it back
          unplug after-write                        takes it out in the middle of the next request that writes
          change                                    retitles one meeting of --events
          quit                                      ends the cloud

        TIMES is START/END, each 14:00 of today, +5 or -5 minutes from now, now, or 2026-11-24T10:00:00Z.
        ID is meeting0 for the first meeting, what `list` says for others, a title of one word, and meeting1/2 for the
        second week of a series, which has ten. In a description \\n begins a line.

        """

    static let version = "room-demo \(AgentVersion.version)\n"

    static func print(_ text: String, to descriptor: CInt = STDOUT_FILENO) {
        try? SystemCall.writeAll(descriptor, Array(text.utf8))
    }

    /// EX_USAGE of sysexits.h, and why.
    static func refuse(_ word: String) -> Int32 {
        let verbs = ["day", "cloud", "organise"] + CommandLineArguments.Verb.allCases.map(\.rawValue)
        let guess = Spelling.closest(to: word, among: verbs)
        let shown = DisplayText.clean(String(word.prefix(40)))
        let remedy = guess.map { "; did you mean '\($0)'?" } ?? ""
        print("room-demo: there is no verb '\(shown)'\(remedy)\n\(usage)", to: STDERR_FILENO)
        return 64
    }
}
