// SPDX-License-Identifier: Apache-2.0

// Who helps, where the room cannot help itself.
extension GoldenFrames {
    static let support = ""
    static let supportFinnish = ""
}
