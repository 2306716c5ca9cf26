// SPDX-License-Identifier: Apache-2.0

/// What `room-agent help` prints.
package enum Help {
    /// All verbs in short.
    package static let text = """
        room-agent: one push joins the meeting

        usage: room-agent VERB [OPTION...] [--config FILE]

        \(CommandLineArguments.Verb.allCases.map(line).joined(separator: "\n"))

        FILE is /etc/room-agent/room-agent.conf, with room-agent.conf.d/*.conf beside it, unless given.
        'room-agent help VERB' tells more of one verb.
        Exit codes are those of sysexits.h: 64 usage, 65 data, 69 unavailable, 77 permission, 78 configuration.
        Manual: room-agent(8), room-agent.conf(5).

        """

    /// One verb, its options and what they do.
    package static func text(for verb: CommandLineArguments.Verb) -> String {
        "usage: room-agent \(usage(verb)) [--config FILE]\n\n\(details(verb))\n"
    }

    private static func line(_ verb: CommandLineArguments.Verb) -> String {
        let usage = usage(verb)
        let padding = String(repeating: " ", count: max(1, 26 - usage.utf8.count))
        return "  \(usage)\(padding)\(summary(verb))"
    }

    private static func usage(_ verb: CommandLineArguments.Verb) -> String {
        switch verb {
        case .check: "check [--online]"
        case .status: "status [--json|--check]"
        case .agenda: "agenda [--json] [--day D]"
        case .press: "press [--hold]"
        case .book: "book TEXT|--minutes N"
        case .extend: "extend N"
        case .presence: "presence in-use OPTION..."
        case .provision: "provision kiosk|certificate|google"
        case .account: "account list|activate|…"
        case .keys: "keys status|rotate"
        case .wipe: "wipe [--yes]"
        case .help: "help [VERB]"
        case .run, .joiner, .events, .sync, .end, .links, .version: verb.rawValue
        }
    }

    private static func summary(_ verb: CommandLineArguments.Verb) -> String {
        switch verb {
        case .run: "the agent, in the foreground"
        case .joiner: "the service that starts join programs, in the foreground"
        case .check: "what is wrong with the room's set-up, and what to do"
        case .status: "what is on now, and every warning"
        case .agenda: "the window's meetings, or those of one day"
        case .events: "what happens, one JSON line each, until interrupted"
        case .press: "exactly what the button does"
        case .sync: "sync now, and say how it went"
        case .book: "book the room, in a sentence or from now on"
        case .extend: "let the meeting that is on end N minutes later"
        case .end: "end the meeting that is on, and free the room"
        case .presence: "tell that somebody is in the room"
        case .links: "why an event has a Join button, or none"
        case .provision: "prepare the screen, the certificate, or Google's side"
        case .account: "whether the calendar may be fetched, and who may do what with it"
        case .keys: "which keys there are; change them"
        case .wipe: "erase keys and window, when the device leaves the room"
        case .version: "the version"
        case .help: "this text, or more of one verb"
        }
    }

    private static let bookingCodes = """
        Exit code 65: nobody can tell when it is to be, or it repeats; 69: the time is taken,
        nothing is on, or the calendar did not answer; 77: it does not let the room do that;
        78: it is switched off.
        """

    private static func details(_ verb: CommandLineArguments.Verb) -> String {
        switch verb {
        case .run:
            """
            Keeps the room's calendar, drives its devices, and joins meetings through the
            joiner. Logs to standard error. SIGHUP reads the configuration again; SIGTERM
            stops the agent, and a meeting goes on.
            """
        case .joiner:
            """
            Starts, follows and ends the programs of [join], as a user without any of the
            agent's rights. systemd starts it when it is needed (room-agent-join.socket). By
            hand it makes its own socket, [join] socket, for its own user. SIGTERM ends the
            meeting and stops it.
            """
        case .check:
            """
            Reads the configuration and looks at rights, clock, keys, devices, the joiner's
            programs and its screen. Run by root it looks with the eyes of the service's
            user. Changes nothing. Exit code 0: nothing is wrong; 78: something is.
              --online   also tries the calendar: token, access, role, and the clock against
                         Google's
            """
        case .status:
            """
            Asks the running agent for the room's state, what the display and the lamps
            show, and each warning with its remedy.
              --json     as one JSON object; its members keep their names and meaning
              --check    for monitoring: one line, and exit code 0 in order, 1 somebody should
                         look at it soon, 2 the room does not work, 3 nobody can tell
            """
        case .agenda:
            """
            Asks the running agent for the meetings that the room shows.
              --day D    one day of them: today, tomorrow, or a date as YYYY-MM-DD
              --json     as a JSON array
            """
        case .events:
            """
            Follows the running agent: pushes of the button and what came of them, meetings
            that begin, can be joined and end, joins, changes of the calendar, of the room's
            state, and of its warnings. Begins with how things stand.
            """
        case .press:
            """
            Pushes the button, with all that follows: its cooldown too. Prints what came of
            it: joining, checked-in, showed-next, said-why, offered-booking, booking,
            offered-extension, extending, leaving, ignored, too-soon or nothing-to-leave.
              --hold     holds it, which leaves a meeting
            """
        case .sync: "Asks the running agent to look at the calendar now, and waits for the outcome."
        case .book:
            """
            Asks the running agent to book the room, as [manners] book = yes allows. Says which
            time it got, once the calendar has it; within a minute it has, or nothing is booked.
            A sentence such as "Retro 14:00-14:30" is taken apart by Google.
              --minutes N    from now on, for N minutes
            \(bookingCodes)
            """
        case .extend:
            """
            Asks the running agent to let the meeting that is on end N minutes later, as
            [manners] book = yes allows. Says when it ends now.
            \(bookingCodes)
            """
        case .end:
            """
            Asks the running agent to end the meeting that is on now, as [manners] book = yes
            allows, so that the room is free. A call that runs goes on. A booking of the room's
            own that is ended in its first minute is taken out of the calendar.
            \(bookingCodes)
            """
        case .presence:
            """
            Tells the running agent that somebody is in the room, for a while: a door, a camera or
            a booking system says so. Sources add up, 16 at most. With [manners] check-in = yes
            the meeting that is on is held then. Prints until when the room is in use.
              --for SECONDS  for how long, at most a day
              --id NAME      who says so
            """
        case .links:
            """
            Reads Google events from standard input, one as JSON a line, and answers each
            with one line of JSON: the address that a push would join, the others, and what
            was ignored, and why.
            """
        case .provision:
            """
            As root, on the room's device.
            kiosk writes the browser's policy, so that camera and microphone belong to the
            allowed meeting hosts and nothing else opens, and says which lines are left to
            type for a screen that opens meetings.
              --allow HOST   one more host that the browser may open, as for a sign-in
                             page; several times
              --print        writes nothing, and prints the policy
            certificate makes the key that this device signs in to Google with, and a
            request for the organisation's authority, beside the configuration. A key that
            is there is kept, and gets a new request.
              --name NAME    the common name of the request; the machine's name
              --uri URI      a name such as spiffe://example.com/room/aalto beside it
              --tpm          has this device's TPM make the key, which never leaves it
            google prints what is to be typed and pasted at Google for this room, as a script
            for a shell: it reads the configuration and the credential, and changes nothing.
            """
        case .account:
            """
            As root or the agent's user, while the agent runs. Without ADDRESS, it is the
            room's calendar; a person of [presence] vacation is an account, too.
              list [--json]  each account that the configuration names: inactive, active since
                             when, or in error, and why
              activate [ADDRESS]
                             checks domain, sign-in, reading and, where a feature needs it,
                             writing, and has the calendar fetched
              deactivate [ADDRESS]
                             has nothing of it fetched any more, over restarts too, ends its
                             push channels, and erases what is kept of it
              grant ADDRESS [--role ROLE]
                             shares the room's calendar with that address. ROLE is
                             freeBusyReader, reader, writer or owner; reader unless given, and
                             for the agent's own account what its features need
              revoke ADDRESS takes that back
            """
        case .keys:
            """
            As root or the agent's user, while the agent runs and while it does not:
              status         the wrapping key, each data key with its name and age, and how
                             many meetings are sealed under it. Never a secret
              rotate         makes a new data key, seals the window anew, and destroys the old
                             key. It may be cut off at any point, and goes on at the next start
              rotate --wrapping
                             only wraps the data key anew: under a new key that the agent
                             makes, if the first start made the present one, else under the
                             key that is there now
            """
        case .wipe:
            """
            As root or the agent's user: destroys the keys, then the window, then what else
            the agent keeps, and ends the agent, which does not start again before the file
            'wiped' is removed from the store's directory. Says what is left to do. Asks once.
              --yes      does not ask
            """
        case .version: "Prints the version."
        case .help: "Prints all verbs, or how one of them is used."
        }
    }
}
