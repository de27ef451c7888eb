#pragma once
// Complex arguments are passed as pairs of doubles; C99's own complex type does not reach Swift.
#define lapack_complex_float struct { float re, im; }
#define lapack_complex_double struct { double re, im; }
#include <lapacke.h>

// Declared here because cblas.h and GSL's header of the same name define the same enumerations.
extern void dgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k, const double *alpha,
                   const double *a, const int *lda, const double *b, const int *ldb, const double *beta, double *c,
                   const int *ldc);
extern void dgemv_(const char *trans, const int *m, const int *n, const double *alpha, const double *a, const int *lda,
                   const double *x, const int *incx, const double *beta, double *y, const int *incy);
extern void dsyrk_(const char *uplo, const char *trans, const int *n, const int *k, const double *alpha, const double *a,
                   const int *lda, const double *beta, double *c, const int *ldc);
extern void openblas_set_num_threads(int count);
extern char *openblas_get_config(void);

/// C = alpha op(A) B + beta C for matrices stored row by row: op(A) is m x k, B k x n, C m x n. Few columns are multiplied one
/// by one, as preparing A for the product of matrices would take longer.
static inline void bp_dgemm_rows(int transposed, int m, int n, int k, double alpha, const double *a, int lda,
                                 const double *b, int ldb, double beta, double *c, int ldc) {
  if (n < 4) {
    const int rows = transposed ? m : k, columns = transposed ? k : m;
    for (int j = 0; j < n; j++)
      dgemv_(transposed ? "N" : "T", &rows, &columns, &alpha, a, &lda, b + j, &ldb, &beta, c + j, &ldc);
    return;
  }
  dgemm_("N", transposed ? "T" : "N", &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc);
}

/// The upper triangle of C = A^T A, or of A A^T, for matrices stored row by row: C is n x n, the other side of A is k.
static inline void bp_dsyrk_rows(int outer, int n, int k, const double *a, int lda, double *c) {
  const double one = 1, zero = 0;
  dsyrk_("L", outer ? "T" : "N", &n, &k, &one, a, &lda, &zero, c, &n);
}

/// P A = L U of a complex matrix stored row by row, real and imaginary parts in turn.
static inline int bp_zgetrf_rows(int n, double *a, int *pivots) {
  return LAPACKE_zgetrf(LAPACK_ROW_MAJOR, n, n, (void *)a, n, pivots);
}

/// The solution of A X = B, or of the conjugate transpose, from these factors.
static inline void bp_zgetrs_rows(char form, int n, int columns, const double *a, const int *pivots, double *b) {
  LAPACKE_zgetrs(LAPACK_ROW_MAJOR, form, n, columns, (const void *)a, n, pivots, (void *)b, columns);
}
