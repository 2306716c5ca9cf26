// SPDX-License-Identifier: Apache-2.0
import RoomCore

// What only the whole configuration shows.
extension ConfigurationReading {
    /// Checks what goes across keys, and says what came of it all.
    mutating func finish(mainFile: String) -> ParsedConfiguration {
        // Without a file, or with one that could not be read at all, missing keys are no news.
        let isReadable = !problems.contains { $0.problem.line == nil }
        if isReadable {
            checkRequired(mainFile: mainFile)
            checkNames()
            checkPush()
            checkManners()
            checkPresence()
            checkKeywords()
            checkVault()
            checkLamps()
            checkPorts()
            checkOwnHosts()
            warn(mainFile: mainFile)
        }
        let ordered = problems.sorted { left, right in
            (left.fileNumber, left.problem.line ?? 0) < (right.fileNumber, right.problem.line ?? 0)
        }.map(\.problem)
        let hasErrors = ordered.contains { $0.severity == .error }
        if !hasErrors { return .usable(configuration, warnings: ordered) }
        return .refused(
            ordered, join: isWhole("join") ? configuration.join : nil,
            control: isWhole("control") ? configuration.control : nil)
    }

    private mutating func checkRequired(mainFile: String) {
        for key in allKeys
        where key.isRequired && places[key.title] == nil && !misspeltKeys.contains(key.title) {
            if let twin = key.twin, places[twin.title] != nil || misspeltKeys.contains(twin.title) { continue }
            let section = sectionPlaces[key.section]
            report(
                .missingKey(key), file: section?.file ?? mainFile, line: section?.line,
                number: section?.fileNumber ?? 0,
                subject: key.title)
        }
    }

    /// A key that has two names stands under one of them.
    private mutating func checkNames() {
        for key in allKeys {
            guard let twin = key.twin, let place = places[twin.title], places[key.title] != nil else { continue }
            report(.twoNames(key.title), at: place, subject: twin.title)
        }
    }

    /// The public address stands beside one way in.
    private mutating func checkPush() {
        let titles = ["[push] listen", "[push] subscribe", "[push] address"]
        let found = titles.compactMap { places[$0] == nil ? nil : $0 }
        guard let title = found.last, let place = places[title], isWhole("push") else { return }
        if found.starts(with: titles.prefix(2)), let second = places[titles[1]] {
            report(.pushBothWays, at: second, subject: titles[1])
        } else if found == [titles[2]] {
            report(
                .pushIncomplete("listen or subscribe", example: "listen = 127.0.0.1:8443"), at: place, subject: title)
        } else if !found.contains(titles[2]) {
            report(
                .pushIncomplete("address", example: "address = https://site.example.com/push/aalto"), at: place,
                subject: title)
        }
    }

    private mutating func checkManners() {
        let manners = configuration.manners
        if manners.releaseAfter != nil, !manners.checkIn, let place = places["[manners] release-after"],
            isWhole("manners")
        {
            report(.releaseAlone, at: place, subject: "[manners] release-after")
        }
        if manners.releaseSeriesAfter > 0, manners.releaseAfter == nil,
            let place = places["[manners] release-series-after"], isWhole("manners")
        {
            report(.releaseSeriesAlone, at: place, subject: "[manners] release-series-after")
        }
        guard let scheduler = manners.bookAs, let place = places["[manners] book-as"], isWhole("manners") else {
            return
        }
        if !manners.book { report(.bookAsAlone, at: place, subject: "[manners] book-as") }
        if ASCII.lowercased(scheduler.exposed) == ASCII.lowercased(configuration.room.calendar.exposed) {
            report(.bookAsItself, at: place, subject: "[manners] book-as")
        }
    }

    /// A webhook tells of people, and signs what it tells.
    private mutating func checkPresence() {
        guard isWhole("presence") else { return }
        let needed = [
            ("vacation", "anna@example.com"), ("webhook-key", "file:/etc/room-agent/webhook.key"),
            ("webhook", "https://example.com/presence"),
        ]
        for title in ["[presence] webhook", "[presence] webhook-key"] {
            guard let place = places[title] else { continue }
            guard let (name, value) = needed.first(where: { places["[presence] \($0.0)"] == nil }) else { return }
            return report(.webhookIncomplete(name, example: "\(name) = \(value)"), at: place, subject: title)
        }
    }

