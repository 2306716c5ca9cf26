// SPDX-License-Identifier: Apache-2.0

// What only the whole configuration shows.
extension ConfigurationReading {
    /// Checks what goes across keys, and says what came of it all.
    mutating func finish(mainFile: String) -> ParsedConfiguration {
        // Without a file, or with one that could not be read at all, missing keys are no news.
        let isReadable = !problems.contains { $0.problem.line == nil }
        if isReadable {
            checkRequired(mainFile: mainFile)
            checkLamps()
            checkPorts()
            checkOwnHosts()
            warn(mainFile: mainFile)
        }
        let ordered = problems.sorted { left, right in
            (left.fileNumber, left.problem.line ?? 0) < (right.fileNumber, right.problem.line ?? 0)
        }.map(\.problem)
        let hasErrors = ordered.contains { $0.severity == .error }
        return hasErrors ? .refused(ordered) : .usable(configuration, warnings: ordered)
    }

    private mutating func checkRequired(mainFile: String) {
        for key in ConfigurationReference.keys() where key.isRequired && places[key.title] == nil {
            let section = sectionPlaces[key.section]
            report(
                .missingKey(key), file: section?.file ?? mainFile, line: section?.line,
                number: section?.fileNumber ?? 0,
                subject: key.title)
        }
    }

    private mutating func checkLamps() {
        let lamp = configuration.lamp
        let lamps = [
            ("[lamp] button", lamp.button), ("[lamp] green", lamp.green), ("[lamp] amber", lamp.amber),
            ("[lamp] red", lamp.red),
        ]
        var seen: [(title: String, address: DeviceAddressText)] = []
        for case (let title, let address?) in lamps {
            guard let place = places[title] else { continue }
            // On a serial line each colour is named in the message, so all may share it.
            if address.scheme != .serial {
                if let other = seen.first(where: { $0.address == address }) {
                    report(.sameLamp(other: other.title), at: place, subject: title)
                }
                if address.scheme == .gpio, address == configuration.button.source {
                    report(.lampOnButtonLine, at: place, subject: title)
                }
            }
            seen.append((title, address))
        }
    }

    /// A port speaks one protocol. `serial:` is the agent's own, which button, lamps and display can share.
    private mutating func checkPorts() {
        let users = [
            ("[button] source", configuration.button.source), ("[lamp] button", configuration.lamp.button),
            ("[lamp] green", configuration.lamp.green), ("[lamp] amber", configuration.lamp.amber),
            ("[lamp] red", configuration.lamp.red),
        ]
        guard let display = configuration.display.output, let place = places["[display] output"] else { return }
        for case (let title, let address?) in users
        where address.scheme != display.scheme && address.isPort && display.isPort && address.path == display.path {
            report(.portTaken(other: title), at: place, subject: "[display] output")
            return
        }
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
        if let place = places["[google] act-as"] { report(.delegation, at: place, subject: "[google] act-as") }
        let hasCommand = places.keys.contains { title in
            title.hasPrefix("[join] ") && !title.hasSuffix("-hosts") && title != "[join] leave-grace"
        }
        if !hasCommand {
            let section = sectionPlaces["join"]
            report(
                .noJoinCommand, file: section?.file ?? mainFile, line: section?.line, number: section?.fileNumber ?? 0,
                subject: "[join]")
        }
        let devices = [("button", "source"), ("display", "output")]
        for (section, key) in devices where places["[\(section)] \(key)"] == nil {
            guard let place = sectionPlaces[section] else { continue }
            let example = ConfigurationReference.keys().first { $0.section == section && $0.name == key }?.example ?? ""
            report(.sectionWithoutDevice(section, key: key, example: example), at: place)
        }
        warnOfHomes()
        warnOfNumberedDevices()
    }

    private mutating func warnOfHomes() {
        var files = [("[google] key-file", configuration.google.keyFile)]
        if let path = configuration.network.caFile { files.append(("[network] ca-file", path)) }
        if case .file(let path) = configuration.store.key { files.append(("[store] key", path)) }
        files.append(("[store] directory", configuration.store.directory))
        for (title, path) in files where ["/home/", "/root/", "/run/user/"].contains(where: path.hasPrefix) {
            guard let place = places[title] else { continue }
            report(.pathUnderHome, at: place, subject: title)
        }
    }

    private mutating func warnOfNumberedDevices() {
        let addresses = [
            ("[button] source", configuration.button.source), ("[display] output", configuration.display.output),
        ]
        for case (let title, let address?) in addresses {
            let isNumbered = ["/dev/ttyUSB", "/dev/ttyACM", "/dev/input/event"].contains { prefix in
                address.path.hasPrefix(prefix)
            }
            guard isNumbered, let place = places[title] else { continue }
            report(.unstableDevice(address.scheme), at: place, subject: title)
        }
    }
}

extension DeviceAddressText {
    /// The address is a path in /dev.
    fileprivate var isPort: Bool { rest.hasPrefix("/") && scheme != .evdev && scheme != .gpio && scheme != .led }
}
