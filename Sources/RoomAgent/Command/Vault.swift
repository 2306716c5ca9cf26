// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentFaces
import AgentHost
package import CalendarKeeping
import Configuration
package import RoomCore
package import SecureStore

/// What a vault is made of.
package struct VaultParts {
    /// The store's. Made with the mode 0700 where it is missing; its parent must exist.
    package var directory: String
    /// Where the record of the running join session lies.
    package var runtimeDirectory: String
    /// The calendar's ID, to which keys and rows are bound.
    package var room: String
    /// What the vault runs on; the store alone has an executor of its own.
    package var loop: any AgentLoop
    /// Where it is written what changed, by names of keys and codes alone.
    package var journal: any AgentJournal
    /// Who wraps the data key.
    package var keys: KeySources
    /// What the store runs on. Default: nil, a thread of its own.
    package var executor: (any SerialExecutor)?
    /// Shows a window that is an older copy. Default: nil, and nobody can tell.
    package var counter: (any RollbackCounter)?
    /// A number in 0..<1, another one at each call: it spreads a site's questions to its key service.
    package var random: () -> Double = { Double.random(in: 0..<1) }

    /// With defaults for the rest.
    package init(
        directory: String, runtimeDirectory: String, room: String, loop: any AgentLoop, journal: any AgentJournal,
        keys: KeySources
    ) {
        self.directory = directory
        self.runtimeDirectory = runtimeDirectory
        self.room = room
        self.loop = loop
        self.journal = journal
        self.keys = keys
    }
}