    /// A word stands for one service, and for an address.
    private mutating func checkKeywords() {
        guard isWhole("scheduling") else { return }
        let scheduling = configuration.scheduling
        var seen: [(word: String, title: String)] = []
        for service in KeywordService.allCases {
            let name = service.rawValue
            let title = "[scheduling] \(name)"
            guard let word = scheduling.words[service], let place = places[title] else {
                for key in ["\(title)-myroom", "\(title)-space"] {
                    guard let place = places[key] else { continue }
                    report(.addressWithoutKeyword(name), at: place, subject: key)
                }
                continue
            }
            if let other = seen.first(where: { $0.word.utf8.equalsIgnoringCase(word.utf8) }) {
                report(.sameKeyword(other: other.title), at: place, subject: title)
            }
            seen.append((word, title))
            if service != .meet, scheduling.myRooms[service] == nil, scheduling.spaces[service] == nil {
                report(.keywordWithoutAddress(name), at: place, subject: title)
            }
        }
    }

    /// A key of Vault's needs a way there and one to sign in, a certificate its key; and all that a key of that kind.
    private mutating func checkVault() {
        let vault = configuration.vault
        let title = "[store] key"
        if case .vault = configuration.store.key, let place = places[title], isWhole("vault") {
            if vault.address == nil {
                let example = "address = https://vault.example.com:8200"
                report(.vaultIncomplete("The address of Vault", example: example), at: place, subject: title)
            } else if vault.tokenFile == nil, vault.certificate == nil {
                let example = "token-file = /etc/room-agent/vault.token"
                report(.vaultIncomplete("What signs in to Vault", example: example), at: place, subject: title)
            }
        } else if isWhole("store"), isWhole("vault"), places.keys.contains(where: { $0.hasPrefix("[vault] ") }),
            let place = sectionPlaces["vault"]
        {
            report(.keyWithoutEffect("[store] key = vault:transit/NAME"), at: place, subject: "[vault]")
        }
        let pair = ["certificate", "certificate-key"].map { ($0, places["[vault] \($0)"]) }
        for (name, place) in pair {
            guard let place, let other = pair.first(where: { $0.1 == nil })?.0 else { continue }
            let example = "\(other) = /etc/room-agent/vault.\(other == "certificate" ? "pem" : "key")"
            report(.vaultIncomplete("[vault] \(other)", example: example), at: place, subject: "[vault] \(name)")
        }
        guard let place = places["[store] offline-unlock"], configuration.store.offlineUnlock else { return }
        switch configuration.store.key {
        case .vault, .googleKMS: break
        case .automatic, .file, .credential:
            report(
                .keyWithoutEffect("[store] key = vault:… or google-kms:…"), at: place, subject: "[store] offline-unlock"
            )
        }
    }

    private mutating func checkLamps() {
        let devices = devices
        let button = devices.first { $0.title == Self.buttonSource }
        var seen: [Device] = []
        // On a serial line each colour is named in the message, so all may share it.
        for lamp in devices where lamp.title.hasPrefix("[lamp] ") && lamp.address.port != .shared {
            if let other = seen.first(where: { $0.address == lamp.address }) {
                report(.sameLamp(other: other.title), at: lamp.place, subject: lamp.title)
            }
            if lamp.address == button?.address { report(.lampOnButtonLine, at: lamp.place, subject: lamp.title) }
            seen.append(lamp)
        }
    }

    /// A port speaks one protocol.
    private mutating func checkPorts() {
        let devices = devices.filter { $0.address.port != .none }
        guard let display = devices.first(where: { $0.title == Self.displayOutput }) else { return }
        let other = devices.first { other in
            other.address.path == display.address.path && other.address.scheme != display.address.scheme
        }
        if let other { report(.portTaken(other: other.title), at: display.place, subject: display.title) }
    }

    private mutating func checkOwnHosts() {
        var owners: [String: OwnHostService] = [:]
        for own in configuration.join.ownHosts {
            if let other = owners[own.host] {
                let title = "[join] \(own.service.rawValue)-hosts"
                guard let place = places[title] else { continue }
                report(
                    .hostOfTwoServices(own.host, other: "[join] \(other.rawValue)-hosts"), at: place, subject: title)
            }
            owners[own.host] = owners[own.host] ?? own.service
        }
    }

