// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What came of opening the store.
package enum OpenedStore: Sendable {
    /// The store works, and this is what was in it.
    case ready(any WindowStore, StoredRoom)
    /// The directory or file cannot be used: the room works in memory meanwhile.
    case unusable(StoreFailure)
    /// The same, and what is stored could be read: it is shown.
    case readOnly(StoredRoom, StoreFailure)
    /// There is no data key, so nothing may be written and nothing can be read. It is asked for again after `retry`, or
    /// as the disk is, for nil.
    case locked(WarningCode, detail: String, retry: Duration? = nil)
    /// Who holds the data key would have to be asked over the network, which no start waits for: it is asked at once
    /// after it.
    case later
}
