#pragma once
#include <zlib.h>

// inflateInit2 is a macro, which does not reach Swift.
static inline int bp_inflate_init_raw(z_streamp stream) { return inflateInit2(stream, -MAX_WBITS); }
