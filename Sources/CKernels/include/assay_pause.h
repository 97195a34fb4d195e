#ifndef ASSAY_PAUSE_H
#define ASSAY_PAUSE_H

/// Tells the processor that the caller waits for another thread to write.
static inline void assay_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

#endif
