// SPDX-License-Identifier: Apache-2.0
import Glibc
package import RoomCore

extension Environment {
    /// This process's own, as it is now; what is no UTF-8 in it is repaired.
    package static func ofProcess() -> Environment {
        var pairs: [String] = []
        var next = environ
        while let pair = next.pointee {
            pairs.append(String(cString: pair))
            next += 1
        }
        return Environment(pairs)
    }
}