    private mutating func warn(mainFile: String) {
        if configuration.google.actAs != nil, let place = places["[google] act-as"] {
            report(.delegation, at: place, subject: "[google] act-as")
        }
        warnOfHomes()
        warnOfNumberedDevices()
        // What is missing may stand in a line that could not be read.
        guard !problems.contains(where: { $0.problem.severity == .error }) else { return }
        if configuration.join.commands.isEmpty {
            let section = sectionPlaces["join"]
            report(
                .noJoinCommand, file: section?.file ?? mainFile, line: section?.line, number: section?.fileNumber ?? 0,
                subject: "[join]")
        }
        warnOfLeaving()
        for key in allKeys where [Self.buttonSource, Self.displayOutput].contains(key.title) {
            let isUsed = places.keys.contains { $0.hasPrefix("[\(key.section)] ") }
            guard isUsed, places[key.title] == nil, let place = sectionPlaces[key.section] else { continue }
            report(.sectionWithoutDevice(key), at: place, subject: "[\(key.section)]")
        }
    }

    private mutating func warnOfLeaving() {
        let join = configuration.join
        let kinds: [(name: String, kind: JoinKind)] = [("video", .video), ("sip", .sip), ("phone", .phone)]
        for (name, kind) in kinds where join.session(for: kind) == .handedOver && join.leaveCommand(for: kind) == nil {
            // The kind's own line, or the one for all kinds where the kind has a command.
            let own = places["[join] \(name)-session"]
            guard let place = own ?? (join.commands[.kind(kind)] == nil ? nil : places["[join] session"]) else {
                continue
            }
            report(.nothingLeaves(name), at: place, subject: own == nil ? "[join] session" : "[join] \(name)-session")
        }
        for (name, kind) in kinds where join.session(for: kind) == .program {
            if let place = places["[join] \(name)-leave"] {
                report(.leaveWithoutEffect, at: place, subject: "[join] \(name)-leave")
            }
        }
        if let place = places["[join] leave"], !kinds.contains(where: { join.session(for: $0.kind) == .handedOver }) {
            report(.leaveWithoutEffect, at: place, subject: "[join] leave")
        }
    }

    private mutating func warnOfHomes() {
        let credential = configuration.google.credential
        var files = [("[google] credential", credential), ("[google] key-file", credential)]
        if let path = configuration.network.caFile { files.append(("[network] ca-file", path)) }
        if case .file(let path) = configuration.store.key { files.append(("[store] key", path)) }
        if let path = configuration.presence.webhookKey { files.append(("[presence] webhook-key", path)) }
        let vault = configuration.vault
        let others = [
            ("token-file", vault.tokenFile), ("ca-file", vault.caFile), ("certificate", vault.certificate),
            ("certificate-key", vault.certificateKey),
        ]
        for (name, path) in others { if let path { files.append(("[vault] \(name)", path)) } }
        files.append(("[store] directory", configuration.store.directory))
        for (title, path) in files where ["/home/", "/root/", "/run/user/"].contains(where: path.hasPrefix) {
            guard let place = places[title] else { continue }
            report(.pathUnderHome, at: place, subject: title)
        }
    }

    private mutating func warnOfNumberedDevices() {
        for device in devices {
            let isNumbered = ["/dev/ttyUSB", "/dev/ttyACM"].contains { device.address.path.hasPrefix($0) }
            if isNumbered { report(.unstableDevice, at: device.place, subject: device.title) }
        }
    }
}

extension ConfigurationReading {
    private static var buttonSource: String { "[button] source" }
    private static var displayOutput: String { "[display] output" }

    private struct Device {
        var title: String
        var address: DeviceAddressText
        var place: Place
    }

    /// Every device that the files name.
    private var devices: [Device] {
        let lamp = configuration.lamp
        let addresses = [
            (Self.buttonSource, configuration.button.source), ("[lamp] button", lamp.button),
            ("[lamp] green", lamp.green), ("[lamp] amber", lamp.amber), ("[lamp] red", lamp.red),
            (Self.displayOutput, configuration.display.output),
            ("[presence] source", configuration.presence.source),
        ]
        return addresses.compactMap { title, address in
            guard let address, let place = places[title] else { return nil }
            return Device(title: title, address: address, place: place)
        }
    }
}
