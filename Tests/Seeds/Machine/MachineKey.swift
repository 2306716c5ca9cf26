// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A machine's history as numbers in which times are relative to now and tokens have no names: two machines of the same
/// key behave the same. It reads the machine by reflection, so that it sees every field, those of tomorrow too.
struct MachineKey: Hashable {
    private var words: [UInt64] = []

    init(_ node: MachineNode, turns: Int) {
        words.reserveCapacity(24)
        // Of the uptime itself only the turns of the display count, where several meetings have turns.
        add(turns > 1 ? Int(node.uptime / MachineWorld.tick) % turns : 0)
        add(node.place.window * 16 + node.place.time)
        add(node.watch, now: node.uptime)
        add(node.machine, label: "", now: node.uptime)
    }

    /// Beyond the longest limit a time is simply past.
    private static let past = MachineWorld.tick * -3

    private mutating func add(_ number: Int) { words.append(UInt64(bitPattern: Int64(number))) }

    private mutating func add(_ text: String) {
        // FNV-1a.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        words.append(hash)
    }

    private mutating func add(_ watch: MachineWatch, now: Duration) {
        add(watch.shown?.meeting.value.exposed ?? "")
        add(watch.before?.meeting.value.exposed ?? "")
        add(Int(max(watch.shownSince - now, MachineWorld.limits.reaction * -1) / MachineWorld.tick))
        add(Int(max(watch.pressableAt - now, .zero) / MachineWorld.tick))
    }

    private mutating func add(_ value: Any, label: String, now: Duration) {
        switch value {
        case let limit as Duration where label == "limit": add(Int(limit / MachineWorld.tick))
        case let uptime as Duration:
            let floor =
                switch label {
                case "pressableAt", "until": Duration.zero
                default: Self.past
                }
            add(Int(max(uptime - now, floor) / MachineWorld.tick))
        case let number as Int:
            add(label == "endedAtOnceInARow" ? min(number, MachineWorld.limits.endedAtOnceIsFault) : number)
        case let number as Int32: add(Int(number))
        case let flag as Bool: add(flag ? 1 : 0)
        case let key as MeetingKey: add(key.meeting.value.exposed)
        case let meeting as Meeting: add(meeting)
        case let item as AgendaItem: add(item.meeting)
        case let instant as Instant: add(Int(instant.millisecondsSince1970))
        case is JoinToken, is RoomLimits, is RoomManners: break
        case let keys as Set<MeetingKey>: for key in keys.sorted() { add(key.meeting.value.exposed) }
        case let begun as [MeetingKey: Duration]:
            for (key, uptime) in begun.sorted(by: { $0.key < $1.key }) {
                add(key.meeting.value.exposed)
                add(Int(max(uptime - now, Self.past) / MachineWorld.tick))
            }
        case let meetings as [MeetingKey: Meeting]:
            for (_, meeting) in meetings.sorted(by: { $0.key < $1.key }) { add(meeting) }
        default:
            if label == "mayOpen" { return }
            let mirror = Mirror(reflecting: value)
            add(mirror.children.count)
            if mirror.displayStyle == .enum, mirror.children.isEmpty { add(String(describing: value)) }
            for child in mirror.children {
                if mirror.displayStyle == .enum { add(child.label ?? "") }
                add(child.value, label: child.label ?? "", now: now)
            }
        }
    }

    private mutating func add(_ meeting: Meeting) {
        add(meeting.id.value.exposed)
        add(Int(meeting.span.start(in: FixedOffset()).secondsSince1970))
        add(meeting.joinAddresses.first?.address.exposed ?? "")
    }
}
