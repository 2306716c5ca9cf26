// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import GoogleCalendar
import RoomCore

/// What an administrator does at Google for one room, as a script for a shell: what is typed stands in it as it is
/// typed, and what is clicked stands in its comments.
///
/// The commands are those of Google's guides
/// (https://cloud.google.com/iam/docs/workload-identity-federation-with-x509-certificates for the federation,
/// https://developers.google.com/workspace/cloud-search/docs/guides/delegation for the admin console, and
/// https://cloud.google.com/sdk/gcloud/reference/iam for the rest).
struct GoogleSteps {
    /// How the device signs in.
    enum Way {
        /// By a service account's key; nil: there is none yet.
        case key(ServiceAccountKey?)
        /// By this certificate; the second is what the device has of the federation, nil before there is one.
        case certificate(DeviceCertificate, FederatedAccount?)
        /// By a user's sign-in.
        case user
    }

    var way: Way
    /// The room's name.
    var room: String
    /// The calendar's ID.
    var calendar: String
    /// Whom the account acts as; nil where the calendar is shared with it.
    var subject: String?
    /// Where `[google] credential` lies.
    var credential: String
    /// The configuration's directory, with the certificate, its key, and the file that names both.
    var folder: String
    var needs: GoogleNeeds

    /// The script, with a line break at its end.
    var text: String {
        var lines: [String] = []
        var step = 0
        func add(_ what: String, _ others: [String]) {
            step += 1
            lines += ["", "## \(step). \(what)"] + others
        }
        let isUser = if case .user = way { true } else { false }
        let roles =
            isFederated ? "Service Usage Admin, Service Account Admin, Workload Identity Pool Admin" : "the owner"
        add("In Google Cloud, where gcloud is (https://shell.cloud.google.com), as \(roles) of the project:", cloud)
        if subject == nil, !isUser {
            add(
                "In https://calendar.google.com, as somebody who may manage the room's calendar:",
                [
                    "##   Settings and sharing, Shared with, Add people and groups:", "##     \(email)",
                    "##     \(needs.sharing)",
                    "##   The calendar is \(plain(calendar))",
                ])
        }
        if subject != nil || needs.watchesPeople, !isUser {
            add(
                "As a super administrator in https://admin.google.com/ac/owl/domainwidedelegation (Security,",
                [
                    "##   Access and data control, API controls, Manage Domain Wide Delegation): Add new",
                    "##     Client ID     \(clientID)",
                    "##     OAuth scopes  \(scopes(isUser: false).joined(separator: ","))",
                ] + settingsNote + sharingNote + [
                    "##   Whoever steals such a device can read everybody's calendar: sharing the one is better."
                ])
        }
        if let scheduler = needs.scheduler {
            add(
                "In https://calendar.google.com, as \(plain(scheduler)), on whose calendar bookings are made:",
                [
                    "##   Settings and sharing, Shared with, Add people and groups:",
                    "##     \(subject.map { plain($0) } ?? (isUser ? "the user who signs in" : email))",
                    "##     \(needs.sharing)",
                    "##   Not needed where that is the same account. Google lets a service account invite a room",
                    "##   by delegation alone: set [google] act-as, too.",
                ])
        }
        add("On the device, as root, with the file that was made:", device)
        return lines.dropFirst().map { $0 + "\n" }.joined()
    }

    /// What is granted for speaking in users' names. Where the calendar is shared with the account itself, that is for
    /// watched people alone.
    private func scopes(isUser: Bool) -> [String] {
        (isUser || subject != nil ? needs.userScopes : []) + (needs.watchesPeople ? [GoogleVacation.scope] : [])
    }
    private var delegates: Bool { subject != nil || needs.watchesPeople }
    private var apis: [String] { ["calendar-json"] + (needs.watchesPeople ? ["gmail"] : []) }

