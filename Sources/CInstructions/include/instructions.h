// What the standard library cannot say: which instruction sets this processor and its operating system offer, and
// a few instructions on vectors.
#ifndef TWEED_INSTRUCTIONS_H
#define TWEED_INSTRUCTIONS_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)

#include <cpuid.h>

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

/// AVX2, fused multiply-add and conversion of half precision, with 256-bit registers saved by the system.
static inline bool tweed_has_avx2(void) {
    uint32_t a, b, c, d;
    if (!tweed_has_saved_registers() || (tweed_saved_registers() & 0x06) != 0x06) return false;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 12)) || !(c & (1u << 29))) return false;
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

/// AVX-512 with the products of `bfloat16` numbers.
static inline bool tweed_has_avx512_bf16(void) {
    uint32_t a, b, c, d;
    if (!tweed_has_avx512()) return false;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 5));
}

/// Whether the products of `bfloat16` numbers are faster than those of as many `float` numbers: on AMD's processors
/// they take half the time; on Intel's they take twice as long.
static inline bool tweed_bf16_pays(void) {
    uint32_t a, b, c, d;
    // "AuthenticAMD".
    return __get_cpuid(0, &a, &b, &c, &d) && b == 0x68747541 && d == 0x69746e65 && c == 0x444d4163;
}

#else

static inline bool tweed_has_avx2(void) { return false; }
static inline bool tweed_has_avx512(void) { return false; }
static inline bool tweed_has_avx512_bf16(void) { return false; }
static inline bool tweed_bf16_pays(void) { return false; }

#endif

typedef float tweed_float4 __attribute__((ext_vector_type(4)));
typedef float tweed_float8 __attribute__((ext_vector_type(8)));
typedef float tweed_float16 __attribute__((ext_vector_type(16)));

/// The square root of each place; that of the standard library asks each place first whether it is negative.
static inline tweed_float4 tweed_square_root4(tweed_float4 x) { return __builtin_elementwise_sqrt(x); }
static inline tweed_float8 tweed_square_root8(tweed_float8 x) { return __builtin_elementwise_sqrt(x); }
static inline tweed_float16 tweed_square_root16(tweed_float16 x) { return __builtin_elementwise_sqrt(x); }

/// Asks for a cache line that is read soon, to be brought into all caches.
static inline void tweed_prefetch(const void *line) { __builtin_prefetch(line, 0, 3); }
/// Asks for a cache line that is read later, to be brought into the second-level cache.
static inline void tweed_prefetch_later(const void *line) { __builtin_prefetch(line, 0, 2); }

typedef uint16_t tweed_half4 __attribute__((ext_vector_type(4)));
typedef uint16_t tweed_half8 __attribute__((ext_vector_type(8)));
typedef uint16_t tweed_half16 __attribute__((ext_vector_type(16)));
typedef uint32_t tweed_uint4 __attribute__((ext_vector_type(4)));

