// SPDX-License-Identifier: Apache-2.0

extension MeetingService {
    /// The services that are known without configuration. Each row has its sample in the tests, and docs/join-links.md
    /// says what is made of it.
    static let table: [MeetingService] = google + zoom + microsoft + webex + conferences + broadcasts

    private static let google = [
        MeetingService(
            "google-meet", ["meet.google.com"], ["/{meet}", "/_meet/{meet}", "/lookup/*"],
            refused: ["not-a-meeting": ["/landing", "/new", "/about/**"]], keepsQuery: false),
        MeetingService("google-meet", ["g.co"], ["/meet/*"], keepsQuery: false),
        MeetingService("google-meet", ["stream.meet.google.com"], ["/stream/*"], kind: .stream, keepsQuery: false),
        MeetingService("hangouts", ["hangouts.google.com"], ["/call/**", "/hangouts/_/**"]),
    ]

    private static let zoomHosts = [
        "zoom.us", "*.zoom.us", "zoom.com", "*.zoom.com", "zoom.com.cn", "*.zoom.com.cn", "zoom-x.de", "*.zoom-x.de",
        "zoomgov.com", "*.zoomgov.com",
    ]
    private static let zoomRefused = [
        "dial-in-page": ["/u/**", "/zoomconference"],
        "recording": ["/rec/**", "/recording/**"],
        "registration-page": ["/webinar/register/**", "/meeting/register/**", "/meeting/*/ics", "/webinar/*/ics"],
    ]

    private static let zoom = [
        MeetingService(
            "zoom", zoomHosts, ["/j/#9-11", "/wc/join/#9-11", "/wc/#9-11/join", "/wc/#9-11/start", "/my/*"],
            refused: zoomRefused, passcodes: ["pwd", "tk"], dropping: ["from", "uname"]),
        MeetingService(
            "zoom", zoomHosts, ["/s/#9-11"], kind: .hostLink, passcodes: ["pwd", "tk"], dropping: ["from", "uname"]),
        MeetingService(
            "zoom", zoomHosts, ["/w/#9-11"], kind: .webinar, passcodes: ["pwd", "tk"], dropping: ["from", "uname"]),
        MeetingService("zoom", ["events.zoom.us"], ["/ejl/*"], kind: .webinar),
    ]

    private static let teamsRefused = [
        "options-page": ["/meetingOptions/**", "/meetingOptions"],
        "channel": ["/l/channel/**", "/l/team/**", "/l/chat/**"],
    ]

    private static let microsoft = [
        MeetingService(
            "teams",
            [
                "teams.microsoft.com", "teams.cloud.microsoft", "teams.live.com", "gov.teams.microsoft.us",
                "dod.teams.microsoft.us",
            ],
            ["/l/meetup-join/*/*", "/meet/#5-20", "/light-meetings/launch?coords"],
            refused: teamsRefused, passcodes: ["p", "context"]),
        MeetingService("teams", ["aka.ms"], [], refused: ["help-page": ["/JoinTeamsMeeting", "/**"]]),
        MeetingService("skype-for-business", ["meet.lync.com"], ["/*/*/*"]),
        MeetingService("skype", ["join.skype.com"], ["/*", "/meetnow/*"], kind: .chat),
    ]

    private static let webex = [
        MeetingService(
            "webex",
            ["help.webex.com", "support.webex.com", "www.webex.com", "webex.com", "collaborationhelp.cisco.com"],
            [], refused: ["help-page": ["/**", "/"]]),
        MeetingService(
            "webex", ["*.webex.com"],
            [
                "/*/j.php?MTID", "/*/e.php?MTID", "/*/g.php?MTID", "/meet/*", "/join/*", "/m/*",
                "/wbxmjs/joinservice/sites/*/meeting/download/*", "/webappng/sites/*/meeting/download/*",
                "/webappng/sites/*/meeting/info/*", "/webappng/sites/*/meeting/home/*", "/collabs/**",
            ],
            refused: [
                "recording": ["/recordingservice/**", "/*/lsr.php", "/*/ldr.php", "/webappng/sites/*/recording/**"],
                "dial-in-page": ["/*/globalcallin.php", "/cmp3300/**"],
            ],
            passcodes: ["PW"]),
    ]

