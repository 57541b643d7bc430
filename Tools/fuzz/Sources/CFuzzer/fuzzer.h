#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer's main loop; what `-sanitize=fuzzer` links has it.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *bytes, size_t count));
