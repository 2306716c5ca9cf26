// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A reachable state: the machine, what stands around it, and what somebody who only watches it remembers.
struct MachineNode {
    var machine: RoomMachine
    var place: MachineWorld.Place
    var uptime: Duration
    var watch = MachineWatch()
}

/// Goes through every state that the real room machine can reach in `MachineWorld`, breadth first, until there is none
/// left, and asks `MachineLaws` after every step. The first violation ends the search, with the shortest way to it.
struct MachineSearch {
    /// What can happen in a state.
    enum Step {
        case tick, sleep
        case window(Int)
        case time(Int)
        case bookingUndone, bookingDone
        case press, hold, started, connected, handedOver, failed, endedAtOnce, ended, adopted
        case staleStarted, staleEnded, staleHandedOver

        /// Longer than any limit, without a wake-up: the machine was suspended.
        static let sleepTicks = 10
    }

    struct Result {
        var states = 0
        var steps = 0
        /// The states by the name that people see.
        var names: [String: Int] = [:]
        /// Nil where every law holds.
        var violation: String?
    }

    /// More states than this are no small world any more: something grows.
    static let maximumStates = 3_000_000

    private let world = MachineWorld()

    func run() -> Result {
        var result = Result()
        let first = MachineNode(
            machine: RoomMachine(
                limits: MachineWorld.limits, manners: MachineWorld.manners, mayOpen: MachineWorld.mayOpen),
            place: .init(window: 0, time: 0), uptime: MachineWorld.tick * MachineWorld.turns * 10)
        var known: Set<MachineKey> = []
        // How each state was reached first: its parent's number and the step.
        var origins: [(parent: Int, step: Step)] = []
        var frontier: [(number: Int, node: MachineNode)] = []
        func way(to number: Int) -> [Step] {
            var steps: [Step] = []
            var number = number
            while origins[number].parent >= 0 {
                steps.append(origins[number].step)
                number = origins[number].parent
            }
            return steps.reversed()
        }
        func visit(_ node: MachineNode, from parent: Int, by step: Step) {
            guard known.insert(MachineKey(node, turns: agenda(node).joinable.count)).inserted else { return }
            origins.append((parent, step))
            result.names[node.machine.state(agenda: agenda(node), now: moment(node)).name, default: 0] += 1
            frontier.append((origins.count - 1, node))
        }
        visit(first, from: -1, by: .tick)
        while !frontier.isEmpty {
            let level = frontier
            frontier = []
            for (number, node) in level {
                if let broken = MachineLaws.standing(node, world) {
                    return finish(result, origins.count, broken, way(to: number))
                }
                for step in steps(node) {
                    result.steps += 1
                    var next = node
                    if let broken = apply(step, &next) {
                        return finish(result, origins.count, broken, way(to: number) + [step])
                    }
                    visit(next, from: number, by: step)
                }
            }
            if origins.count > Self.maximumStates {
                return finish(result, origins.count, "more than \(Self.maximumStates) states", [])
            }
        }
        return finish(result, origins.count, nil, [])
    }

    private func finish(_ result: Result, _ states: Int, _ broken: String?, _ way: [Step]) -> Result {
        var result = result
        result.states = states
        result.violation = broken.map { "\($0), after: \(way.map { "\($0)" }.joined(separator: ", "))" }
        return result
    }

    private func agenda(_ node: MachineNode) -> Agenda { world.agenda(node.place) }
    private func moment(_ node: MachineNode) -> Moment { world.moment(node.place, node.uptime) }

    private func steps(_ node: MachineNode) -> [Step] {
        var steps: [Step] = [
            .tick, .sleep, .press, .hold, .bookingUndone, .bookingDone, .adopted, .staleStarted, .staleEnded,
            .staleHandedOver,
        ]
        if node.watch.owned != nil { steps += [.started, .connected, .handedOver, .failed, .endedAtOnce, .ended] }
        steps += world.windowNames.indices.filter { $0 != node.place.window }.map { .window($0) }
        steps += world.times.indices.filter { $0 != node.place.time }.map { .time($0) }
        return steps
    }

    /// Carries out the step and returns what it broke, or nil.
    private func apply(_ step: Step, _ node: inout MachineNode) -> String? {
        let current = node.watch.owned
        let token = current ?? JoinToken("none")
        // The machine holds one token at most: two names do.
        let fresh = JoinToken(current?.value == "a" ? "b" : "a")
        let stale = JoinToken("stale")
        var event = RoomEvent.ticked
        switch step {
        case .tick: node.uptime += MachineWorld.tick
        case .sleep: node.uptime += MachineWorld.tick * Step.sleepTicks
        case .window(let index): node.place.window = index
        case .time(let index): node.place.time = index
        case .press: event = .pressed(fresh: fresh)
        case .hold: event = .held
        case .bookingUndone: event = .answered(.booking, .rolledBack(.conflict))
        case .bookingDone: event = .answered(.booking, .confirmed(MeetingID("a")))
        case .started: event = .join(token, .connecting)
        case .connected: event = .join(token, .connected(isElsewhere: false))
        case .handedOver: event = .join(token, .connected(isElsewhere: true))
        case .failed: event = .join(token, .ended(.failed(JoinFailure(.programMissing))))
        case .endedAtOnce: event = .join(token, .ended(.failed(JoinFailure(.endedAtOnce))))
        case .ended: event = .join(token, .ended(.left(detail: "")))
        case .adopted: event = .adopted(fresh, meeting: MeetingKey(MachineWorld.calendar, MeetingID("a")))
        case .staleStarted: event = .join(stale, .connecting)
        case .staleEnded: event = .join(stale, .ended(.left(detail: "")))
        case .staleHandedOver: event = .join(stale, .connected(isElsewhere: true))
        }
        return MachineLaws.handle(event, &node, world)
    }
}
