// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// The sealed boxes of a write between staging and commit. A few lie in memory; of a whole window they go into a file,
/// which has no name any more when its first byte is written, so that it is gone with the process.
final class StagedBoxes {
    /// Where there is a file, for the moment before it loses its name.
    static let fileName = "window.staged"
    /// What an incremental sync stays below, which so touches no medium.
    private static let bufferBytes = 256 * 1024

    private let directory: String
    private var buffer: [UInt8] = []
    private var file: Files.Handle?
    private var fileBytes = 0

    /// - Parameter directory: the store's; nothing is made in it yet.
    init(directory: String) { self.directory = directory }

    /// Keeps a box and returns its place.
    func append(_ box: [UInt8]) throws(FileFailure) -> Int {
        if buffer.count + box.count > Self.bufferBytes { try empty() }
        buffer.append(contentsOf: box)
        return fileBytes + buffer.count - box.count
    }

    /// The box of this length that was kept at this place.
    func box(at place: Int, _ count: Int) throws(FileFailure) -> [UInt8] {
        if place >= fileBytes { return Array(buffer[place - fileBytes..<place - fileBytes + count]) }
        guard let box = file?.read(at: place, count), box.count == count else {
            throw FileFailure("read", errno: EIO)
        }
        return box
    }

    private func empty() throws(FileFailure) {
        if file == nil {
            let path = "\(directory)/\(Self.fileName)"
            // What a start left that was cut off.
            try Files.remove(path)
            file = try Files.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try Files.remove(path)
        }
        try file?.write(buffer)
        fileBytes += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
