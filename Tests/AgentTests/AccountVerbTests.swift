// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// `account` against the real agent and the simulated Google, as an administrator types it.
@Suite("Accounts on the command line", .serialized)
struct AccountVerbTests {
    @Test("an account is active by itself; deactivated it stays so over a restart, with nothing kept; and back again")
    func life() {
        let bench = AgentBench(meetings: [(3600, 1800, "Quarterly numbers")])
        bench.start()
        #expect(bench.shows("Free until"))
        let list = bench.verb("account", "list")
        #expect(list.code == 0)
        #expect(list.output.hasPrefix("\(AgentBench.calendar)\n  room, active since "))
        #expect(bench.status("$.sync.account") == "active")

        #expect(bench.verb("account", "deactivate").output == "inactive: nothing is fetched, and nothing is kept\n")
        #expect(bench.shows("No calendar yet"))
        #expect(bench.status("$.sync.account") == "inactive")
        let agenda = bench.verb("agenda")
        #expect(agenda.code == 69)
        #expect(agenda.errors.contains("its account is inactive. See: room-agent status"))
        #expect(bench.end(SIGTERM) == 0)
        bench.start()
        #expect(bench.shows("No calendar yet"))
        let synced = bench.verb("sync")
        #expect(synced.code == 69)
        #expect(synced.errors.contains("account-inactive: "))
        #expect(synced.errors.contains("Run: room-agent account activate"))
        let check = bench.verb("check")
        #expect(check.code == 78)
        #expect(check.output.contains("account-inactive"))

        #expect(bench.verb("account", "activate", AgentBench.calendar).output == "active\n")
        #expect(bench.shows("Free until"))
        #expect(bench.verb("agenda").output.contains("Quarterly numbers"))
        #expect(bench.verb("account", "list", "--json").output.contains(#""state":"active""#))
        #expect(!bench.folder.read("store/accounts").contains("aalto"))
    }

    @Test("an account outside the domains is in error, and says what to do; check says so too")
    func domains() {
        let bench = AgentBench(extra: "[google]\ndomains = example.com")
        bench.start()
        #expect(bench.shows("No calendar yet"))
        let list = bench.verb("account", "list").output
        #expect(list.contains("room, error since "))
        #expect(list.contains(": domain\n  account-outside-domains: "))
        #expect(bench.verb("account", "activate").code == 69)
        #expect(bench.verb("account", "activate").errors.contains("domain: account-outside-domains: "))
        #expect(bench.verb("check", "--online").output.contains("bad   account-outside-domains: "))
    }

    @Test("where a feature writes, a new room that may only read is in error, and says what to do")
    func readOnly() {
        let bench = AgentBench(extra: "[manners]\nbook = yes")
        bench.start()
        #expect(bench.shows("No calendar yet"))
        let activated = bench.verb("account", "activate")
        #expect(activated.code == 69)
        #expect(activated.errors.contains("write: account-read-only: "))
        #expect(activated.errors.contains("Make changes to events"))
    }

    @Test("the calendar is shared and taken back; who does not own it is told what is missing")
    func sharing() {
        let owner = AgentBench(role: "owner")
        owner.start()
        #expect(owner.shows("Free"))
        #expect(owner.verb("account", "grant", "anna@example.com").output == "granted: reader\n")
        #expect(owner.verb("account", "grant", "anna@example.com", "--role", "writer").output == "granted: writer\n")
        let asBefore = "writer already: nothing was changed\n"
        #expect(owner.verb("account", "grant", "anna@example.com").output == asBefore)
        #expect(owner.verb("account", "revoke", "anna@example.com").output == "revoked\n")
        // Who it is asked as would lock the room out.
        let own = "room-agent@project.iam.gserviceaccount.com"
        #expect(owner.verb("account", "grant", own).output == "owner already: nothing was changed\n")
        #expect(owner.verb("account", "revoke", own).errors.contains("would be lost to the room"))
        #expect(owner.verb("account", "activate").output == "active\n")
        #expect(owner.verb("account", "grant", "anna@example.com", "--role", "king").code == 64)
        #expect(owner.verb("account", "grant", "anna").code == 64)
        #expect(owner.verb("account", "activate", "anna@example.com").code == 65)
        let reader = AgentBench()
        reader.start()
        #expect(reader.shows("Free"))
        let refused = reader.verb("account", "grant", "anna@example.com")
        #expect(refused.code == 69)
        #expect(refused.errors.contains("the scope https://www.googleapis.com/auth/calendar.acls"))
    }

    @Test("without an agent, and with words that are none, it says what to do")
    func words() {
        let bench = AgentBench()
        #expect(bench.verb("account", "list").code == 69)
        #expect(bench.verb("account", "list").errors.contains("systemctl start room-agent"))
        #expect(bench.verb("account").errors.hasSuffix("write room-agent account list\n"))
        #expect(bench.verb("account", "deactive").errors.contains("did you mean 'deactivate'?"))
        #expect(bench.verb("account", "grant").errors.contains("needs an address"))
        #expect(bench.verb("account", "list", "--role", "reader").code == 64)
        #expect(bench.verb("account", "revoke", "a@example.com", "--json").code == 64)
    }
}