    private static let conferences = [
        MeetingService(
            "jitsi", ["meet.jit.si"], ["/*", "/*/*"], refused: ["not-a-meeting": ["/static/**"]], passcodes: ["jwt"],
            keepsFragment: true),
        MeetingService("8x8", ["8x8.vc"], ["/*/*"], passcodes: ["jwt"], keepsFragment: true),
        MeetingService("kmeet", ["kmeet.infomaniak.com"], ["/*"]),
        MeetingService("element-call", ["call.element.io"], ["/room/*", "/room?roomId", "/*"], keepsFragment: true),
        MeetingService("livekit", ["*.livekit.io"], ["/rooms/*"], keepsFragment: true),
        MeetingService("proton-meet", ["meet.proton.me"], ["/join/*"], keepsFragment: true),
        MeetingService(
            "chime", ["chime.aws", "*.chime.aws"], ["/#10", "/meetings/#10", "/?meetingId", "/?pin", "/*?pin"],
            passcodes: ["pin"]),
        MeetingService(
            "goto", ["gotomeeting.com", "*.gotomeeting.com", "meet.goto.com", "gotomeet.me", "www.gotomeet.me"],
            ["/join/#9", "/#9", "/*"],
            refused: [
                "not-a-meeting": ["/webinar/**", "/features", "/pricing", "/download", "/meeting/**", "/install/**"]
            ]
        ),
        MeetingService("ringcentral", ringCentralHosts, ["/join/#", "/j/#"], passcodes: ["pw", "pwd"]),
        MeetingService("bluejeans", ["bluejeans.com", "*.bluejeans.com"], ["/#", "/#/#", "/#/webrtc", "/#/#/webrtc"]),
        MeetingService(
            "whereby", ["whereby.com", "*.whereby.com"], ["/*"], refused: wherebyRefused, passcodes: ["roomKey"]),
        MeetingService("dialpad", ["meetings.dialpad.com"], ["/room/*", "/*"]),
        MeetingService("dialpad", ["uberconference.com", "www.uberconference.com"], ["/room/*", "/*"]),
        MeetingService(
            "zoho-meeting",
            ["meeting.zoho.com", "meeting.zoho.eu", "meeting.zoho.in", "meeting.zoho.jp", "meeting.zoho.com.au"],
            ["/join?key", "/meeting/join?key", "/meeting/*"],
            refused: ["host-link": ["/meeting-start", "/meeting/meeting-start", "/meeting-start/**"]],
            passcodes: ["key"]),
        MeetingService(
            "zoho-cliq", ["cliq.zoho.com", "cliq.zoho.eu", "cliq.zoho.in", "cliq.zoho.jp", "cliq.zoho.com.au"],
            ["/meetings/*"]),
        MeetingService("tencent-meeting", ["meeting.tencent.com"], ["/dm/*", "/p/*"]),
        MeetingService("voov", ["voovmeeting.com", "www.voovmeeting.com"], ["/dm/*", "/p/*"]),
        MeetingService("lark", ["vc.larksuite.com"], ["/j/#"]),
        MeetingService("feishu", ["vc.feishu.cn"], ["/j/#"]),
        MeetingService("zhumu", ["welink.zhumu.com"], ["/j/#", "/wc/join/#"], passcodes: ["pwd", "wpk"]),
        MeetingService("telemost", ["telemost.yandex.ru"], ["/j/#"]),
        MeetingService("vk-calls", ["vk.com"], ["/call/join/*"]),
        MeetingService("sber-jazz", ["jazz.sber.ru", "salutejazz.ru"], ["/*"], passcodes: ["psw"]),
        MeetingService("kontur-talk", ["*.talk.kontur.ru"], ["/*"]),
        MeetingService("mts-link", ["my.mts-link.ru"], ["/**"]),
        MeetingService("lifesize", ["call.lifesizecloud.com"], ["/#"]),
        MeetingService("starleaf", ["meet.starleaf.com"], ["/#", "/#/app"]),
        MeetingService("vonage", ["meetings.vonage.com"], ["/#9"]),
        MeetingService("teamviewer", ["go.teamviewer.com", "go.blizz.com"], ["/**"]),
        MeetingService("join-me", ["join.me", "www.join.me"], ["/*"]),
        MeetingService("facetime", ["facetime.apple.com"], ["/join"], keepsFragment: true),
        MeetingService("slack", ["app.slack.com"], ["/huddle/*/*"]),
        MeetingService("signal", ["signal.link"], ["/call"], keepsFragment: true),
        MeetingService("whatsapp", ["call.whatsapp.com"], ["/video/*", "/voice/*"]),
        MeetingService("workplace", ["*.workplace.com"], ["/groupcall/*"]),
        MeetingService("pumble", ["meet.pumble.com"], ["/*"]),
        MeetingService("gather", ["app.gather.town"], ["/app/*/*", "/app/*"]),
        MeetingService("ovice", ["*.ovice.com", "*.ovice.in"], ["/**", "/"]),
        MeetingService("around", ["meet.around.co"], ["/r/*", "/*"]),
        MeetingService("tuple", ["tuple.app"], ["/c/*"]),
        MeetingService("pop", ["pop.com"], ["/j/*"]),
        MeetingService("coscreen", ["join.coscreen.co"], ["/*"]),
        MeetingService("doxy-me", ["doxy.me", "*.doxy.me"], ["/*"]),
        MeetingService("vsee", ["vsee.com"], ["/c/*"]),
        MeetingService("cal-video", ["app.cal.com"], ["/video/*"]),
        MeetingService("zm-page", ["*.zm.page"], ["/**", "/"]),
        MeetingService("collaborate", ["*.bbcollab.com"], ["/guest/*", "/collab/**"]),
        MeetingService("meetecho", ["meetings.conf.meetecho.com"], ["/**"]),
        MeetingService("huddle01", ["app.huddle01.com"], ["/*"]),
        MeetingService("freeconferencecall", ["join.freeconferencecall.com"], ["/*"]),
        MeetingService("gong", ["*.join.gong.io"], ["/**"]),
    ]

