// SPDX-License-Identifier: Apache-2.0
import Kernel
package import RoomCore

extension Environment {
    /// This process's own, as it is now; what is no UTF-8 in it is repaired.
    package static func ofProcess() -> Environment { Environment(ProgramStart.ownEnvironment()) }
}
