// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import CalendarKeeping
import Glibc
import RoomCore
import RoomRuntime
import SecureStore
import Simulation

/// The keys of a room that has more than a key that is simply there: the real vault and providers, and what is done to
/// them. The key service is simulated.
final class SeedKeys {
    let service: SeedKeyService
    let judge = OracleKeys()
    private let plan: SeedKeyPlan
    private unowned let room: SeedRoom
    private var dice: Dice
    private var vault: Vault?
    private var serving: Task<Void, Never>?
    /// When the service's mood changed last, and the disk was last seen in trouble, in time since boot.
    private(set) var moodSince = Duration.zero
    private(set) var diskSeenAt = Duration.zero

    init(_ plan: SeedKeyPlan, _ room: SeedRoom) {
        self.plan = plan
        self.room = room
        dice = Dice(plan.seed)
        service = SeedKeyService(loop: room.loop)
        service.wasSlow = { [unowned room] in room.oracle.situations.saw(.keyServiceSlow) }
    }

    var hasService: Bool { plan.provider != .file }
    var keepsCopy: Bool { plan.keepsCopy }

    /// Nothing has hindered the key from being there since then.
    func isSound(since moment: Duration) -> Bool { service.mood.opens && moodSince < moment && diskSeenAt < moment }

    // MARK: The agent's life

    /// The vault of an agent that starts.
    func begin(_ effects: SeedEffects, _ journal: SeedJournal) -> Vault {
        judge.starts()
        let made = makeVault(effects, journal, startsAsking: false)
        vault = made
        return made
    }

    private func makeVault(_ effects: SeedEffects, _ journal: SeedJournal, startsAsking: Bool) -> Vault {
        var parts = VaultParts(
            directory: room.folder.store, runtimeDirectory: room.folder.run, room: SeedCalendar.id, loop: room.loop,
            journal: journal, keys: sources(room.folder.store, SeedKeyLine(service, effects, room)))
        parts.executor = room.loop
        parts.random = { [self] in dice.share() }
        return Vault(parts, startsAsking: startsAsking)
    }

    /// As the agent puts them together.
    private func sources(_ directory: String, _ line: any HTTPTransport) -> KeySources {
        let file = FileKey(path: "\(directory)/data.key", isMadeOnFirstStart: true)
        let service = service
        switch plan.provider {
        case .file: return KeySources(provider: file)
        case .vault:
            let vault = VaultTransit(
                address: SeedKeyService.vaultAddress, namespace: nil, mount: "transit", key: "rooms",
                transport: { () throws(HTTPFailure) in line },
                signIn: { () throws(KeyFailure) in .init(token: Private("room"), identity: nil) })
            return KeySources(provider: vault, local: file, keepsCopy: plan.keepsCopy)
        case .cloud:
            let cloud = GoogleKMS(
                resource: SeedKeyService.resource, root: SeedKeyService.cloudRoot,
                transport: { () throws(HTTPFailure) in line },
                token: { (refused) async throws(KeyFailure) in service.token(insteadOf: refused) })
            return KeySources(provider: cloud, local: file, keepsCopy: plan.keepsCopy)
        }
    }

    /// What the agent finds when it opens its window.
    func open(_ vault: Vault) async -> OpenedStore {
        let opened = await vault.open()
        guard vault === self.vault, !room.isDying else { return opened }
        switch opened {
        case .ready(_, let stored): judge.opened(room, stored)
        case .unusable(let failure) where failure.code == .inUse: room.oracle.situations.saw(.keysVerbBesideStart)
        default: break
        }
        return opened
    }

    func serve(_ vault: Vault, _ agent: RoomAgent) {
        guard vault === self.vault else { return }
        vault.onOpen = { agent.assumeIsolated { $0.recordOpened() } }
        vault.warn = { code, isOn in agent.assumeIsolated { $0.warn(code, isOn) } }
        // Sound: everything here is on the one thread, which is the virtual loop's.
        nonisolated(unsafe) let ours = vault
        serving = Task(executorPreference: room.loop) { await ours.serve() }
    }

    func end() {
        vault?.stop()
        serving?.cancel()
        (vault, serving) = (nil, nil)
    }

    // MARK: What happens to keys

