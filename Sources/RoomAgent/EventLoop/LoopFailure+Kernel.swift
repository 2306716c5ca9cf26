// SPDX-License-Identifier: Apache-2.0
import Kernel
import RoomCore

extension LoopFailure {
    init(_ failure: CallFailure) { self.init(operation: failure.operation, errno: failure.errno) }

    /// A new descriptor for the loop.
    static func descriptor(_ name: String, _ call: () -> CInt) throws(LoopFailure) -> Descriptor {
        do throws(CallFailure) { return try Descriptor(name, call) } catch { throw LoopFailure(error) }
    }
}
