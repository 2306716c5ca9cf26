// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension LinkFinder {
    /// Hosts on which meetings are opened, sorted: `meet.google.com` is that host alone, `*.zoom.us` every one below
    /// the domain.
    package var meetingHosts: [String] { services.hosts }
}

/// Pages that meetings are known to lead through, or to show inside their own: signing in, and proving to be no robot.
/// They get neither camera nor microphone.
package enum MeetingCompanions {
    /// Host names; `*.` in front stands for every host below, and a path for the pages whose address begins with it.
    package static let hosts = [
        "accounts.google.com", "challenges.cloudflare.com", "hcaptcha.com", "*.hcaptcha.com", "idbroker.webex.com",
        "login.live.com", "login.microsoftonline.com", "www.google.com/recaptcha/", "www.recaptcha.net",
    ]
}
