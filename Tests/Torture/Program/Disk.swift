// SPDX-License-Identifier: Apache-2.0
import CMedium

/// What stands on a medium after some of the calls that were written down, when the power goes or the program is killed.
///
/// What an fsync ended stays. Of the rest, each sector of each write is there or not by itself (so a write can be torn,
/// and a later one be there without an earlier), a change of length as well, and of the names any first part in the
/// order of the calls: a file system's journal keeps that order.
struct Disk {
    enum Loss: CaseIterable {
        /// Nothing: the program was killed, and the kernel writes on.
        case nothing
        /// All that no fsync ended.
        case everything
        /// Each sector by the throw of a coin.
        case sectors
        /// A few sectors.
        case few
    }

    private static let sectorBytes = 512

    private struct File {
        var durable: [UInt8] = []
        var pending: [medium_call] = []
    }

    private var files: [UInt32: File] = [:]
    private var names: [String: UInt32] = [:]
    private var pendingNames: [medium_call] = []

    init(calls: Int) {
        let all = medium_calls()
        for number in 0..<calls {
            guard let call = all?[number] else { return }
            switch Int(call.kind) {
            case Int(MEDIUM_WRITE), Int(MEDIUM_TRUNCATE): files[call.file, default: File()].pending.append(call)
            case Int(MEDIUM_SYNC):
                var file = files[call.file] ?? File()
                for call in file.pending { Self.apply(call, to: &file.durable) { true } }
                file.pending = []
                files[call.file] = file
            case Int(MEDIUM_SYNC_FOLDER):
                for call in pendingNames { apply(call) }
                pendingNames = []
            default: pendingNames.append(call)
            }
        }
    }

    /// The files that the next start finds.
    func content(after loss: Loss, _ dice: inout Dice) -> [String: [UInt8]] {
        var disk = self
        var kept = pendingNames.count
        if loss == .everything { kept = 0 } else if loss != .nothing { kept = dice.number(0...kept) }
        for call in pendingNames.prefix(kept) { disk.apply(call) }
        var content: [String: [UInt8]] = [:]
        var lasting: [UInt32: [UInt8]] = [:]
        for (name, number) in disk.names.sorted(by: { $0.key < $1.key }) {
            if lasting[number] == nil {
                var file = files[number] ?? File()
                for call in file.pending {
                    Self.apply(call, to: &file.durable) {
                        switch loss {
                        case .nothing: true
                        case .everything: false
                        case .sectors: dice.happens(50)
                        case .few: !dice.happens(12)
                        }
                    }
                }
                lasting[number] = file.durable
            }
            content[name] = lasting[number]
        }
        return content
    }

    private mutating func apply(_ call: medium_call) {
        let name = Self.text(call.name)
        switch Int(call.kind) {
        case Int(MEDIUM_CREATE): names[name] = call.file
        case Int(MEDIUM_RENAME): names[Self.text(call.other)] = names.removeValue(forKey: name)
        case Int(MEDIUM_LINK): names[Self.text(call.other)] = names[name]
        default: names[name] = nil
        }
    }

    private static func text<Bytes>(_ bytes: Bytes) -> String {
        withUnsafeBytes(of: bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private static func apply(_ call: medium_call, to content: inout [UInt8], _ lasts: () -> Bool) {
        let place = Int(call.place)
        if call.kind == Int32(MEDIUM_TRUNCATE) {
            guard lasts() else { return }
            if place < content.count { content.removeLast(content.count - place) }
            content += [UInt8](repeating: 0, count: place - content.count)
            return
        }
        guard let bytes = medium_bytes()?.advanced(by: call.bytes) else { return }
        var done = 0
        while done < Int(call.count) {
            // Sectors lie at their multiples, whatever the write's own place is.
            let count = min(Int(call.count) - done, sectorBytes - (place + done) % sectorBytes)
            if lasts() {
                let end = place + done + count
                if content.count < end { content += [UInt8](repeating: 0, count: end - content.count) }
                for byte in 0..<count { content[place + done + byte] = bytes[done + byte] }
            }
            done += count
        }
    }
}
