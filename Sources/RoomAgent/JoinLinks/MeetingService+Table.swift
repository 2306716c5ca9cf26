// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension MeetingService {
    /// The services that are known without configuration. Each row has its sample in the tests, and docs/join-links.md
    /// says what is made of it.
    static let table: [MeetingService] = google + zoom + microsoft + webex + conferences + broadcasts

    private static let google = [
        MeetingService(
            "google-meet", ["meet.google.com"], ["/{meet}", "/_meet/{meet}", "/lookup/*"],
            refused: ["not-a-meeting": ["/landing", "/new", "/about/**"]], keeping: []),
        MeetingService("google-meet", ["g.co"], ["/meet/*"], keeping: []),
        MeetingService("google-meet", ["stream.meet.google.com"], ["/stream/*"], kind: .stream, keeping: []),
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
            "zoom", zoomHosts, ["/j/#9-11", "/wc/join/#9-11", "/wc/#9-11/join", "/wc/#9-11/start"],
            refused: zoomRefused, passcodes: ["pwd", "tk"], dropping: ["from", "uname"]),
        MeetingService(
            "zoom", zoomHosts, ["/my/*"], kind: .personalRoom, passcodes: ["pwd"], dropping: ["from", "uname"]),
        MeetingService(
            "zoom", zoomHosts, ["/s/#9-11"], kind: .hostLink, passcodes: ["pwd", "tk"], dropping: ["from", "uname"]),
        MeetingService(
            "zoom", zoomHosts, ["/w/#9-11"], kind: .webinar, passcodes: ["pwd", "tk"], dropping: ["from", "uname"]),
        MeetingService("zoom", ["events.zoom.us"], ["/ejl/*", "/ej/*"], kind: .webinar),
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
                "dod.teams.microsoft.us", "teams.microsoft.us",
            ],
            ["/l/meetup-join/*/*", "/meet/#5-20", "/light-meetings/launch?coords"],
            refused: teamsRefused, passcodes: ["p", "context"],
            // What a launch page wants to know.
            dropping: [
                "type", "deeplinkId", "directDl", "msLaunch", "enableMobilePage", "suppressPrompt", "promptSuppress",
                "launchAgent",
            ]),
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
        jitsi("jitsi", ["meet.jit.si", "beta.meet.jit.si"], ["/*", "/*/*"]),
        jitsi("8x8", ["8x8.vc"], ["/*/*"]),
        jitsi("kmeet", ["kmeet.infomaniak.com"], ["/*"]),
        elementCall("element-call", ["call.element.io"]),
        MeetingService(
            "livekit", ["meet.livekit.io", "meet.staging.livekit.io"], ["/rooms/*"], keeping: [],
            fragment: .key(prefix: "")),
        MeetingService("proton-meet", ["meet.proton.me"], ["/join/*"], fragment: .key(prefix: "pwd-")),
        MeetingService(
            "chime", ["chime.aws", "*.chime.aws"], ["/#10", "/meetings/#10", "/?meetingId", "/?pin", "/*?pin"],
            passcodes: ["pin"]),
        MeetingService(
            "goto", ["gotomeeting.com", "*.gotomeeting.com", "meet.goto.com", "gotomeet.me", "www.gotomeet.me"],
            ["/join/#9", "/#9", "/*"], refused: goToRefused),
        MeetingService("goto", ["meet.goto.com"], ["/*/*"], refused: goToRefused),
        MeetingService("ringcentral", ["v.ringcentral.com", "video.ringcentral.com"], ["/join/*"], passcodes: ["pw"]),
        MeetingService("ringcentral", ringCentralHosts, ["/join/#", "/j/#"], passcodes: ["pw", "pwd"]),
        MeetingService("bluejeans", ["bluejeans.com", "*.bluejeans.com"], ["/#", "/#/#", "/#/webrtc", "/#/#/webrtc"]),
        MeetingService(
            "whereby", ["whereby.com", "*.whereby.com"], ["/*"], refused: wherebyRefused, passcodes: ["roomKey"],
            keeping: ["roomKey"]),
        MeetingService("dialpad", ["meetings.dialpad.com"], ["/room/*", "/room/*/*", "/*"]),
        MeetingService("dialpad", ["uberconference.com", "www.uberconference.com"], ["/room/*", "/*"]),
        MeetingService(
            "zoho-meeting",
            ["meeting.zoho.com", "meeting.zoho.eu", "meeting.zoho.in", "meeting.zoho.jp", "meeting.zoho.com.au"],
            ["/join?key", "/meeting/join?key", "/meeting/*"],
            refused: ["host-link": ["/meeting-start", "/meeting/meeting-start", "/meeting-start/**"]],
            passcodes: ["key"]),
        MeetingService("zoho-meeting", ["meet.zoho.com", "meet.zoho.eu", "meet.zoho.in"], ["/*"]),
        MeetingService(
            "zoho-cliq", ["cliq.zoho.com", "cliq.zoho.eu", "cliq.zoho.in", "cliq.zoho.jp", "cliq.zoho.com.au"],
            ["/meetings/*"]),
        MeetingService("tencent-meeting", ["meeting.tencent.com"], ["/dm/*", "/p/*", "/s/*"]),
        MeetingService("voov", ["voovmeeting.com", "www.voovmeeting.com"], ["/dm/*", "/p/*"]),
        MeetingService("lark", ["vc.larksuite.com"], ["/j/#"]),
        MeetingService("feishu", ["vc.feishu.cn"], ["/j/#"]),
        MeetingService("zhumu", ["welink.zhumu.com"], ["/j/#", "/wc/join/#"], passcodes: ["pwd", "wpk"]),
        MeetingService("telemost", ["telemost.yandex.ru", "telemost.360.yandex.ru"], ["/j/#"]),
        MeetingService("vk-calls", ["vk.com"], ["/call/join/*"]),
        MeetingService("sber-jazz", ["jazz.sber.ru", "salutejazz.ru"], ["/*"], passcodes: ["psw"]),
        MeetingService("kontur-talk", ["*.talk.kontur.ru"], ["/*"]),
        MeetingService("mts-link", ["my.mts-link.ru"], ["/j/#/#", "/j/*/#"]),
        MeetingService("lifesize", ["call.lifesizecloud.com"], ["/#"]),
        MeetingService(
            "starleaf", ["meet.starleaf.com"], ["/#", "/#/app", "/#/browser"],
            fragment: .fields(["local_media"])),
        MeetingService("vonage", ["meetings.vonage.com"], ["/#9", "/?room_token"]),
        MeetingService("vonage", ["freeconferencing.vonage.com"], ["/*"]),
        MeetingService("teamviewer", ["go.teamviewer.com", "go.blizz.com"], ["/v#1-3/m#6-12", "/m#6-12"]),
        MeetingService("join-me", ["join.me", "www.join.me"], ["/*"]),
        MeetingService("facetime", ["facetime.apple.com"], ["/join"], fragment: .fields(["v", "p", "k"])),
        MeetingService("slack", ["app.slack.com"], ["/huddle/*/*"]),
        MeetingService("signal", ["signal.link"], ["/call"], fragment: .fields(["key"])),
        MeetingService("whatsapp", ["call.whatsapp.com"], ["/video/*", "/voice/*"]),
        MeetingService("workplace", ["workplace.com", "*.workplace.com"], ["/groupcall/*"]),
        MeetingService("pumble", ["meet.pumble.com"], ["/*"]),
        MeetingService("gather", ["app.gather.town", "gather.town"], ["/app/*/*", "/app/*"]),
        MeetingService("ovice", ["*.ovice.com", "*.ovice.in"], ["/**", "/"]),
        MeetingService("around", ["meet.around.co"], ["/r/*", "/*"]),
        MeetingService("around", ["around.co"], ["/r/*"]),
        MeetingService("tuple", ["tuple.app"], ["/c/*"]),
        MeetingService("pop", ["pop.com"], ["/j/*"]),
        MeetingService("coscreen", ["join.coscreen.co"], ["/*", "/*/*"]),
        MeetingService("doxy-me", ["doxy.me", "*.doxy.me"], ["/*"]),
        MeetingService("vsee", ["vsee.com"], ["/c/*"]),
        MeetingService("cal-video", ["app.cal.com"], ["/video/*"]),
        MeetingService("collaborate", ["*.bbcollab.com"], ["/guest/*", "/invite/*", "/collab/**"]),
        MeetingService("meetecho", ["meetings.conf.meetecho.com"], ["/**"]),
        MeetingService("huddle01", ["app.huddle01.com"], ["/*"]),
        MeetingService("freeconferencecall", ["join.freeconferencecall.com"], ["/*"]),
        MeetingService("gong", ["*.join.gong.io"], ["/**"]),
        MeetingService("gong", ["join.gong.io"], ["/*/*"]),
        MeetingService("venue", ["app.venue.live"], ["/app/*"], passcodes: ["token"]),
        MeetingService("teemyco", ["app.teemyco.com"], ["/room/*/*"]),
        MeetingService("demodesk", ["demodesk.com", "www.demodesk.com"], ["/{code}"]),
        MeetingService("suit-conference", ["*.conference.istesuit.com"], ["/*"]),
        MeetingService(
            "clickmeeting", ["www.clickmeeting.com", "blog.clickmeeting.com", "knowledge.clickmeeting.com"], [],
            refused: ["help-page": ["/**", "/"]]),
        MeetingService("clickmeeting", ["*.clickmeeting.com"], ["/*"]),
    ]

    private static let ringCentralHosts = [
        "v.ringcentral.com", "meetings.ringcentral.com", "video.unifyoffice.com", "video.cloudoffice.avaya.com",
        "video.rainbowoffice.com", "meetings.officeathand.att.com", "meetings.btcloudphone.bt.com",
    ]

    private static let goToRefused = [
        "not-a-meeting": [
            "/webinar/**", "/features", "/pricing", "/download", "/meeting/**", "/install/**", "/install",
        ]
    ]

    private static let wherebyRefused = [
        "not-a-meeting": [
            "/user/**", "/user", "/information/**", "/information", "/blog/**", "/blog", "/pricing", "/org/**", "/org",
            "/login", "/sitemap",
        ]
    ]

    private static let broadcasts = [
        MeetingService(
            "goto-webinar", ["gotowebinar.com", "*.gotowebinar.com"], ["/join/#/#", "/join/#"], kind: .webinar),
        MeetingService(
            "livestorm", ["app.livestorm.co", "app.livestorm.com"], ["/p/*", "/p/*/live", "/*/*"], kind: .webinar),
        MeetingService("demio", ["event.demio.com"], ["/ref/*", "/*"], kind: .webinar),
        MeetingService("streamyard", ["streamyard.com"], ["/watch/*", "/guest/*", "/*"], kind: .webinar),
        MeetingService("riverside", ["riverside.fm", "riverside.com"], ["/studio/*"], kind: .webinar),
        MeetingService("luma", ["lu.ma"], ["/join/*"], kind: .webinar),
        MeetingService("vimeo", ["vimeo.com"], ["/event/#", "/#"], kind: .stream),
        MeetingService("vimeo", ["venues.vimeo.com"], ["/**"], kind: .stream),
        MeetingService(
            "youtube", ["youtube.com", "www.youtube.com", "m.youtube.com"], ["/watch?v", "/live/*"], kind: .stream),
        MeetingService("youtube", ["youtu.be"], ["/*"], kind: .stream),
        MeetingService("userzoom", ["go.userzoom.com"], ["/participate/*"], kind: .stream),
        MeetingService("preply", ["preply.com", "www.preply.com"], ["/*/chat/t-room/#"], kind: .chat),
        MeetingService("clickmeeting", ["*.clickwebinar.com"], ["/*"], kind: .webinar),
        MeetingService("discord", ["discord.gg"], ["/*"], kind: .chat),
        MeetingService(
            "discord", ["discord.com", "discordapp.com"], ["/invite/*", "/channels/**"], kind: .chat),
    ]

    /// Jitsi's own program takes its whole configuration, a name for the guest and another release out of an address;
    /// `jwt` alone lets one in.
    private static func jitsi(_ name: String, _ hosts: [String], _ paths: [String]) -> MeetingService {
        MeetingService(
            name, hosts, paths, refused: ["not-a-meeting": ["/static/**"]], passcodes: ["jwt"], keeping: ["jwt"],
            fragment: .fields(["jwt"]))
    }

    /// Which room, and the key to what is said in it. Not kept: `homeserver` (somebody else's), `skipLobby`, names,
    /// what the page shows and whom it tells.
    private static let elementCallFields = ["roomId", "viaServers", "password", "perParticipantE2EE"]

    private static func elementCall(_ name: String, _ hosts: [String]) -> MeetingService {
        MeetingService(
            name, hosts, ["/room/*", "/room", "/*"], keeping: elementCallFields, fragment: .route(elementCallFields))
    }

    /// A meeting server of the organisation's own, on its host.
    static func own(_ own: OwnHost) -> MeetingService {
        let name = own.service.rawValue
        switch own.service {
        case .jitsi: return jitsi(name, [own.host], ["/*", "/*/*"])
        case .bigBlueButton:
            return MeetingService(
                name, [own.host], ["…/b/*", "…/gl/*", "…/rooms/*/join", "…/rooms/*"], passcodes: ["viewerCode"],
                keeping: ["viewerCode"])
        case .nextcloudTalk:
            return MeetingService(
                name, [own.host], ["…/index.php/call/*", "…/call/*"], passcodes: ["access"],
                keeping: ["email", "access"])
        case .elementCall: return elementCall(name, [own.host])
        case .skypeForBusiness:
            return MeetingService(
                name, [own.host], ["/*/{code}", "/meet/*/{code}", "/*/*/{code}", "/*/meet/*/{code}"], keeping: [])
        }
    }
}
