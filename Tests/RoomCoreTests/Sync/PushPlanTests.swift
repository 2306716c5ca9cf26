// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("A calendar's channels")
struct PushPlanTests {
    private static func moment(_ seconds: Int) -> Moment {
        Moment(wall: Day.midnight + .seconds(seconds), uptime: .seconds(seconds))
    }

    private static func channel(_ number: Int) -> PushChannel {
        PushChannel(id: "aalto-\(number)", token: Private("token\(number)"), endsAt: Day.midnight + .days(7))
    }

    private static func notice(_ number: Int, _ message: Int = 1, token: String? = nil) -> PushNotice {
        PushNotice(channel: "aalto-\(number)", resource: "r", token: token ?? "token\(number)", number: message)
    }

    /// A plan whose first channel is live after a second.
    private static func live() -> PushPlan {
        var plan = PushPlan(isWanted: true)
        plan.receiving(true, nil, at: moment(0))
        let result1 = plan.step(at: moment(0), random: 0.5)
        #expect(result1 == .make)
        plan.asking(for: channel(1), at: moment(0))
        plan.made(PushLease(resource: "r", life: .days(7)), at: moment(1), random: 0.5)
        #expect(plan.state.phase == .starting)
        let result2 = plan.receive(notice(1), on: Day.date, at: moment(1))
        #expect(result2)
        return plan
    }

    @Test("a channel counts once its first notice has come, before or after the answer")
    func first() {
        #expect(Self.live().state.phase == .live)
        var plan = PushPlan(isWanted: true)
        plan.receiving(true, nil, at: Self.moment(0))
        plan.asking(for: Self.channel(1), at: Self.moment(0))
        let result3 = plan.receive(Self.notice(1), on: Day.date, at: Self.moment(1))
        #expect(result3)
        #expect(!plan.isTrusted)
        plan.made(PushLease(resource: "r", life: .days(7)), at: Self.moment(2), random: 0.5)
        #expect(plan.isTrusted)
    }

    @Test("it is renewed before it ends, the old one lives until the new one counts, and is then ended")
    func renewal() throws {
        var plan = Self.live()
        let due = try #require(plan.next(after: .seconds(2)))
        #expect((.days(4)...(.days(6))).contains(due))
        let then = Int(due.wholeSeconds) + 1
        let result4 = plan.step(at: Self.moment(then - 10), random: 0.5)
        #expect(result4 == nil)
        let result5 = plan.step(at: Self.moment(then), random: 0.5)
        #expect(result5 == .make)
        plan.asking(for: Self.channel(2), at: Self.moment(then))
        plan.made(PushLease(resource: "r", life: .days(7)), at: Self.moment(then), random: 0.5)
        let result6 = plan.step(at: Self.moment(then), random: 0.5)
        #expect(result6 == nil)
        let result7 = plan.receive(Self.notice(1, 5), on: Day.date, at: Self.moment(then))
        #expect(result7)
        let result8 = plan.receive(Self.notice(2), on: Day.date, at: Self.moment(then + 1))
        #expect(result8)
        guard case .stop(let old)? = plan.step(at: Self.moment(then + 1), random: 0.5) else {
            Issue.record("the old channel is left behind")
            return
        }
        #expect(old.id == "aalto-1")
        #expect(old.resource == "r")
        plan.stopped(old, true, at: Self.moment(then + 1), random: 0.5)
        #expect(plan.channels.map(\.id) == ["aalto-2"])
        #expect(plan.isTrusted)
    }

    @Test("one whose first notice never comes is ended, and tried again later and later")
    func unconfirmed() throws {
        var plan = PushPlan(isWanted: true)
        plan.receiving(true, nil, at: Self.moment(0))
        var now = Duration.zero
        var made: [Duration] = []
        for number in 0..<400 {
            switch plan.step(at: Moment(wall: Day.midnight + now, uptime: now), random: 0.5) {
            case .make:
                made.append(now)
                let at = Moment(wall: Day.midnight + now, uptime: now)
                plan.asking(for: Self.channel(number), at: at)
                plan.made(PushLease(resource: "r", life: .days(7)), at: at, random: 0.5)
            case .stop(let channel):
                plan.stopped(channel, true, at: Moment(wall: Day.midnight + now, uptime: now), random: 0.5)
            case nil: now = try #require(plan.next(after: now))
            }
            if now > .days(1) { break }
        }
        #expect((8...16).contains(made.count), "\(made.count)")
        #expect(plan.channels.count <= 1)
        #expect(plan.state.phase == .down)
        #expect(plan.state.failure == "no notice came to the address")
    }

    @Test("what another run left behind is ended, and without its resource as soon as that is known")
    func leftovers() {
        var plan = PushPlan(
            isWanted: false,
            leftovers: [PushChannel(id: "aalto-old", resource: "r", endsAt: Day.midnight + .days(2)), Self.channel(9)])
        var stopped: [String] = []
        while case .stop(let channel)? = plan.step(at: Self.moment(0), random: 0.5), stopped.count < 5 {
            #expect(channel.resource == "r")
            stopped.append(channel.id)
            plan.stopped(channel, true, at: Self.moment(0), random: 0.5)
        }
        #expect(stopped == ["aalto-old", "aalto-9"])
        #expect(plan.channels.isEmpty)
        #expect(plan.isIdle)
    }

