// SPDX-License-Identifier: Apache-2.0

/// What `room-agent help` prints.
package enum Help {
    package static let text = """
        room-agent: one push joins the meeting

        usage: room-agent VERB [OPTION...] [--config FILE]

          run                       the agent, in the foreground
          check [--online]          looks at the configuration, the devices, the key and the clock;
                                    with --online also at the calendar
          status [--json]           what is on now
          agenda [--json] [--day D] the window's meetings, or those of one day (YYYY-MM-DD)
          events                    what happens, one JSON line each, until interrupted
          press [--hold]            exactly what the button does
          sync                      sync now, and say how it went
          links                     one Google event as JSON per line on standard input, one answer per line:
                                    the join addresses found, and why others were not taken
          version                   the version
          help                      this text

        FILE is /etc/room-agent/room-agent.conf, with room-agent.conf.d/*.conf beside it, unless given.
        Exit codes are those of sysexits.h: 64 usage, 65 data, 69 unavailable, 77 permission, 78 configuration.
        Manual: room-agent(8), room-agent.conf(5).

        """
}
