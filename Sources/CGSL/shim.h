#pragma once
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_vector.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_permutation.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_multiroots.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_version.h>

// GSL's method tables are mutable globals, which Swift 6 does not let through; these are their accessors.
static inline const gsl_multiroot_fsolver_type *bp_multiroot_hybrids(void) { return gsl_multiroot_fsolver_hybrids; }
static inline const gsl_multiroot_fdfsolver_type *bp_multiroot_hybridsj(void) { return gsl_multiroot_fdfsolver_hybridsj; }
static inline const gsl_root_fsolver_type *bp_root_brent(void) { return gsl_root_fsolver_brent; }
static inline const gsl_multimin_fdfminimizer_type *bp_multimin_bfgs2(void) { return gsl_multimin_fdfminimizer_vector_bfgs2; }
static inline const gsl_multimin_fminimizer_type *bp_multimin_nmsimplex2(void) { return gsl_multimin_fminimizer_nmsimplex2; }
static inline const gsl_qrng_type *bp_qrng_sobol(void) { return gsl_qrng_sobol; }
static inline const gsl_qrng_type *bp_qrng_halton(void) { return gsl_qrng_halton; }
static inline const char *bp_gsl_version(void) { return gsl_version; }
