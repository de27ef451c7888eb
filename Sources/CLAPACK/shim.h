#pragma once
// Complex arguments are passed as pairs of doubles; C99's own complex type does not reach Swift.
#define lapack_complex_float struct { float re, im; }
#define lapack_complex_double struct { double re, im; }
#include <lapacke.h>

// Declared here because cblas.h and GSL's header of the same name define the same enumerations.
extern void dgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k, const double *alpha,
                   const double *a, const int *lda, const double *b, const int *ldb, const double *beta, double *c,
                   const int *ldc);
extern void openblas_set_num_threads(int count);

/// C = alpha op(A) B + beta C for matrices stored row by row: op(A) is m x k, B k x n, C m x n.
static inline void bp_dgemm_rows(int transposed, int m, int n, int k, double alpha, const double *a, int lda,
                                 const double *b, int ldb, double beta, double *c, int ldc) {
  dgemm_("N", transposed ? "T" : "N", &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc);
}
