// SPDX-License-Identifier: Apache-2.0

extension LineMistake {
    static let names: [LineMistake] = [
        .init(
            "room", "calendar = primary",
            """
            [room] calendar: "primary" would be the service account's own empty calendar. Write the \
            room's calendar ID, which looks like an e-mail address.
            """),
        .init(
            "room", "calendar = https://calendar.google.com/calendar/u/0?cid=Y18x",
            """
            [room] calendar: This is a web address, not a calendar ID. Copy the calendar ID from the \
            calendar's settings, "Integrate calendar".
            """),
        .init(
            "room", "calendar = c_1881q%40resource.calendar.google.com",
            "[room] calendar: The address is percent-encoded, as copied from a link. Write @ for %40."),
        .init(
            "room", "calendar = Aalto",
            """
            [room] calendar: This does not look like an e-mail address, as a calendar ID does. Write \
            it as name@example.com.
            """),
        .init(
            "room", "calendar = two@at@example.com",
            """
            [room] calendar: This does not look like an e-mail address, as a calendar ID does. Write \
            it as name@example.com.
            """),
        .init(
            "room", "calendar = room@localhost",
            """
            [room] calendar: This does not look like an e-mail address, as a calendar ID does. Write \
            it as name@example.com.
            """),
        .init(
            "google", "act-as = admin",
            """
            [google] act-as: This does not look like an e-mail address, as the address of a user \
            does. Write it as name@example.com.
            """),
        .init(
            "google", "act-as = agent@project.iam.gserviceaccount.com",
            """
            [google] act-as: This is a service account; it cannot stand in for a user. Remove the \
            line if the calendar is shared with the service account; else write a user's address.
            """),
        .init(
            "google", "act-as = admin%40example.com",
            "[google] act-as: The address is percent-encoded, as copied from a link. Write @ for %40."),
        .init(
            "google", "key-file = google.json",
            """
            [google] key-file: The path does not begin with /. Write the whole path, such as \
            /etc/room-agent/google.json.
            """),
        .init(
            "google", "key-file = ~/google.json",
            """
            [google] key-file: Nothing replaces ~ or $ in a path. Write the whole path, such as \
            /etc/room-agent/google.json.
            """),
        .init(
            "google", "key-file = $HOME/google.json",
            """
            [google] key-file: Nothing replaces ~ or $ in a path. Write the whole path, such as \
            /etc/room-agent/google.json.
            """),
        .init(
            "google", "key-file = file:///etc/google.json",
            """
            [google] key-file: This is a URL, not a path. Write the path alone, such as \
            /etc/room-agent/google.json.
            """),
        .init(
            "google", "key-file = /etc/room-agent/../google.json",
            "[google] key-file: The path has a . or .. part. Write it without."),
        .init(
            "google", "key-file = /etc/room-agent/",
            "[google] key-file: The path ends in /, so it is no file. Write the file's whole path."),
        .init(
            "google", #"key-file = {"type":"service_account","private_key":"x"}"#,
            """
            [google] key-file: This is the key itself, not the path of its file. Save the key in a \
            file that only the agent can read, write its path here, and replace the exposed key.
            """),
        .init(
            "google", #"key-file = "/etc/room-agent/google.json""#,
            "[google] key-file: The value is in quotation marks. Write it without them."),
        .init(
            "google", "key-file = /etc/google.json # the key",
            """
            [google] key-file: A comment cannot stand behind a value (#). Put it on a line of its \
            own, beginning with #.
            """),
        .init(
            "google", "key-file = /" + String(repeating: "a", count: 1100),
            "[google] key-file: The path is longer than 1024 bytes. Choose a shorter one."),
        .init(
            "network", "ca-file = ca.pem",
            """
            [network] ca-file: The path does not begin with /. Write the whole path, such as \
            /etc/room-agent/ca.pem.
            """),
        .init(
            "store", "directory = var/lib",
            "[store] directory: The path does not begin with /. Write the whole path, such as /var/lib/room-agent."),
        .init(
            "control", "socket = /run/" + String(repeating: "x", count: 120),
            "[control] socket: The path is longer than 107 bytes. Choose a shorter one."),
        .init(
            "control", "socket = control.sock",
            """
            [control] socket: The path does not begin with /. Write the whole path, such as \
            /run/room-agent/control.sock.
            """),
        .init(
            "store", "key = /etc/room-agent/key",
            "[store] key: The path has no file: before it. Write file: and then the path."),
        .init(
            "store", "key = /media/a:b/key",
            "[store] key: The path has no file: before it. Write file: and then the path."),
        .init(
            "store", "key = file:/media/key/",
            "[store] key: The path ends in /, so it is no file. Write the file's whole path."),
        .init(
            "network", "ca-file = /etc/room-agent/",
            "[network] ca-file: The path ends in /, so it is no file. Write the file's whole path."),
        .init(
            "control", "socket = /run/room-agent/",
            "[control] socket: The path ends in /, so it is no file. Write the file's whole path."),
        .init(
            "presence", "webhook-key = file:/etc/room-agent/",
            "[presence] webhook-key: The path ends in /, so it is no file. Write the file's whole path."),
        .init(
            "presence", "vacation = anna%40example.com",
            "[presence] vacation: The address is percent-encoded, as copied from a link. Write @ for %40."),
        .init(
            "google", "act-as = anna%40example.com",
            "[google] act-as: The address is percent-encoded, as copied from a link. Write @ for %40."),
        .init(
            "store", "key = files:/etc/key",
            "[store] key: This is no place for a key. Did you mean file:?"),
        .init(
            "store", "key = google-kms:projects/p",
            """
            [store] key: This is no key of Cloud KMS. Write it as \
            google-kms:projects/P/locations/L/keyRings/R/cryptoKeys/K, without a version.
            """),
        .init(
            "store", "key = google-kms:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
            """
            [store] key: This is no key of Cloud KMS. Write it as \
            google-kms:projects/P/locations/L/keyRings/R/cryptoKeys/K, without a version.
            """),
        .init(
            "store", "key = vault:rooms",
            """
            [store] key: This is no key of Vault's Transit engine. Write where the engine is mounted, and the key's \
            name, as in vault:transit/rooms.
            """),
        .init(
            "store", "key = vault:transit/../rooms",
            """
            [store] key: This is no key of Vault's Transit engine. Write where the engine is mounted, and the key's \
            name, as in vault:transit/rooms.
            """),
        .init(
            "vault", "namespace = /rooms/",
            """
            [vault] namespace: This is no namespace. Write its path without slashes at the ends: \
            facilities/rooms.
            """),
        .init(
            "vault", "address = https://vault.example.com/v1",
            """
            [vault] address: The address has a path or more behind the host. Write only https://host:port; mount and \
            key stand in [store] key, and namespace is a key of its own.
            """),
        .init(
            "store", "key = secret",
            """
            [store] key: This is no place for a key. Write file:PATH, credential:NAME, vault:MOUNT/NAME or \
            google-kms:NAME.
            """),
        .init(
            "store", "key = valt:transit/rooms",
            "[store] key: This is no place for a key. Did you mean vault:?"),
        .init(
            "store", "key = tpm:0",
            """
            [store] key: This is no place for a key. Write file:PATH, credential:NAME, vault:MOUNT/NAME or \
            google-kms:NAME.
            """),
        .init(
            "store", "key = credential:",
            """
            [store] key: This is no name of a systemd credential. Write letters, digits, - _ and . \
            only, as in credential:room-agent-key.
            """),
        .init(
            "store", "key = credential:../key",
            """
            [store] key: This is no name of a systemd credential. Write letters, digits, - _ and . \
            only, as in credential:room-agent-key.
            """),
        .init(
            "store", "key = file:key",
            "[store] key: The path does not begin with /. Write the whole path, such as file:/etc/room-agent/key."),
        .init(
            "store", "key = file:/etc/keys/",
            "[store] key: The path ends in /, so it is no file. Write the file's whole path."),
    ]
}
