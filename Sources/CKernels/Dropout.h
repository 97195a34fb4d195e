// Dropout. What is dropped: assay_dropout.h; Philox: Salmon et al., "Parallel Random Numbers: As Easy
// as 1, 2, 3" (SC 2011).

enum { philox_blocks = 16, philox_words = 4 * philox_blocks };

/// The words of sixteen blocks from `block` on.
static inline void philox_chunk(
    uint64_t block, uint64_t seed, uint64_t stream, uint32_t *restrict words)
{
    // In 64 bits each, as the products are; what lies above the lower 32 is not used.
    uint64_t a[philox_blocks], b[philox_blocks], c[philox_blocks], d[philox_blocks];
    for (uint32_t i = 0; i < philox_blocks; i++) {
        a[i] = block + i;
        b[i] = (block + i) >> 32;
        c[i] = stream;
        d[i] = stream >> 32;
    }
    uint32_t low_key = (uint32_t)seed, high_key = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        for (uint32_t i = 0; i < philox_blocks; i++) {
            const uint64_t left = (a[i] & UINT32_MAX) * 0xd2511f53u;
            const uint64_t right = (c[i] & UINT32_MAX) * 0xcd9e8d57u;
            a[i] = (right >> 32) ^ b[i] ^ low_key;
            b[i] = right;
            c[i] = (left >> 32) ^ d[i] ^ high_key;
            d[i] = left;
        }
        low_key += 0x9e3779b9u;
        high_key += 0xbb67ae85u;
    }
    for (uint32_t i = 0; i < philox_blocks; i++) {
        words[4 * i] = (uint32_t)a[i];
        words[4 * i + 1] = (uint32_t)b[i];
        words[4 * i + 2] = (uint32_t)c[i];
        words[4 * i + 3] = (uint32_t)d[i];
    }
}

static void dropout_apply(
    assay_dropout settings, const float *restrict x, float *restrict out, size_t from, size_t to)
{
    for (size_t i = from; i < to; i += philox_words) {
        uint32_t words[philox_words];
        philox_chunk(i / 4, settings.seed, settings.stream, words);
        const float *restrict source = x + i;
        float *restrict target = out + i;
        const size_t count = to - i < philox_words ? to - i : philox_words;
        for (size_t j = 0; j < count; j++)
            target[j] = words[j] >= settings.threshold ? source[j] * settings.factor : 0.0f;
    }
}

#define ASSAY_DROPOUT_KERNELS {.apply = dropout_apply}