    func perform(_ action: KeyAction) {
        switch action {
        case .rotate(let cut): change(.rotate, cut)
        case .rewrap(let cut): change(.rewrap, cut)
        case .newVersion: service.version += 1
        case .mood(let mood):
            service.mood = mood
            moodSince = room.loop.now.uptime
        case .verb(let isRewrap, let pause):
            if room.isUp, !room.isDying {
                room.kill()
                verb(isRewrap ? .rewrap : .rotate, pause)
            }
        case .newCard(let isRewrap, let pause):
            if room.isUp, !room.isDying {
                putInNewCard()
                verb(isRewrap ? .rewrap : .rotate, pause, isBoot: true)
                room.oracle.situations.saw(.keysVerbOnNewCard)
            }
        case .wipe(let cut):
            guard room.isUp, !room.isDying else { return }
            room.stop()
            wipe(cut)
        case .wipeRunning(let afterRotation, let cut): wipeRunning(afterRotation, cut)
        }
    }

    func check(_ oracle: Oracle) {
        if FaultyMedium.trouble != nil { diskSeenAt = room.loop.now.uptime }
        judge.check(oracle, room, self)
    }

    /// No change of keys takes longer: three questions to a service, and two minutes for a sync that does not end.
    private static let longestChange = Duration.minutes(4)

    private var mustWork: Bool {
        judge.hasOpened && service.mood.opens && FaultyMedium.trouble == nil && room.oracle.trouble == nil
            && room.status?.sync.storage == .encrypted
            // A page that nobody had to read yet may be harmed, which the move to another key is the first to see.
            && !room.plan.features.contains(.damage)
    }

    private func change(_ request: KeyRequest, _ cut: Int?) {
        guard room.isUp, !room.isDying, let vault else { return }
        let mustWork = mustWork
        var answer: KeyAnswer?
        vault.ask(request) { answer = $0 }
        if let cut {
            KeyCut.countdown = (
                cut,
                { [self] in
                    if !isOver, !request.isRewrap { room.oracle.situations.sawRotationCut(atWrite: cut) }
                    cutPower()
                }
            )
        }
        room.loop.run(until: { answer != nil || isOver }, limit: Self.longestChange)
        KeyCut.countdown = nil
        guard !isOver else { return }
        switch answer {
        case .done(let text):
            room.oracle.situations.saw(request.isRewrap ? .keysRewrapped : .keysRotated)
            if !request.isRewrap, !text.contains(text: "everything is sealed under") {
                room.oracle.breaks("keys-answer", text)
            }
        case .failed(_, let why):
            room.oracle.situations.saw(.keysRefused)
            if mustWork, self.mustWork { room.oracle.breaks("keys-not-changed", why) }
        case nil: room.oracle.breaks("keys-hang", "no answer to \(request)")
        }
    }

    private var isOver: Bool { room.isDying || room.powerIsOut }

    private func cutPower() {
        guard !isOver else { return }
        room.folder.hold()
        room.powerIsOut = true
        room.oracle.powerCut(room)
        room.oracle.situations.saw(.powerCutInKeys)
    }

    /// The agent is gone, the verb does it itself, and an agent starts beside it.
    private func verb(_ request: KeyRequest, _ pause: Duration, isBoot: Bool = false) {
        // Sound: everything here is on the one thread, which is the virtual loop's.
        nonisolated(unsafe) let own = makeVault(SeedEffects(), SeedJournal { _ in }, startsAsking: true)
        let outcome = Outcome()
        // Sound: as above.
        nonisolated(unsafe) let told = outcome
        Task(executorPreference: room.loop) {
            told.answer = await Self.carryOut(request, own)
        }
        room.loop.run(for: pause)
        room.start(isBoot: isBoot)
        room.loop.run(until: { outcome.answer != nil || isOver }, limit: Self.longestChange)
        guard !isOver else { return }
        if outcome.answer == nil { room.oracle.breaks("keys-hang", "the verb \(request) does not end") }
        // A slow service kept the verb for long, so that the agent waits longer for it; and it asks the same service.
        // Who waits for an answer of the calendar opens the store after it.
        let isStalled = [.slow, .stalled].contains(room.oracle.trouble?.kind)
        let patience = Duration.seconds(isStalled ? 180 : service.mood == .slow ? 60 : 20)
        room.loop.run(until: { isOver }, limit: patience)
        guard !isOver, room.isUp, isSound(since: room.loop.now.uptime - .minutes(15)),
            room.status?.sync.storage != .encrypted
        else { return }
        room.oracle.breaks("left-to-verb", "in memory \(patience) after a verb that had the store")
    }

