import Glibc

/// A directory of the home, and the few things done to its names.
struct Directory: Sendable {
    let path: String
    let faults: StorageFaults

    /// Opens a directory, making it and its parents (private to their owner) when they are missing.
    init(_ path: String, faults: StorageFaults = StorageFaults()) throws(StorageError) {
        self.path = path
        self.faults = faults
        try Self.make(path, faults: faults)
    }

    private static func make(_ path: String, faults: StorageFaults) throws(StorageError) {
        let parent = File.parent(of: path)
        if mkdir(path, 0o700) == 0 {
            try flush(parent, faults: faults)
        } else if errno == EEXIST {
            // Something that is not a directory is found here, not at the first use.
            _ = try File(path, flags: O_RDONLY | O_DIRECTORY)
            // Who made it may not have flushed its name yet, or have failed to. A parent that is
            // not ours to read was there before us, and so was the name.
            if access(parent, R_OK) == 0 { try flush(parent, faults: faults) }
        } else if errno == ENOENT && parent != path {
            try make(parent, faults: faults)
            try make(path, faults: faults)
        } else {
            throw StorageError(code: errno, path: path, operation: "create")
        }
    }

    /// The path of a name in this directory.
    func path(of name: String) -> String { "\(path)/\(name)" }

    /// Returns once the disk has the directory's names.
    func synchronize() throws(StorageError) {
        try Self.flush(path, faults: faults)
    }

    private static func flush(_ path: String, faults: StorageFaults) throws(StorageError) {
        try File(path, flags: O_RDONLY | O_DIRECTORY, faults: faults).synchronizeNames()
    }

    /// The names in the directory, sorted.
    func names() throws(StorageError) -> [String] {
        guard let stream = opendir(path) else {
            throw StorageError(code: errno, path: path, operation: "list")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a name; one that is gone already counts as removed.
    func remove(_ name: String) throws(StorageError) {
        guard unlink(path(of: name)) == 0 || errno == ENOENT else {
            throw StorageError(code: errno, path: path(of: name), operation: "remove")
        }
    }

    /// The ending of names under which files are written before they get their own.
    static let unfinishedSuffix = ".new"

    /// Removes what writes that a crash cut short have left; while nobody writes.
    func removeUnfinished() throws(StorageError) {
        for name in try names() where name.hasSuffix(Self.unfinishedSuffix) { try remove(name) }
    }

    /// Takes a file's rights from all but its owner.
    func protect(_ name: String) throws(StorageError) {
        guard chmod(path(of: name), 0o600) == 0 || errno == ENOENT else {
            throw StorageError(code: errno, path: path(of: name), operation: "protect")
        }
    }

    /// Moves a file into place, replacing what has its name.
    func adopt(_ source: String, as name: String) throws(StorageError) {
        let target = path(of: name)
        if let code = faults.onRename?(target) {
            throw StorageError(code: code, path: target, operation: "rename a file to")
        }
        guard rename(source, target) == 0 else {
            throw StorageError(code: errno, path: target, operation: "rename a file to")
        }
    }

    /// Moves a file into place; false, and nothing done, when its name is taken.
    func adoptIfNew(_ source: String, as name: String) throws(StorageError) -> Bool {
        let target = path(of: name)
        if let code = faults.onRename?(target) {
            throw StorageError(code: code, path: target, operation: "rename a file to")
        }
        // A rename would silently replace; a second name for the file never does.
        guard link(source, target) == 0 else {
            if errno == EEXIST { return false }
            throw StorageError(code: errno, path: target, operation: "rename a file to")
        }
        guard unlink(source) == 0 else {
            throw StorageError(code: errno, path: source, operation: "remove")
        }
        return true
    }
}
