// SPDX-License-Identifier: Apache-2.0
import Configuration
import RoomCore

extension ConfigurationSample {
    /// Every key, none with its default.
    static let everyKey = """
        [room]
        name = Aalto
        calendar = c_1881q@resource.calendar.google.com
        language = fi
        timezone = Europe/Helsinki
        join-early = 10 min
        join-late = 90 s
        hide-titles = yes
        hide-organizer = true
        clock = 12
        support = Call 1234
        [window]
        past-days = 0
        future-days = 14
        [google]
        credential = /etc/room-agent/google.json
        act-as = room-admin@example.com
        domains = example.com resource.calendar.google.com
        api = https://calendar.example.com
        requests-per-day = 250
        [network]
        ca-file = /etc/room-agent/ca.pem
        proxy = http://proxy.example.com:3128
        [sync]
        poll = 5 min
        [push]
        listen = 192.0.2.7:8443
        address = https://site.example.com/push/aalto
        [scheduling]
        meet = @kokous
        webex = @webex
        webex-myroom = https://acme.webex.com/meet/{user}
        webex-space = https://acme.webex.com/meet/room-{pair}
        zoom = @zoom
        zoom-myroom = https://acme.zoom.us/my/{user}
        zoom-space = https://acme.zoom.us/my/x{space}
        jitsi = @jitsi
        jitsi-myroom = https://meet.example.com/room
        jitsi-space = https://meet.example.com/{space}
        [manners]
        answer = yes
        book = yes
        book-as = rooms@example.com
        check-in = yes
        release-after = 10 min
        release-series-after = 3
        [presence]
        source = gpio:PIR
        vacation = anna@example.com bo@example.com
        webhook = https://example.com/presence
        webhook-key = file:/etc/room-agent/webhook.key
        [button]
        source = gpio:JOIN_BUTTON
        active-low = off
        debounce = 50 ms
        hold = 1500 ms
        pull = none
        [lamp]
        button = gpio:JOIN_LAMP
        green = led:room:green
        amber = led:room:amber
        red = led:room:red
        active-low = yes
        [display]
        output = ansi:/dev/ttyS1
        size = 40x2
        charset = latin-1
        [join]
        video = chromium --app={url}
        sip = dial {url}
        phone = phone {url}
        dial-prefixes = +358 +46 09
        order = phone sip
        leave-grace = 10 s
        session = handed-over
        video-session = program
        sip-session = handed-over
        phone-session = handed-over
        leave = hang-up
        video-leave = close
        sip-leave = hang-up --sip
        phone-leave = hang-up {url}
        socket = /run/join.sock
        jitsi-hosts = meet.example.com
        bigbluebutton-hosts = bbb.example.com
        nextcloud-talk-hosts = cloud.example.com
        element-call-hosts = call.example.com
        skype-for-business-hosts = lync.example.com
        zoom = zoom {url}
        [store]
        directory = /srv/room/
        key = vault:site/transit/rooms
        offline-unlock = yes
        rollback-counter = tpm:/dev/tpmrm1
        [vault]
        address = https://vault.example.com:8200
        token-file = /etc/room-agent/vault.token
        namespace = facilities/rooms
        ca-file = /etc/room-agent/vault-ca.pem
        certificate = /etc/room-agent/vault.pem
        certificate-key = /etc/room-agent/vault.key
        [control]
        socket = /run/room.sock
        group = panels
        """

