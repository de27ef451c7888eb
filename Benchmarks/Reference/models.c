// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
//
// The models of the benchmarks as a careful person would write them in C; compiled by the benchmark itself with
// -O3 -march=native. Parameters are arguments, as they are for a compiled model.
#include <math.h>

#define INLINE static inline __attribute__((always_inline))

// FitzHugh-Nagumo: parameters I, a, b, tau.
INLINE void fhn(const double *x, const double *p, double *f) {
  double V = x[0], w = x[1];
  f[0] = V - V * V * V / 3 - w + p[0];
  f[1] = (V + p[1] - p[2] * w) / p[3];
}

// x / (exp(x) - 1), the form of the Hodgkin-Huxley rates that is defined at 0.
INLINE double bernoulli(double x) { return fabs(x) < 1e-8 ? 1 - x / 2 : x / (exp(x) - 1); }

// Hodgkin-Huxley: parameters I, gNa, gK, gL, ENa, EK, EL, C.
INLINE void hh(const double *x, const double *p, double *f) {
  double V = x[0], m = x[1], h = x[2], n = x[3];
  double am = bernoulli(-(V + 40) / 10), bm = 4 * exp(-(V + 65) / 18);
  double ah = 0.07 * exp(-(V + 65) / 20), bh = 1 / (1 + exp(-(V + 35) / 10));
  double an = 0.1 * bernoulli(-(V + 55) / 10), bn = 0.125 * exp(-(V + 65) / 80);
  f[0] = (p[0] - p[1] * m * m * m * h * (V - p[4]) - p[2] * n * n * n * n * (V - p[5]) - p[3] * (V - p[6])) / p[7];
  f[1] = am * (1 - m) - bm * m;
  f[2] = ah * (1 - h) - bh * h;
  f[3] = an * (1 - n) - bn * n;
}

INLINE double bernoulli_slope(double x) {
  if (fabs(x) < 1e-3) return -0.5 + x / 6 - x * x * x / 180;
  double e = exp(x), g = 1 / (e - 1);
  return g * (1 - x * e * g);
}

// The Jacobian of Hodgkin-Huxley, row by row.
INLINE void hh_jacobian_at(const double *x, const double *p, double *j) {
  double V = x[0], m = x[1], h = x[2], n = x[3];
  double um = -(V + 40) / 10, un = -(V + 55) / 10;
  double am = bernoulli(um), bm = 4 * exp(-(V + 65) / 18), ah = 0.07 * exp(-(V + 65) / 20);
  double e = exp(-(V + 35) / 10), bh = 1 / (1 + e), an = 0.1 * bernoulli(un), bn = 0.125 * exp(-(V + 65) / 80);
  double dam = -0.1 * bernoulli_slope(um), dan = -0.01 * bernoulli_slope(un);
  double m2 = m * m, m3 = m2 * m, n3 = n * n * n;
  j[0] = (-p[1] * m3 * h - p[2] * n3 * n - p[3]) / p[7];
  j[1] = -3 * p[1] * m2 * h * (V - p[4]) / p[7];
  j[2] = -p[1] * m3 * (V - p[4]) / p[7];
  j[3] = -4 * p[2] * n3 * (V - p[5]) / p[7];
  j[4] = dam * (1 - m) + bm / 18 * m;
  j[5] = -am - bm;
  j[6] = j[7] = 0;
  j[8] = -ah / 20 * (1 - h) - e / 10 * bh * bh * h;
  j[9] = 0;
  j[10] = -ah - bh;
  j[11] = 0;
  j[12] = dan * (1 - n) + bn / 80 * n;
  j[13] = j[14] = 0;
  j[15] = -an - bn;
}

// One point at a time; `count` points, each `dimension` numbers in a row.
#define POINTS(NAME, FUNCTION, INPUTS, OUTPUTS) \
  void NAME(const double *x, const double *p, long count, double *f) { \
    for (long k = 0; k < count; k++) FUNCTION(x + INPUTS * k, p, f + OUTPUTS * k); \
  }
POINTS(fhn_points, fhn, 2, 2)
POINTS(hh_points, hh, 4, 4)
POINTS(hh_jacobian_points, hh_jacobian_at, 4, 16)

// The classical Runge-Kutta method; trajectories one after the other.
#define TRAJECTORIES(NAME, F, N) \
  void NAME(double *x, const double *p, double h, long steps, long count) { \
    for (long k = 0; k < count; k++) { \
      double y[N], k1[N], k2[N], k3[N], k4[N], z[N]; \
      for (int i = 0; i < N; i++) y[i] = x[N * k + i]; \
      for (long n = 0; n < steps; n++) { \
        F(y, p, k1); \
        for (int i = 0; i < N; i++) z[i] = y[i] + 0.5 * h * k1[i]; \
        F(z, p, k2); \
        for (int i = 0; i < N; i++) z[i] = y[i] + 0.5 * h * k2[i]; \
        F(z, p, k3); \
        for (int i = 0; i < N; i++) z[i] = y[i] + h * k3[i]; \
        F(z, p, k4); \
        for (int i = 0; i < N; i++) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]); \
      } \
      for (int i = 0; i < N; i++) x[N * k + i] = y[i]; \
    } \
  }
TRAJECTORIES(fhn_trajectories, fhn, 2)
TRAJECTORIES(hh_trajectories, hh, 4)

// The field on a grid of side x side points, and the cells of the grid that each nullcline passes.
long fhn_grid(const double *p, long side, double *u, double *v) {
  for (long r = 0; r < side; r++)
    for (long c = 0; c < side; c++) {
      double x[2] = {-2.5 + 5.0 * c / (side - 1), -1 + 3.5 * r / (side - 1)}, f[2];
      fhn(x, p, f);
      u[r * side + c] = f[0];
      v[r * side + c] = f[1];
    }
  long crossed = 0;
  for (int component = 0; component < 2; component++) {
    const double *f = component ? v : u;
    for (long r = 0; r + 1 < side; r++)
      for (long c = 0; c + 1 < side; c++) {
        int s = (f[r * side + c] > 0) + (f[r * side + c + 1] > 0) + (f[(r + 1) * side + c] > 0) +
                (f[(r + 1) * side + c + 1] > 0);
        crossed += s != 0 && s != 4;
      }
  }
  return crossed;
}

// The fixed points: Newton's method from 10 x 10 starts, equal ones counted once. Room for 100 points.
long fhn_fixed_points(const double *p, double *points) {
  long count = 0;
  for (int s = 0; s < 100; s++) {
    double x[2] = {-2.5 + 5.0 * (s % 10) / 9, -1 + 3.5 * (s / 10) / 9}, f[2], change = 1;
    for (int n = 0; n < 50 && change > 1e-14; n++) {
      fhn(x, p, f);
      double a = 1 - x[0] * x[0], b = -1, c = 1 / p[3], d = -p[2] / p[3], det = a * d - b * c;
      double dx = (d * f[0] - b * f[1]) / det, dy = (a * f[1] - c * f[0]) / det;
      x[0] -= dx;
      x[1] -= dy;
      change = fabs(dx) + fabs(dy);
    }
    long k = 0;
    while (k < count && fabs(points[2 * k] - x[0]) + fabs(points[2 * k + 1] - x[1]) > 1e-6) k++;
    if (k == count && change <= 1e-14) {
      points[2 * k] = x[0];
      points[2 * k + 1] = x[1];
      count++;
    }
  }
  return count;
}