    @Test("after a change of the calendar what was left of the other one is ended by its own resource, or not at all")
    func otherCalendar() {
        var plan = PushPlan(
            isWanted: true,
            leftovers: [
                PushChannel(id: "sibelius-1", resource: "s", endsAt: Day.midnight + .days(2)),
                PushChannel(id: "sibelius-2", endsAt: Day.midnight + .days(2)),
                PushChannel(id: "bryk-1", endsAt: Day.midnight + .days(2)), Self.channel(9),
            ])
        plan.receiving(true, nil, at: Self.moment(0))
        var stopped: [String] = []
        var now = 0
        while stopped.count < 6, now < 20 {
            now += 1
            switch plan.step(at: Self.moment(now), random: 0.5) {
            case .make:
                plan.asking(for: Self.channel(1), at: Self.moment(now))
                plan.made(PushLease(resource: "r", life: .days(7)), at: Self.moment(now), random: 0.5)
            case .stop(let channel):
                stopped.append("\(channel.id) \(channel.resource ?? "")")
                plan.stopped(channel, true, at: Self.moment(now), random: 0.5)
            case nil: break
            }
        }
        #expect(stopped == ["sibelius-1 s", "sibelius-2 s", "aalto-9 r"])
        #expect(plan.channels.map(\.id) == ["bryk-1", "aalto-1"])
        // It has ended by itself, also by a clock that is a day slow.
        _ = plan.step(at: Moment(wall: Day.midnight + .days(4), uptime: .seconds(30)), random: 0.5)
        #expect(plan.channels.map(\.id) == ["bryk-1", "aalto-1"])
        plan.forgetEnded(at: Day.midnight + .days(4))
        #expect(plan.channels.map(\.id) == ["aalto-1"])
    }

    @Test("the IDs of a calendar's channels begin alike, and those of two calendars do not")
    func family() {
        let families = ["a@example.com", "b@example.com", ""].map { PushChannel.family(of: CalendarID($0)) }
        #expect(Set(families).count == 3)
        for family in families {
            #expect((1...16).contains(family.utf8.count))
            #expect(!family.contains("-"))
        }
    }

    @Test("an answer that is lost leaves a channel that is ended; a refusal leaves none")
    func lostAnswer() {
        for isCertain in [true, false] {
            var plan = Self.live()
            plan.asking(for: Self.channel(2), at: Self.moment(10))
            plan.refused("cut", isCertain: isCertain, retryAfter: nil, at: Self.moment(11), random: 0.5)
            #expect(plan.channels.map(\.id).contains("aalto-2") != isCertain)
            #expect(plan.isTrusted)
        }
    }

    @Test("a wrong token, another channel, another resource and a doubled notice have nothing looked at")
    func strangers() {
        var plan = Self.live()
        for notice in [
            Self.notice(1, 2, token: "token2"), Self.notice(1, 2, token: ""), Self.notice(1, 2, token: "token1x"),
            Self.notice(7, 2), PushNotice(channel: "aalto-1", resource: "q", token: "token1", number: 2),
        ] {
            let isTaken = plan.receive(notice, on: Day.date, at: Self.moment(5))
            #expect(!isTaken)
        }
        #expect(plan.state.refused == 5)
        let result9 = plan.receive(Self.notice(1, 2), on: Day.date, at: Self.moment(6))
        #expect(result9)
        let again = plan.receive(Self.notice(1, 2), on: Day.date, at: Self.moment(6))
        #expect(!again)
        #expect(plan.state.repeated == 1)
        #expect(plan.state.notices == 2)
    }

    @Test("a change that no notice told of within a minute is a missed one; a late notice is none")
    func missed() {
        for isLate in [false, true] {
            var plan = Self.live()
            plan.looked(foundChanges: true, began: .seconds(200), before: .seconds(100), at: Self.moment(201))
            #expect(plan.isTrusted)
            if isLate {
                let result10 = plan.receive(Self.notice(1, 2), on: Day.date, at: Self.moment(230))
                #expect(result10)
            }
            _ = plan.step(at: Self.moment(262), random: 0.5)
            #expect(plan.hasMissed != isLate)
            #expect(plan.isTrusted == isLate)
        }
    }

    @Test("a change from before push was live was not missed")
    func early() {
        var plan = Self.live()
        plan.looked(foundChanges: true, began: .seconds(5), before: .zero, at: Self.moment(6))
        _ = plan.step(at: Self.moment(100), random: 0.5)
        #expect(plan.isTrusted)
    }

    @Test("a look that may follow at once is due at a time that has come, whenever one asks")
    func due() {
        let allowance = NoticeAllowance(perDay: 100)
        for now in [Duration.seconds(10), .seconds(500)] {
            #expect(allowance.next(after: .seconds(9), at: now) == .seconds(10))
        }
    }

    @Test("after a burst of twenty, notices cause one look in six minutes")
    func allowance() {
        var allowance = NoticeAllowance(perDay: 100)
        var now = Duration.zero
        var looks = 0
        while now < .days(1) {
            let due = allowance.next(after: now, at: now)
            guard due > now else { break }
            now = due
            allowance.spend(at: now)
            looks += 1
            if looks == 20 { #expect(now < .minutes(1)) }
        }
        #expect((200...280).contains(looks), "\(looks)")
    }
}
