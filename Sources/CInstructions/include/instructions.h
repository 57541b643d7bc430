// What the standard library cannot ask: which instruction sets this processor and its operating system offer.
#ifndef TWEED_INSTRUCTIONS_H
#define TWEED_INSTRUCTIONS_H

#include <stdbool.h>

#if defined(__x86_64__)

#include <cpuid.h>
#include <stdint.h>

/// Extended control register 0: which register files the operating system saves on a task switch.
static inline uint64_t tweed_saved_registers(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((uint64_t)high << 32) | low;
}

/// Whether XGETBV itself may be used.
static inline bool tweed_has_saved_registers(void) {
    uint32_t a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & (1u << 27));
}

/// AVX2 and fused multiply-add, with 256-bit registers saved by the system.
static inline bool tweed_has_avx2(void) {
    uint32_t a, b, c, d;
    if (!tweed_has_saved_registers() || (tweed_saved_registers() & 0x06) != 0x06) return false;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 12))) return false;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
    return (b & (1u << 5)) != 0;
}

/// AVX-512 F, DQ, BW and VL, with 512-bit and mask registers saved by the system.
static inline bool tweed_has_avx512(void) {
    const uint32_t wanted = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
    uint32_t a, b, c, d;
    if (!tweed_has_avx2() || (tweed_saved_registers() & 0xe6) != 0xe6) return false;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
    return (b & wanted) == wanted;
}

#else

static inline bool tweed_has_avx2(void) { return false; }
static inline bool tweed_has_avx512(void) { return false; }

#endif

#endif
