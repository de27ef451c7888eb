#pragma once
// Complex arguments are passed as pairs of doubles; C99's own complex type does not reach Swift.
#define lapack_complex_float struct { float re, im; }
#define lapack_complex_double struct { double re, im; }
#include <lapacke.h>