/// What lies sealed under the data key: the window on disk, and the record of the running join session. Both open
/// together, as soon as there is a key: at start, or late. It also changes keys, one request after the other.
///
/// Order of calls: `open`, again while it does not give a store that is ready; beside it `serve`, until `stop`;
/// `finish` when nothing uses the store any more. A verb calls `open`, `carryOut` and `finish`.
package final class Vault {
    /// Remembers nothing until there is a key; `onOpen` tells when.
    package let sessions: SessionRecord
    /// The names of meetings for scripts: of this run alone until there is a key, and then of the key. Nil where there
    /// is no memory for them.
    private(set) var names: MeetingNames?
    private let parts: VaultParts
    private var directory: String { parts.directory }
    private var room: String { parts.room }
    private var journal: any AgentJournal { parts.journal }
    private var loop: any AgentLoop { parts.loop }
    private let keeper: KeyKeeper
    private let wake: LoopSignal
    private var thread: StoreThread?
    /// Whoever works with the window owns its store.
    private weak var store: SecureWindowStore?
    private var requests: [(request: KeyRequest, reply: (KeyAnswer) -> Void)] = []
    private var isStopping = false
    /// A service wraps the data key.
    private let hasService: Bool
    private var service: ServiceWatch
    /// Called when the record of sessions opens. Default: nobody is told.
    package var onOpen: () -> Void = {}
    /// Turns a warning on or off that comes from the key service while the window is open. Default: nobody is told.
    package var warn: (WarningCode, Bool) -> Void = { _, _ in }

    /// A sync that is under way is waited for so long, a second at a time.
    private static let longestWaitSeconds = 120

    /// With `startsAsking` false the first `open` asks no key service: the start does not wait for one.
    package init(_ parts: VaultParts, startsAsking: Bool = true) {
        self.parts = parts
        let keys = parts.keys
        let loop = parts.loop
        hasService = keys.local != nil
        service = ServiceWatch(mayAsk: startsAsking, random: parts.random)
        keeper = KeyKeeper(
            directory: parts.directory, provider: keys.provider, local: keys.local, keepsCopy: keys.keepsCopy,
            room: parts.room, now: { loop.now.wall })
        wake = LoopSignal(loop: loop)
        sessions = SessionRecord(directory: parts.runtimeDirectory, room: parts.room)
        names = try? MeetingNames(nil, room: parts.room)
    }

    convenience init(_ assembly: AgentAssembly, startsAsking: Bool = true) {
        let configuration = assembly.configuration
        var parts = VaultParts(
            directory: configuration.store.directory, runtimeDirectory: assembly.runtimeDirectory,
            room: configuration.room.calendar.exposed, loop: assembly.loop, journal: assembly.journal,
            keys: assembly.keys)
        parts.counter = configuration.store.rollbackCounter.map { TPMCounter(path: $0) }
        self.init(parts, startsAsking: startsAsking)
    }

    /// Opens what can be opened, and what is already open again. The store runs on a thread of its own.
    ///
    /// The store's lock comes first, and is held while a key service is asked: whoever makes, reads or changes a key
    /// book meanwhile waits for this one, or finds what it wrote.
    package func open() async -> OpenedStore {
        let mayAsk = service.mayAsk
        service.mayAsk = true
        // The first start makes the key there.
        StateDirectory.make(directory)
        var lock: StoreLock?
        var refusal: StoreFailure?
        do throws(StoreFailure) { lock = try StoreLock(directory) } catch {
            // Its rows and its keys may change under a reader.
            if error.code == .inUse { return .unusable(error) }
            refusal = error
        }
        // Somebody changed keys while the store was not open here: what stands there now counts.
        if keeper.isOutdated { keeper.forget() }
        do throws(KeyFailure) {
            let ring = try await keeper.open(asking: mayAsk, mayWrite: lock != nil)
            names = try? MeetingNames(ring.first.secret, room: room)
            if hasService { watch(isConfirmed: keeper.confirmedAt != nil) }
            return await open(ring, lock, refusal)
        } catch {
            // No longer than until the next attempt.
            withExtendedLifetime(lock) {}
            guard hasService else { return .locked(error.warning, detail: "\(error)") }
            if !mayAsk, error.code == .unreachable { return .later }
            return .locked(error.warning, detail: "\(error)", retry: service.failed(error))
        }
    }

    private func unlockSessions(_ ring: KeyRing) {
        do throws(StoreFailure) { try sessions.unlock(with: ring) } catch {
            journal.warning("join sessions cannot be kept", ("detail", error.detail))
        }
        onOpen()
    }

    private func open(_ ring: KeyRing, _ lock: StoreLock?, _ refusal: StoreFailure?) async -> OpenedStore {
        unlockSessions(ring)
        do {
            if let refusal { throw refusal }
            let store = SecureWindowStore(
                directory: directory, ring: ring, room: room, executor: try storeThread(), lock: lock,
                counter: parts.counter)
            let stored = try await store.load()
            self.store = store
            // A change of keys was cut off, or an agent without wrapped keys wrote the window.
            if ring.keys.count > 1 { ask(.settle) { _ in } }
            return .ready(store, stored)
        } catch let failure as StoreFailure {
            guard let stored = ReadOnlyWindow.load(directory: directory, ring: ring, room: room) else {
                return .unusable(failure)
            }
            return .readOnly(stored, failure)
        } catch {
            return .unusable(StoreFailure(.medium, operation: "thread", detail: "no thread for the store"))
        }
    }

    /// Moves the stored window out of the way, which is not open here, as the medium does not give it.
    package func setAside() throws(StoreFailure) { try SecureWindowStore.setAside(directory: directory) }

    /// The store's own thread, started when it is first needed.
    func storeThread() throws -> any SerialExecutor {
        if let executor = parts.executor { return executor }
        let thread = try self.thread ?? StoreThread()
        self.thread = thread
        return thread
    }

    // MARK: Life of keys

    /// Has a request carried out by `serve`, after those that came before; `reply` is told what came of it, and hears
    /// nothing if the vault stops first.
    package func ask(_ request: KeyRequest, _ reply: @escaping (KeyAnswer) -> Void) {
        requests.append((request, reply))
        wake.raise()
    }

    /// Carries out requests, and asks the key service from time to time, until `stop`.
    package func serve() async {
        while !isStopping {
            while !requests.isEmpty {
                let (request, reply) = requests.removeFirst()
                reply(await carryOut(request))
            }
            if isStopping { return }
            if let due = service.due, loop.now.uptime >= due {
                await confirm()
                continue
            }
            // Twice a day can wait for another timer's wake-up.
            let tolerance: Duration = service.due == nil ? .zero : service.failures > 0 ? .seconds(1) : .minutes(5)
            await wake.wait(until: service.due ?? .seconds(Int64.max / 2), tolerance: tolerance)
        }
    }

    /// Asks whether the service still opens what is open here: what a copy has opened, and twice a day everything, so
    /// that a device that is shut out is told before its power goes, and a token is used before its period ends.
    private func confirm() async {
        do throws(KeyFailure) {
            try await keeper.confirm()
            if service.failure != nil { journal.info("the key service opens the data key") }
            show(nil)
            watch(isConfirmed: true)
        } catch {
            if error.code != service.failure?.code {
                journal.warning("the key service does not open the data key", ("detail", "\(error)"))
            }
            show(error.warning)
            service.due = loop.now.uptime + service.failed(error)
        }
    }

    private func watch(isConfirmed: Bool) {
        if isConfirmed { (service.failures, service.failure) = (0, nil) }
        service.due = loop.now.uptime + (isConfirmed ? service.spread(ServiceWatch.interval) : .zero)
        wake.raise()
    }

    private func show(_ code: WarningCode?) {
        for other in ServiceWatch.warnings { warn(other, other == code) }
    }

    /// Has `serve` return after the request that it is at.
    package func stop() {
        isStopping = true
        wake.raise()
    }

    /// Closes the window and gives up its lock.
    package func finish() async { await store?.finish() }

    /// Carries out one request now: for `serve`, and for a verb that has the vault to itself. A change that fails or is
    /// cut off leaves both keys, and the next start goes on.
    package func carryOut(_ request: KeyRequest) async -> KeyAnswer {
        guard let store else {
            if let failure = service.failure { return .failed(.unavailable, "\(failure)") }
            return .failed(.unavailable, "the window is not open; see: room-agent status")
        }
        do {
            switch request {
            case .status: return .done(try await status(store))
            case .rotate: return try await settle(store, under: try await keeper.addKey())
            case .settle: return try await settle(store, under: try await keeper.open())
            case .rewrap:
                // A change that was cut off is ended first.
                let ring = try await keeper.open()
                if ring.keys.count > 1, case .failed(let code, let why) = try await settle(store, under: ring) {
                    return .failed(code, why)
                }
                try await keeper.rewrap()
                return .done("the data key is wrapped anew\nto see it: room-agent keys status\n")
            }
        } catch let failure as KeyFailure {
            return .failed(.unavailable, "\(failure)")
        } catch let failure as StoreFailure {
            return .failed(
                .unavailable, "the window could not be sealed anew (\(failure.detail)); both keys stay. Try again.")
        } catch {
            return .failed(.unavailable, "the agent stops; the next start goes on")
        }
    }

    /// Moves everything under the ring's first key, and then destroys the others.
    private func settle(_ store: SecureWindowStore, under ring: KeyRing) async throws -> KeyAnswer {
        for _ in 0..<Self.longestWaitSeconds {
            guard case .done = try await store.reseal(under: ring) else {
                try await loop.sleep(for: .seconds(1), tolerance: .milliseconds(250))
                continue
            }
            try sessions.unlock(with: ring)
            try keeper.forgetOldKeys()
            names = try? MeetingNames(ring.first.secret, room: room)
            let rows = try await store.sealedRows()
            journal.info("the window is under one data key", ("key", "\(rows.key)"), ("meetings", "\(rows.meetings)"))
            return .done(
                "everything is sealed under the data key \(rows.key): \(rows.meetings) meetings;"
                    + " older keys are destroyed\nto see it: room-agent keys status\n")
        }
        return .failed(.unavailable, "a sync does not end; both keys stay. Try again.")
    }

    private func status(_ store: SecureWindowStore) async throws -> String {
        let rows = try await store.sealedRows()
        var text = "wrapping key: \(keeper.providerName)\n"
        for entry in keeper.entries {
            let isDirect = entry.madeAt.millisecondsSince1970 == 0
            let days = (loop.now.wall - entry.madeAt).wholeSeconds / 86_400
            let made = "made \(RFC3339.utc(entry.madeAt)), \(days) days old"
            let age = isDirect ? "of an agent before wrapped keys" : made
            text += "data key \(entry.id): \(age), wrapped by \(entry.wrapping), "
            text += "\(entry.id == rows.key ? rows.meetings : 0) meetings\n"
        }
        if hasService {
            let answer = keeper.confirmedAt.map { "opened it at \(RFC3339.utc($0))" } ?? "not heard since the start"
            text += "key service: \(answer)" + (service.failure.map { "; now: \($0)" } ?? "") + "\n"
        }
        return text
    }
}