    /// A grant that is kept as narrow as the calendar needs stays enough.
    private var settingsNote: [String] {
        let isUser = if case .user = way { true } else { false }
        guard scopes(isUser: isUser).contains(GoogleUserSettings.scope) else { return [] }
        return [
            "##   calendar.settings.readonly is for the user's language and clock. Leave it out, or set",
            "##   [room] language and clock, and the room does without.",
        ]
    }

    /// Only an owner of the calendar can share it, whom the room acts as.
    private var sharingNote: [String] {
        guard subject != nil else { return [] }
        return [
            "##   For room-agent account grant and revoke, which the room does without, add",
            "##   \(GoogleCalendarSharing.scope).",
        ]
    }

    private var isFederated: Bool { if case .certificate = way { true } else { false } }

    // MARK: Names

    /// The account's address, in clear or as the script has it.
    private var email: String {
        known.map { plain($0) } ?? "\(account)@PROJECT.iam.gserviceaccount.com, with your PROJECT"
    }
    private var known: String? {
        switch way {
        case .key(let key): key?.clientEmail
        case .certificate(_, let account): account.flatMap { GoogleCredential.federated($0).account }
        case .user: nil
        }
    }
    private var clientID: String {
        if case .key(let key?) = way, !key.clientID.isEmpty { return key.clientID }
        return "the number that step 1 printed last"
    }
    /// Google takes 6 to 30 of these characters (https://cloud.google.com/iam/docs/service-accounts-create).
    private var account: String {
        if let name = known?.split(separator: "@").first { return plain(String(name)) }
        let name = room.lowercased().utf8.filter { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        return name.isEmpty ? "room-device" : "room-\(String(decoding: name.prefix(24), as: UTF8.self))"
    }
    private var project: String {
        let host = known?.split(separator: "@").last.map(String.init) ?? ""
        let suffix = ".iam.gserviceaccount.com"
        return host.hasSuffix(suffix) ? plain(String(host.dropLast(suffix.utf8.count))) : "meeting-rooms"
    }
    /// Pool and provider.
    private var federation: (pool: String, provider: String) {
        guard case .certificate(_, let account?) = way else { return ("rooms", "authority") }
        let words = account.audience.split(separator: "/").map(String.init)
        guard words.count == 9, words[5] == "workloadIdentityPools" else { return ("rooms", "authority") }
        return (words[6], words[8])
    }

    // MARK: In Google Cloud

    private var cloud: [String] {
        switch way {
        case .user:
            return [
                "PROJECT=\(quoted(project))"
            ] + services(apis) + [
                "##   In APIs & Services, OAuth consent screen: Internal; in Credentials: an OAuth client (desktop).",
                "##   With it, at a browser, the user who may read \(plain(calendar)) agrees to:",
                "##     \(scopes(isUser: true).joined(separator: " "))",
            ] + settingsNote
        case .key(let key):
            let made = key != nil
            let make = [
                create, "gcloud iam service-accounts keys create credential.json --iam-account=\"$EMAIL\"",
                "##   Where your organisation forbids keys: room-agent provision certificate, then this again.",
            ]
            return names + services(apis) + (made ? [] : make)
                + (delegates && clientID.hasPrefix("the") ? [describe] : [])
        case .certificate(let certificate, let account):
            return names + ["NUMBER=$(gcloud projects describe \"$PROJECT\" --format='value(projectNumber)')"]
                + services(apis + ["iam", "iamcredentials", "sts"]) + (account == nil ? [create] : [])
                + federate(certificate) + (delegates ? [creator, describe] : [])
        }
    }

    private var names: [String] {
        let isGiven = known == nil ? "PROJECT and ACCOUNT are yours to choose." : ""
        return (isGiven.isEmpty ? [] : ["##   \(isGiven)"]) + [
            "PROJECT=\(quoted(project))", "ACCOUNT=\(quoted(account))",
            "EMAIL=\"$ACCOUNT@$PROJECT.iam.gserviceaccount.com\"",
        ]
    }
    private func services(_ names: [String]) -> [String] {
        ["gcloud services enable \(names.map { $0 + ".googleapis.com" }.joined(separator: " ")) --project=\"$PROJECT\""]
    }
    private var create: String { "gcloud iam service-accounts create \"$ACCOUNT\" --project=\"$PROJECT\"" }
    private var describe: String {
        "gcloud iam service-accounts describe \"$EMAIL\" --project=\"$PROJECT\" --format='value(uniqueId)'"
    }
    /// By its own token the account signs for a user (`signJwt`).
    private var creator: String {
        "gcloud iam service-accounts add-iam-policy-binding \"$EMAIL\" --project=\"$PROJECT\" "
            + "--role=roles/iam.serviceAccountTokenCreator --member=\"serviceAccount:$EMAIL\""
    }

    private func federate(_ certificate: DeviceCertificate) -> [String] {
        let (pool, provider) = federation
        let pools = "gcloud iam workload-identity-pools"
        let place = "projects/$NUMBER/locations/global/workloadIdentityPools"
        // A pool takes the name from one place, for all its rooms.
        let isByURI = certificate.uri != nil
        let attribute = isByURI ? "san.uri" : "subject.dn.cn"
        let name = certificate.uri ?? certificate.commonName
        return [
            "##   Once for all rooms of the authority \(plain(certificate.issuer)), whose certificate is ca.pem:",
            "\(pools) create \(quoted(pool)) --location=global --project=\"$PROJECT\"",
            "{ echo 'trustStore:'; echo '  trustAnchors:'; echo '  - pemCertificate: |'; sed 's/^/      /' ca.pem; } "
                + "> trust_store.yaml",
            "\(pools) providers create-x509 \(quoted(provider)) --location=global "
                + "--workload-identity-pool=\(quoted(pool)) --project=\"$PROJECT\" "
                + "--trust-store-config-path=trust_store.yaml "
                + "--attribute-mapping=google.subject=assertion.\(attribute)",
            "##   For this room alone. To lock its device out, the same with remove-iam-policy-binding:",
            "gcloud iam service-accounts add-iam-policy-binding \"$EMAIL\" --project=\"$PROJECT\" "
                + "--role=roles/iam.workloadIdentityUser "
                + "--member=\"principal://iam.googleapis.com/\(place)/\"\(quoted(pool))/subject/\(quoted(name))",
            "cat > credential.json <<END",
            """
            {"type": "external_account", "universe_domain": "googleapis.com",
             "audience": "//iam.googleapis.com/\(place)/\(document(pool))/providers/\(document(provider))",
             "subject_token_type": "urn:ietf:params:oauth:token-type:mtls",
             "token_url": "https://sts.mtls.googleapis.com/v1/token",
             "service_account_impersonation_url":
             "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/$EMAIL:generateAccessToken",
             "credential_source":
             {"certificate": {"certificate_config_location":
             "\(document(folder))/\(CertificateRequest.configurationName)"}}}
            """,
            "END",
        ]
    }

    // MARK: On the device

    private var device: [String] {
        [
            "##   install -m 0640 -o root -g room-agent credential.json \(quoted(credential))",
            "##   room-agent check --online",
        ]
    }

    /// One word of the script, whatever is in it.
    private func quoted(_ text: String) -> String {
        plain(text).reduce(into: "'") { $0 += $1 == "'" ? "'\\''" : String($1) } + "'"
    }

    /// In a string of the document that the shell reads up to `END`.
    private func document(_ text: String) -> String {
        var result = ""
        for character in plain(text) {
            switch character {
            case "\"", "\\": result += "\\\\\(character == "\"" ? "\"" : "\\\\")"
            case "$", "`": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }

    /// Without what a terminal or a shell's comment would obey.
    private func plain(_ text: String) -> String { Printable.ascii(text, maximumBytes: 400) }
}
