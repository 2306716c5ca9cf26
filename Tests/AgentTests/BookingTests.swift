// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@Suite("Booking by command", .serialized)
struct BookingTests {
    @Test("book, extend and end print what the calendar has, and the display shows it")
    func verbs() {
        let bench = AgentBench(extra: "[manners]\nbook = yes", role: "writer")
        bench.start()
        #expect(bench.shows("Free"))
        let booked = bench.verb("book", "--minutes", "30")
        #expect(booked.code == 0, "\(booked.errors)")
        #expect(booked.output.hasPrefix("booked "))
        #expect(bench.shows("Walk-up"))
        let extended = bench.verb("extend", "15")
        #expect(extended.code == 0, "\(extended.errors)")
        #expect(extended.output.hasPrefix("extended until "))
        let taken = bench.verb("book", "--minutes", "5")
        #expect(taken.code == 69)
        #expect(taken.errors.hasPrefix("room-agent: conflict: "), "\(taken.errors)")
        let ended = bench.verb("end")
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(ended.output.hasPrefix("ended at "))
        let none = bench.verb("end")
        #expect(none.code == 69)
        #expect(none.errors.hasPrefix("room-agent: nothing-on: "))
        #expect(bench.end(15) == 0)
    }

    @Test("a sentence goes to Google; one without a time is bad input")
    func sentence() {
        let bench = AgentBench(extra: "[manners]\nbook = yes", role: "writer")
        bench.start()
        #expect(bench.shows("Free"))
        let booked = bench.verb("book", "Retro 23:58-23:59")
        #expect(booked.code == 0, "\(booked.errors)")
        #expect(booked.output == "booked 23:58-23:59\n")
        let unclear = bench.verb("book", "Retro")
        #expect(unclear.code == 65)
        #expect(unclear.errors.hasPrefix("room-agent: unclear: "), "\(unclear.errors)")
    }

    @Test("a door says that the room is in use, and sixteen sources are enough")
    func presence() {
        let bench = AgentBench()
        bench.start()
        #expect(bench.shows("Free"))
        #expect(bench.verb("status", "--json").output.contains("\"in-use\":false"))
        for number in 1...16 {
            let said = bench.verb("presence", "in-use", "--for", "300", "--id", "door-\(number)")
            #expect(said.code == 0, "\(said.errors)")
            #expect(said.output.hasPrefix("in use until "))
        }
        #expect(bench.verb("status", "--json").output.contains("\"in-use\":true"))
        #expect(bench.verb("presence", "in-use", "--for", "300", "--id", "door-17").code == 69)
        #expect(bench.verb("presence", "in-use", "--for", "300", "--id", "a door").code == 64)
    }

    @Test("who may not, or has it switched off, is told by the code")
    func refused() {
        let off = AgentBench()
        off.start()
        #expect(off.shows("Free"))
        #expect(off.verb("book", "--minutes", "5").code == 78)
        // Active already when booking is switched on.
        let reader = AgentBench()
        reader.start()
        #expect(reader.shows("Free"))
        #expect(reader.end(SIGTERM) == 0)
        reader.configure(extra: "[manners]\nbook = yes")
        reader.start()
        #expect(reader.shows("Free"))
        let refused = reader.verb("book", "--minutes", "5")
        #expect(refused.code == 77)
        #expect(refused.errors.contains("not-allowed: "), "\(refused.errors)")
        let check = reader.verb("check", "--online")
        #expect(check.code == 78)
        #expect(check.output.contains("calendar-read-only: "), "\(check.output)")
        #expect(check.output.contains("scopes calendar.events calendar.freebusy"))
    }

    @Test(
        "on the command line, booking takes a sentence or a length",
        arguments: [
            ["book"], ["book", "--minutes", "0"], ["book", "--minutes", "721"], ["book", "x", "--minutes", "5"],
            ["extend"], ["extend", "x"], ["extend", "5", "6"], ["end", "now"],
        ])
    func usage(words: [String]) {
        #expect(Program.run([AgentBench.agent] + words).code == 64)
    }

    @Test("what an administrator pastes has the scopes and the right that booking needs")
    func provision() {
        let bench = AgentBench(extra: "[manners]\nbook = yes\nbook-as = rooms@example.com")
        let steps = bench.verb("provision", "google")
        #expect(steps.code == 0, "\(steps.errors)")
        #expect(steps.output.contains("Make changes to events"))
        #expect(steps.output.contains("as rooms@example.com, on whose calendar"))
    }

    @Test("check looks at the calendar of book-as, and a booking that it does not let through names it")
    func bookAs() {
        let bench = AgentBench(
            extra: "[manners]\nbook = yes\nbook-as = rooms@example.com", role: "writer", people: ["rooms@example.com"])
        let account = "room-agent@project.iam.gserviceaccount.com"
        let title = "[manners] book-as: the calendar of rooms@example.com"
        let unshared = bench.verb("check", "--online")
        #expect(unshared.code == 78)
        let remedy = "Share it with \(account), with \"Make changes to events\", or take book-as out."
        #expect(unshared.output.contains("bad   \(title) cannot be read (404 notFound)\n      \(remedy)\n"))
        bench.start()
        #expect(bench.shows("Free"))
        let refused = bench.verb("book", "--minutes", "5")
        #expect(refused.code == 77)
        #expect(refused.errors.contains("(on the calendar of [manners] book-as: 404 notFound)"), "\(refused.errors)")
        bench.cloud?.send("share rooms@example.com \(account) reader\n")
        #expect(bench.cloud?.line() == "ok")
        #expect(bench.verb("check", "--online").output.contains("bad   \(title) may only be read\n"))
        bench.cloud?.send("share rooms@example.com \(account) writer\n")
        #expect(bench.cloud?.line() == "ok")
        #expect(bench.verb("check", "--online").output.contains("ok    \(title) can be changed as writer\n"))
        let booked = bench.verb("book", "--minutes", "5")
        #expect(booked.code == 0, "\(booked.errors)")
    }

    @Test("whose meeting it is that the room may not end is said, and no right is asked for")
    func organizers() {
        let bench = AgentBench(extra: "[manners]\nbook = yes", role: "writer", people: ["anna@example.com"])
        bench.cloud?.send("invite now/+30 Review\n")
        bench.start()
        #expect(bench.shows("Review"))
        let refused = bench.verb("end")
        #expect(refused.code == 77)
        let sentence = "not-allowed: only its organiser can change that meeting, in their own calendar"
        #expect(refused.errors == "room-agent: \(sentence) (403 forbiddenForNonOrganizer)\n")
        #expect(!bench.verb("status").output.contains("calendar-read-only"))
    }
}