/// IEEE half precision to single, in each place.
static inline tweed_float4 tweed_widen_half4(tweed_half4 x) {
#if defined(__F16C__) || defined(__aarch64__)
    typedef _Float16 half4 __attribute__((ext_vector_type(4)));
    return __builtin_convertvector((half4)x, tweed_float4);
#else
    // Exponent and fraction in place, the exponent too small by 112, which a product puts right, subnormal numbers
    // too; that of infinity and of what is not a number then lacks its upper bits.
    tweed_uint4 bits = __builtin_convertvector(x, tweed_uint4);
    tweed_uint4 magnitude = (bits & 0x7fff) << 13;
    tweed_uint4 special = (tweed_uint4)((bits & 0x7c00) == 0x7c00) & 0x7f800000;
    tweed_uint4 finite = (tweed_uint4)((tweed_float4)magnitude * 0x1p112f);
    return (tweed_float4)(finite | special | ((bits & 0x8000) << 16));
#endif
}
static inline tweed_float8 tweed_widen_half8(tweed_half8 x) {
    return __builtin_shufflevector(tweed_widen_half4(x.lo), tweed_widen_half4(x.hi), 0, 1, 2, 3, 4, 5, 6, 7);
}
static inline tweed_float16 tweed_widen_half16(tweed_half16 x) {
    return __builtin_shufflevector(
        tweed_widen_half8(x.lo), tweed_widen_half8(x.hi), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/// Stores past the caches, for arrays that none of them holds: the old bytes need not be read first.
static inline void tweed_store_past_caches16(float *place, tweed_float16 x) {
    __builtin_nontemporal_store(x, (tweed_float16 *)place);
}

/// The numbers of two vectors by turns: those of their first halves, and of their second halves. Swift has no shuffle of two
/// vectors.
static inline tweed_float4 tweed_interleave_low4(tweed_float4 a, tweed_float4 b) {
    return __builtin_shufflevector(a, b, 0, 4, 1, 5);
}
static inline tweed_float4 tweed_interleave_high4(tweed_float4 a, tweed_float4 b) {
    return __builtin_shufflevector(a, b, 2, 6, 3, 7);
}
static inline tweed_float8 tweed_interleave_low8(tweed_float8 a, tweed_float8 b) {
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
static inline tweed_float8 tweed_interleave_high8(tweed_float8 a, tweed_float8 b) {
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
static inline tweed_float16 tweed_interleave_low16(tweed_float16 a, tweed_float16 b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
static inline tweed_float16 tweed_interleave_high16(tweed_float16 a, tweed_float16 b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/// The same vector, as a whole in a register: keeps the compiler from merging shuffles of vectors with others, or with loads
/// of single numbers, into more and slower ones.
#if defined(__x86_64__)
#define TWEED_HOLD(vector) __asm__("" : "+v"(vector))
#elif defined(__aarch64__)
#define TWEED_HOLD(vector) __asm__("" : "+w"(vector))
#else
#define TWEED_HOLD(vector)
#endif
static inline tweed_float4 tweed_held4(tweed_float4 x) {
    TWEED_HOLD(x);
    return x;
}
static inline tweed_float8 tweed_held8(tweed_float8 x) {
#if defined(__AVX__)
    TWEED_HOLD(x);
#endif
    return x;
}
static inline tweed_float16 tweed_held16(tweed_float16 x) {
#if defined(__AVX512F__)
    TWEED_HOLD(x);
#endif
    return x;
}

#if defined(__AVX512BF16__)
typedef __bf16 tweed_bfloat32 __attribute__((vector_size(64)));
typedef float tweed_plain16 __attribute__((vector_size(64)));

/// In each place, the sum and the two products of the `bfloat16` numbers of which `a` and `b` hold pairs.
static inline tweed_float16 tweed_dot_bf16_16(tweed_float16 sum, tweed_float16 a, tweed_float16 b) {
    return (tweed_float16)__builtin_ia32_dpbf16ps_512((tweed_plain16)sum, (tweed_bfloat32)a, (tweed_bfloat32)b);
}
#endif

typedef int32_t tweed_int4 __attribute__((ext_vector_type(4)));
typedef int32_t tweed_int8 __attribute__((ext_vector_type(8)));
typedef int32_t tweed_int16 __attribute__((ext_vector_type(16)));

/// 16-bit numbers widened to 32 bits without their sign, and the low halves of 32-bit numbers stored; the standard library
/// goes place by place.
#define TWEED_HALVES(width)                                                                                   \
    static inline tweed_int##width tweed_load_halves##width(const uint16_t *from) {                            \
        tweed_half##width halves;                                                                              \
        __builtin_memcpy(&halves, from, sizeof halves);                                                        \
        return __builtin_convertvector(halves, tweed_int##width);                                              \
    }                                                                                                          \
    static inline void tweed_store_halves##width(tweed_int##width whole, uint16_t *to) {                       \
        tweed_half##width halves = __builtin_convertvector(whole, tweed_half##width);                          \
        __builtin_memcpy(to, &halves, sizeof halves);                                                          \
    }                                                                                                          \
    static inline void tweed_stream##width(tweed_float##width x, float *to) {                                  \
        __builtin_nontemporal_store(x, (tweed_float##width *)to);                                              \
    }
TWEED_HALVES(4)
TWEED_HALVES(8)
TWEED_HALVES(16)
#undef TWEED_HALVES

/// Streaming stores so far come before any later store, as other threads see them.
static inline void tweed_stream_fence(void) {
#if defined(__x86_64__)
    __builtin_ia32_sfence();
#else
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

/// A short rest in a loop that waits for another thread.
static inline void tweed_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

#if defined(__AVX512F__)

/// `x * 2^n` for whole `n`, over- and underflowing gradually.
static inline tweed_float16 tweed_scale_by_power16(tweed_float16 x, tweed_float16 n) {
    typedef float native __attribute__((__vector_size__(64)));
    return (tweed_float16)__builtin_ia32_scalefps512_mask((native)x, (native)n, (native)x, (unsigned short)-1, 4);
}

/// The first `count` of 16 numbers; the rest is that of `fill`.
static inline tweed_float16 tweed_load_part16(const float *from, long count, tweed_float16 fill) {
    typedef float native __attribute__((__vector_size__(64)));
    return (tweed_float16)__builtin_ia32_loadups512_mask(
        from, (native)fill, (unsigned short)((1u << count) - 1));
}

static inline void tweed_store_part16(tweed_float16 x, float *to, long count) {
    typedef float native __attribute__((__vector_size__(64)));
    __builtin_ia32_storeups512_mask(to, (native)x, (unsigned short)((1u << count) - 1));
}

#endif

#if defined(__AVX2__)

/// The first `count` of 8 numbers, which must be below 8; the rest is zero.
static inline tweed_float8 tweed_load_part8(const float *from, long count) {
    typedef float native __attribute__((__vector_size__(32)));
    typedef int whole __attribute__((__vector_size__(32)));
    const whole places = {0, 1, 2, 3, 4, 5, 6, 7};
    const int limit = (int)count;
    const whole limits = {limit, limit, limit, limit, limit, limit, limit, limit};
    return (tweed_float8)__builtin_ia32_maskloadps256((const native *)from, (whole)(places < limits));
}

static inline void tweed_store_part8(tweed_float8 x, float *to, long count) {
    typedef float native __attribute__((__vector_size__(32)));
    typedef int whole __attribute__((__vector_size__(32)));
    const whole places = {0, 1, 2, 3, 4, 5, 6, 7};
    const int limit = (int)count;
    const whole limits = {limit, limit, limit, limit, limit, limit, limit, limit};
    __builtin_ia32_maskstoreps256((native *)to, (whole)(places < limits), (native)x);
}

#endif

#endif
