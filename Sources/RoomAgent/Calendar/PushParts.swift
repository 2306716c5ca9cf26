// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What push of one calendar is made of, put together by the executable.
package struct PushParts {
    /// Makes and ends channels. It asks through the keeper's source, which counts its requests, too.
    package var service: any PushService
    /// Where notices come in; nil where push is not configured, and only what is left of it is ended.
    package var receiver: (any PushReceiver)?
    /// Where the service posts notices to.
    package var address: Private<String>
    /// Remembers channels over restarts.
    package var record: any ChannelRecord
    /// A fresh ID for a channel, or a fresh token: at most 64 letters, digits and hyphens that nobody can guess; nil
    /// where there is no randomness.
    package var fresh: () -> String?

    /// All of it.
    package init(
        service: any PushService, receiver: (any PushReceiver)?, address: Private<String>, record: any ChannelRecord,
        fresh: @escaping () -> String?
    ) {
        self.service = service
        self.receiver = receiver
        self.address = address
        self.record = record
        self.fresh = fresh
    }
}
