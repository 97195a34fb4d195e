import Glibc

/// What the kernel says of this process.
enum ProcessFigures {
    /// The memory that it takes, in bytes.
    static var residentByteCount: Int64? {
        // Pages: size, resident, shared and others.
        let words = read("/proc/self/statm")?.split(separator: " ") ?? []
        guard words.count > 1, let pages = Int64(words[1]) else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// How many descriptors it has open.
    static var descriptorCount: Int64? {
        var status = stat()
        // Since Linux 6.2 the size of the folder is the number of its entries.
        if stat("/proc/self/fd", &status) == 0, status.st_size > 0 { return Int64(status.st_size) }
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        // The folder itself, its parent, and the descriptor that reads it are among them.
        var count: Int64 = -3
        while readdir(folder) != nil { count += 1 }
        return count
    }

    /// How long it has computed, in seconds.
    static var computedSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
