// The vector of this instruction set: the widest that one register holds.

#if VECTOR_16
    typealias Vector = SIMD16<Float>
#elseif VECTOR_8
    typealias Vector = SIMD8<Float>
#else
    typealias Vector = SIMD4<Float>
#endif
