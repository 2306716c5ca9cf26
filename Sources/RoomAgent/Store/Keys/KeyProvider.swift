// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// Where the data key comes from, one file for each provider. It is asked at start, and again from time to time while
/// it fails.
///
/// A provider may ask over the network, so it may take seconds. It throws what is wrong and what to do, and never any
/// of the key.
package protocol KeyProvider {
    /// The data key: 32 bytes in locked pages.
    func dataKey() async throws(KeyFailure) -> SecretBytes
}

/// What every data key is.
package enum DataKey {
    /// 256 bits.
    package static let byteCount = 32
}