/// When a key service is asked, and how that went.
private struct ServiceWatch {
    /// False for the first attempt of a start, which waits for no network.
    var mayAsk: Bool
    /// As `VaultParts.random`.
    let random: () -> Double
    /// In time since boot; nil while the window is not open.
    var due: Duration?
    /// In a row.
    var failures = 0
    /// The last one; nil while all is well.
    var failure: KeyFailure?

    /// Between two questions that are answered. Tokens have periods of days, and so has the patience of who shuts a
    /// device out.
    static let interval = Duration.hours(12)
    private static let firstPause = Duration.seconds(5)
    /// A service that is back opens the window within this.
    private static let longestPause = Duration.minutes(5)
    /// At most one of them is on.
    static let warnings: [WarningCode] = [
        .keyServiceUnreachable, .keyServiceDenied, .keyServiceWrong, .keyMissing, .keyFilePermissions,
    ]

    /// How long to wait before the next attempt. What somebody has to mend is tried at the longest pause.
    mutating func failed(_ failure: KeyFailure) -> Duration {
        self.failure = failure
        let isWeather = failure.code == .unreachable
        let pause = isWeather ? Self.firstPause * (1 << min(failures, 6)) : Self.longestPause
        failures += 1
        return max(failure.retryAfter ?? .zero, spread(min(pause, Self.longestPause)))
    }

    /// At random from three quarters to five quarters: a site's rooms start together after a power cut.
    func spread(_ pause: Duration) -> Duration { pause * (0.75 + random() / 2) }
}

/// What can be asked of the vault's keys.
package enum KeyRequest: Sendable {
    /// What there is, for people; never a secret.
    case status
    /// A new data key, and everything moves to it.
    case rotate
    /// Ends a change of keys that was cut off.
    case settle
    /// The data key is wrapped anew; rows stay as they are.
    case rewrap
}

/// What came of it: a text for people, or a code and why.
package enum KeyAnswer: Sendable {
    /// It is done, and this is told: some lines, each with its end.
    case done(String)
    /// It is not, and why: a sentence without a line end.
    case failed(ExitCode, String)
}

extension KeyFailure {
    /// The warning that the room shows for this failure.
    var warning: WarningCode {
        switch code {
        case .openToOthers: .keyFilePermissions
        case .unreachable: .keyServiceUnreachable
        case .denied: .keyServiceDenied
        case .otherKey: .keyServiceWrong
        case .missing, .notReadable, .notOurs, .malformed, .notMade: .keyMissing
        }
    }
}
