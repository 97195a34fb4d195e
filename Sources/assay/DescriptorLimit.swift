import Glibc
import Logging

/// How many descriptors this process may hold open, and with them how many connections.
enum DescriptorLimit {
    /// Raises the soft limit to the hard one: the soft one is for programs that use select(2).
    static func raise(_ logger: Logger) {
        let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(descriptors, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        if setrlimit(descriptors, &limit) != 0 {
            logger.warning("the limit of open descriptors stays as it was")
        }
    }
}
