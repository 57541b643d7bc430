// Everything stands in the header, to be inlined; SwiftPM wants one source file.
#include "instructions.h"
