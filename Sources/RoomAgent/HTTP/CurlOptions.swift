// SPDX-License-Identifier: Apache-2.0

/// How the agent reaches the network.
package struct CurlOptions: Sendable {
    /// Path of the PEM file that replaces the system's trust store. Default: nil, the system's.
    package var caFile: String?
    /// URL of the proxy, as `[network] proxy` has it. Default: nil, none, whatever the environment says.
    package var proxy: String?
    /// The User-Agent header of every request.
    package var userAgent: String

    package init(caFile: String? = nil, proxy: String? = nil, userAgent: String) {
        self.caFile = caFile
        self.proxy = proxy
        self.userAgent = userAgent
    }

    static let connectTimeout = Duration.seconds(10)
    /// A transfer slower than this many bytes a second for `lowSpeedSeconds` is given up.
    static let lowSpeedBytes = 10
    static let lowSpeedSeconds = 20
    /// Idle connections kept for the next request.
    static let idleConnections = 2
    /// What libcurl reads at once; its own 16 KiB make a page of events some thirty turns of the loop.
    static let bufferBytes = 64 * 1024
    static let maximumHeaderBytes = 64 * 1024
}
