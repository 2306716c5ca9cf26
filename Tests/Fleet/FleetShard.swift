// SPDX-License-Identifier: Apache-2.0
import GoogleCalendar
import RoomCore
import Simulation

/// Some rooms of a fleet on one virtual loop with one simulated Google. Rooms know nothing of each other, so that a
/// fleet is the sum of its shards.
final class FleetShard {
    /// A loop looks at all its timers each time.
    static let size = 20

    private let scenario: FleetScenario
    private let loop: VirtualLoop
    private let google: SimulatedGoogle
    private let rooms: [FleetRoom]
    private var dice: FleetDice

    private static let beginning = FleetScenario.midnight - FleetScenario.warmUp

    init(_ number: Int, of rooms: Int, _ scenario: FleetScenario, _ account: SimulatedServiceAccount) {
        let loop = VirtualLoop(wall: Self.beginning)
        self.scenario = scenario
        self.loop = loop
        dice = FleetDice(UInt64(number) &+ 0x5348_4152_44)
        let google = SimulatedGoogle(now: { loop.now.wall })
        self.google = google
        google.register(account)
        // Tokens are another host's, with another quota: signing for them would take most of the time.
        google.accessTokenLife = .days(30)
        guard let key = try? ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)) else {
            preconditionFailure("the key file is one")
        }
        let first = number * Self.size
        self.rooms = (first..<min(first + Self.size, rooms)).map {
            FleetRoom($0, scenario, google, loop, account, key)
        }
        let byAddress = Dictionary(uniqueKeysWithValues: self.rooms.map { ($0.address, $0) })
        google.onNotice = { address, notice in
            _ = loop.schedule(at: loop.now.uptime + .milliseconds(300), tolerance: .zero) {
                byAddress[address]?.receive(notice)
            }
        }
    }

    func play() -> FleetTally {
        var actions: [(at: Duration, action: () -> Void)] = []
        for room in rooms {
            actions.append((room.startsAt, { room.start(isBoot: false) }))
            for edit in room.plan.edits { actions.append((edit.at, { [google] in room.perform(edit, google) })) }
        }
        disturb(&actions)
        let sorted = actions.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        for (_, step) in sorted {
            advance(to: step.at)
            step.action()
            loop.drain()
        }
        advance(to: .days(scenario.days))
        return tally()
    }

    private func advance(to time: Duration) {
        let left = FleetScenario.midnight + time - loop.now.wall
        if left > .zero { loop.run(for: left) }
    }

    private func disturb(_ actions: inout [(at: Duration, action: () -> Void)]) {
        let (at, google) = (FleetScenario.disturbedAt, google)
        switch scenario.disturbance {
        case .none: break
        case .powerCut:
            for room in rooms {
                actions.append((at, { room.cutPower() }))
                let back = at + FleetScenario.powerCutLasts + dice.time(FleetScenario.boot)
                actions.append((back, { room.start(isBoot: true) }))
            }
        case .refusals, .unreachable:
            let isRefusal = scenario.disturbance == .refusals
            let kind = isRefusal ? CloudFault.Kind.refusal(status: 503, reason: "backendError") : .unreachable
            actions.append((at, { google.inject(CloudFault(kind, times: nil)) }))
            actions.append((at + FleetScenario.outageLasts, { google.clearFaults() }))
            guard !isRefusal else { return }
            for room in rooms {
                actions.append((at, { room.stream(false) }))
                let back = at + FleetScenario.outageLasts + dice.time(FleetScenario.streamReturns)
                actions.append((back, { room.stream(true) }))
            }
        }
    }

    private func tally() -> FleetTally {
        var tally = FleetTally()
        for room in rooms {
            tally.rooms += 1
            tally.minutes.merge(room.requests, uniquingKeysWith: +)
            for day in 0..<scenario.days {
                let range = day * 1440..<(day + 1) * 1440
                tally.most = max(
                    tally.most, room.requests.reduce(0) { range.contains($1.key) ? $0 + $1.value : $0 })
            }
            tally.delays += room.delays
            tally.unseen += room.unseen
            tally.writes += room.spending.writes
        }
        if scenario.looks == .push { tally.leftChannels = google.channels.count - rooms.count }
        return tally
    }
}
