// SPDX-License-Identifier: Apache-2.0

/// The version that `version`, the status and the User-Agent name. The Makefile reads it from here.
package enum AgentVersion {
    /// Three numbers with dots between them (Semantic Versioning 2.0).
    package static let version = "0.1.0"
}