    static var everyKeyParsed: RoomConfiguration {
        var all = RoomConfiguration(
            name: "Aalto", calendar: "c_1881q@resource.calendar.google.com", credential: "/etc/room-agent/google.json")
        all.room.language = .fi
        all.room.timeZone = "Europe/Helsinki"
        all.room.joinEarly = .minutes(10)
        all.room.joinLate = .seconds(90)
        all.room.hideTitles = true
        all.room.hideOrganizer = true
        all.room.clock = .twelveHours
        all.room.support = "Call 1234"
        all.window.pastDays = 0
        all.window.futureDays = 14
        all.google.actAs = Private("room-admin@example.com")
        all.google.domains = ["example.com", "resource.calendar.google.com"]
        all.google.api = "https://calendar.example.com"
        all.google.requestsPerDay = 250
        all.network.caFile = "/etc/room-agent/ca.pem"
        all.network.proxy = "http://proxy.example.com:3128"
        all.sync.poll = .minutes(5)
        all.push.listen = .network(address: 0xC000_0207, port: 8443)
        all.push.address = Private("https://site.example.com/push/aalto")
        all.scheduling.words = [.meet: "@kokous", .webex: "@webex", .zoom: "@zoom", .jitsi: "@jitsi"]
        all.scheduling.myRooms[.webex] = AddressTemplate("https://acme.webex.com/meet/{user}")
        all.scheduling.spaces[.webex] = AddressTemplate("https://acme.webex.com/meet/room-{pair}")
        all.scheduling.myRooms[.zoom] = AddressTemplate("https://acme.zoom.us/my/{user}")
        all.scheduling.spaces[.zoom] = AddressTemplate("https://acme.zoom.us/my/x{space}")
        all.scheduling.myRooms[.jitsi] = AddressTemplate("https://meet.example.com/room")
        all.scheduling.spaces[.jitsi] = AddressTemplate("https://meet.example.com/{space}")
        all.manners.answer = .yes
        all.manners.book = true
        all.manners.bookAs = Private("rooms@example.com")
        all.manners.checkIn = true
        all.manners.releaseAfter = .minutes(10)
        all.manners.releaseSeriesAfter = 3
        all.presence.source = DeviceAddressText("gpio:PIR")
        all.presence.vacation = [Private("anna@example.com"), Private("bo@example.com")]
        all.presence.webhook = Private("https://example.com/presence")
        all.presence.webhookKey = "/etc/room-agent/webhook.key"
        all.button.source = DeviceAddressText("gpio:JOIN_BUTTON")
        all.button.activeLow = false
        all.button.debounce = .milliseconds(50)
        all.button.hold = .milliseconds(1500)
        all.button.pull = .none
        all.lamp.button = DeviceAddressText("gpio:JOIN_LAMP")
        all.lamp.green = DeviceAddressText("led:room:green")
        all.lamp.amber = DeviceAddressText("led:room:amber")
        all.lamp.red = DeviceAddressText("led:room:red")
        all.lamp.activeLow = true
        all.display.output = DeviceAddressText("ansi:/dev/ttyS1", port: .single)
        all.display.size = TextSize(columns: 40, rows: 2)
        all.display.charset = .latin1
        all.join.commands = [
            .kind(.video): ["chromium", "--app={url}"], .kind(.sip): ["dial", "{url}"],
            .kind(.phone): ["phone", "{url}"],
            .service("zoom"): ["zoom", "{url}"],
        ]
        all.join.leaveGrace = .seconds(10)
        all.join.session = .handedOver
        all.join.sessions = [.video: .program, .sip: .handedOver, .phone: .handedOver]
        all.join.leaveCommand = ["hang-up"]
        all.join.leaveCommands = [
            .video: ["close"], .sip: ["hang-up", "--sip"], .phone: ["hang-up", "{url}"],
        ]
        all.join.socket = "/run/join.sock"
        all.join.ownHosts = [
            OwnHost(host: "meet.example.com", service: .jitsi),
            OwnHost(host: "bbb.example.com", service: .bigBlueButton),
            OwnHost(host: "cloud.example.com", service: .nextcloudTalk),
            OwnHost(host: "call.example.com", service: .elementCall),
            OwnHost(host: "lync.example.com", service: .skypeForBusiness),
        ]
        all.join.order = [.phone, .sip]
        all.join.dialPrefixes = ["+358", "+46", "09"]
        all.store.directory = "/srv/room"
        all.store.key = .vault(mount: "site/transit", key: "rooms")
        all.store.offlineUnlock = true
        all.store.rollbackCounter = "/dev/tpmrm1"
        all.vault.address = "https://vault.example.com:8200"
        all.vault.tokenFile = "/etc/room-agent/vault.token"
        all.vault.namespace = "facilities/rooms"
        all.vault.caFile = "/etc/room-agent/vault-ca.pem"
        all.vault.certificate = "/etc/room-agent/vault.pem"
        all.vault.certificateKey = "/etc/room-agent/vault.key"
        all.control.socket = "/run/room.sock"
        all.control.group = "panels"
        return all
    }
}