    private static let ringCentralHosts = [
        "v.ringcentral.com", "meetings.ringcentral.com", "video.unifyoffice.com", "video.cloudoffice.avaya.com",
        "video.rainbowoffice.com", "meetings.officeathand.att.com", "meetings.btcloudphone.bt.com",
    ]

    private static let wherebyRefused = [
        "not-a-meeting": ["/user/**", "/information/**", "/blog/**", "/pricing", "/org/**", "/login"]
    ]

    private static let broadcasts = [
        MeetingService(
            "goto-webinar", ["gotowebinar.com", "*.gotowebinar.com"], ["/join/#/#", "/join/#"], kind: .webinar),
        MeetingService("livestorm", ["app.livestorm.co"], ["/p/*", "/*/*"], kind: .webinar),
        MeetingService("demio", ["event.demio.com"], ["/ref/*", "/*"], kind: .webinar),
        MeetingService("streamyard", ["streamyard.com"], ["/watch/*", "/*"], kind: .webinar),
        MeetingService("riverside", ["riverside.fm", "riverside.com"], ["/studio/*"], kind: .webinar),
        MeetingService("luma", ["lu.ma"], ["/join/*"], kind: .webinar),
        MeetingService("vimeo", ["vimeo.com"], ["/event/#", "/#"], kind: .stream),
        MeetingService("vimeo", ["venues.vimeo.com"], ["/**"], kind: .stream),
        MeetingService(
            "youtube", ["youtube.com", "www.youtube.com", "m.youtube.com"], ["/watch?v", "/live/*"], kind: .stream),
        MeetingService("youtube", ["youtu.be"], ["/*"], kind: .stream),
        MeetingService("userzoom", ["www.userzoom.com", "userzoom.com"], ["/**"], kind: .stream),
        MeetingService("preply", ["preply.com", "www.preply.com"], ["/**"], kind: .chat),
        MeetingService("discord", ["discord.gg"], ["/*"], kind: .chat),
        MeetingService(
            "discord", ["discord.com", "discordapp.com"], ["/invite/*", "/channels/**"], kind: .chat),
    ]

    /// A meeting server of the organisation's own, on its host.
    static func own(_ own: OwnHost) -> MeetingService {
        let name = own.service.rawValue
        switch own.service {
        case .jitsi:
            return MeetingService(
                name, [own.host], ["/*", "/*/*"], refused: ["not-a-meeting": ["/static/**"]], passcodes: ["jwt"],
                keepsFragment: true)
        case .bigBlueButton:
            return MeetingService(name, [own.host], ["…/b/*", "…/gl/*", "…/rooms/*/join", "…/rooms/*"])
        case .nextcloudTalk: return MeetingService(name, [own.host], ["…/index.php/call/*", "…/call/*"])
        case .elementCall: return MeetingService(name, [own.host], ["/room/*", "/room", "/*"], keepsFragment: true)
        }
    }
}