    /// The power goes, and the card gets lost. What the records of requests and of push are held against is the
    /// service's own count, so they stay.
    private func putInNewCard() {
        room.stop()
        room.powerIsOut = false
        let store = room.folder.store
        for name in SeedFolder.names(store) where name.hasPrefix("window.") || name.hasPrefix("data.key") {
            unlink("\(store)/\(name)")
        }
        room.joiner.cutPower()
        room.folder.clearRun()
        judge.wiped()
    }

    private final class Outcome { var answer: KeyAnswer? }

    /// As `room-agent keys` does.
    private static func carryOut(_ request: KeyRequest, _ vault: Vault) async -> KeyAnswer {
        guard case .ready(let store, _) = await vault.open() else { return .failed(.unavailable, "not open") }
        let answer = await vault.carryOut(request)
        await vault.finish()
        return withExtendedLifetime(store) { answer }
    }

    // MARK: Wiping

    /// Through the agent's own door: it brings to an end what it is at, and wipes. Where a rotation is asked for before,
    /// so long after that.
    private func wipeRunning(_ afterRotation: Duration?, _ cut: Int?) {
        guard room.isUp, !room.isDying, let vault else { return }
        if let afterRotation {
            var isAnswered = false
            vault.ask(.rotate) { _ in isAnswered = true }
            room.loop.run(until: { isAnswered || isOver }, limit: afterRotation)
            guard !isOver else { return }
            if !isAnswered { room.oracle.situations.saw(.wipedWhileRotating) }
        }
        if !room.joiner.running.isEmpty { room.oracle.situations.saw(.wipedInMeeting) }
        if room.transport.isAsking { room.oracle.situations.saw(.wipedInSync) }
        if !service.mood.opens { room.oracle.situations.saw(.wipedWithoutService) }
        if FaultyMedium.trouble != nil { room.oracle.situations.saw(.wipedOnFailingDisk) }
        guard room.finish(beside: { [self] in await Self.leave(vault, serving) }) else { return }
        wipe(cut)
    }

    /// As the executable does once the agent has ended.
    private static func leave(_ vault: Vault, _ serving: Task<Void, Never>?) async {
        vault.stop()
        serving?.cancel()
        await serving?.value
        await vault.finish()
    }

    /// There is no agent any more.
    private func wipe(_ cut: Int?) {
        // Whatever else was to happen to it.
        room.powerIsOut = false
        let (oracle, folder) = (room.oracle, room.folder)
        let before = "\(folder.root)/before"
        SeedFolder.copy(folder.store, before)
        // What a thief would look for: a probe that finds nothing here could not fail later.
        let there = probe(before + "-probe", [(before, nil)])
        if FaultyMedium.trouble == nil, let lost = judge.missing(in: there) {
            oracle.breaks("lost-before-wipe", "not the window that was there, but \(lost)")
        }
        var isCut = false
        KeyCut.countdown = cut.map {
            (
                $0,
                {
                    folder.hold()
                    isCut = true
                }
            )
        }
        let isDone = erase()
        KeyCut.countdown = nil
        if isCut {
            folder.release()
            oracle.situations.saw(.wipeCutOff)
        } else if !isDone {
            oracle.breaks("not-wiped", "the wipe failed")
        }
        room.joiner.cutPower()
        folder.clearRun()
        room.loop.run(for: .seconds(20))
        // What the agent does at its next start: it ends the wipe, and does not run.
        if StoreEraser.isWiped(folder.store) {
            if !soundly(erase) { oracle.breaks("not-wiped", "a wipe that was cut off cannot be ended") }
            judgeWiped(before)
            unlink("\(folder.store)/\(StoreEraser.markerName)")
            judge.wiped()
            oracle.situations.saw(.wiped)
        }
        room.start(isBoot: true)
    }

    /// With a disk and a key service that work.
    private func soundly<Value>(_ body: () -> Value) -> Value {
        let (mood, trouble) = (service.mood, FaultyMedium.trouble)
        (service.mood, FaultyMedium.trouble) = (.sound, nil)
        defer { (service.mood, FaultyMedium.trouble) = (mood, trouble) }
        return body()
    }

