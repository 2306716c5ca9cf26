// SPDX-License-Identifier: Apache-2.0

/// The version that `version`, the status and the User-Agent name. The Makefile reads it from here.
package enum AgentVersion {
    package static let version = "0.1.0"
}