    private func erase() -> Bool {
        let (directory, run) = (room.folder.store, room.folder.run)
        let keys = sources(directory, SeedKeyLine(service, SeedEffects(), room))
        // The records of the day's requests and of push stay: what they are held against is the service's own count.
        let left = try? StoreEraser.wipe(
            directory: directory, provider: keys.provider, local: keys.local,
            remains: ["\(run)/session", "\(run)/session.new"])
        return left != nil
    }

    /// Nothing opens with what is left, though the medium still has the old window in its cells: nor with the old key
    /// book, where a key of this device wrapped it.
    private func judgeWiped(_ before: String) {
        let names = SeedFolder.names(room.folder.store)
        let kept = names.filter { $0.hasPrefix("window.db") || $0.hasPrefix("window.keys") || $0.hasPrefix("data.key") }
        if !kept.isEmpty { room.oracle.breaks("left-by-wipe", "\(kept)") }
        let old = ["window.db", "window.db-wal"] + (hasService ? [] : ["window.keys"])
        let found = probe(before + "-after", [(room.folder.store, nil), (before, old)])
        if !found.isEmpty { room.oracle.breaks("opens-after-wipe", "\(found.sorted())") }
    }

    /// What opens of these files, with every key that there still is.
    private func probe(_ folder: String, _ sources: [(folder: String, names: [String]?)]) -> Set<String> {
        SeedFolder.remove(folder)
        mkdir(folder, 0o700)
        for source in sources {
            for name in source.names ?? SeedFolder.names(source.folder) {
                if let bytes = SeedFolder.read("\(source.folder)/\(name)") {
                    SeedFolder.write("\(folder)/\(name)", bytes)
                }
            }
        }
        let keys = self.sources(folder, SeedKeyLine(service, SeedEffects(), room))
        let loop = room.loop
        let keeper = KeyKeeper(
            directory: folder, provider: keys.provider, local: keys.local, keepsCopy: keys.keepsCopy,
            room: SeedCalendar.id, now: { loop.now.wall })
        let outcome = Probe()
        // Sound: everything here is on the one thread, which is the virtual loop's.
        nonisolated(unsafe) let told = outcome
        // Sound: as above.
        nonisolated(unsafe) let asked = keeper
        Task(executorPreference: loop) {
            told.names = await Self.names(folder, asked, loop)
            told.isDone = true
        }
        _ = soundly { loop.run(until: { outcome.isDone }, limit: .minutes(1)) }
        SeedFolder.remove(folder)
        return outcome.names
    }

    private final class Probe {
        var names: Set<String> = []
        var isDone = false
    }

    private static func names(
        _ folder: String, _ keeper: KeyKeeper, _ executor: any SerialExecutor
    ) async -> Set<String> {
        guard let ring = try? await keeper.open() else { return [] }
        let store = SecureWindowStore(directory: folder, ring: ring, room: SeedCalendar.id, executor: executor)
        let stored = try? await store.load()
        await store.finish()
        return stored.map { OracleWindow.names($0.window) } ?? []
    }
}

/// One agent's way to the key service: what a killed agent asks for reaches nobody.
final class SeedKeyLine: HTTPTransport {
    private let service: SeedKeyService
    private let effects: SeedEffects
    private unowned let room: SeedRoom

    init(_ service: SeedKeyService, _ effects: SeedEffects, _ room: SeedRoom) {
        self.service = service
        self.effects = effects
        self.room = room
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard !room.powerIsOut else { throw HTTPFailure(.connection) }
        var isSent = false
        effects.happen(.request) { isSent = true }
        guard isSent else { throw HTTPFailure(.cancelled) }
        let response = try await service.send(request)
        var hasCome = false
        effects.happen(.answer) { hasCome = true }
        guard hasCome else { throw HTTPFailure(.cancelled) }
        return response
    }
}

extension KeyMood {
    /// A window opens while the service is so.
    var opens: Bool { self == .sound || self == .slow || self == .tokenEnds }
}

extension KeyRequest {
    var isRewrap: Bool { if case .rewrap = self { true } else { false } }
}

extension SeedRoom {
    /// The agent can read its record of sessions. Without a key it knows nothing of one that an agent before it began.
    var knowsSessions: Bool { keys?.judge.knowsSessions ?? true }
}
