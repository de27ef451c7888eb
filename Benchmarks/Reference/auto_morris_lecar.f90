! Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
!
! The Morris-Lecar equations of the zoo (set snic) for AUTO-07p, in I and V3, and their equilibrium at I = -100, V3 = 12.
subroutine func(ndim, u, icp, par, ijac, f, dfdu, dfdp)
  implicit none
  integer, intent(in) :: ndim, icp(*), ijac
  double precision, intent(in) :: u(ndim), par(*)
  double precision, intent(out) :: f(ndim)
  double precision, intent(inout) :: dfdu(ndim, ndim), dfdp(ndim, *)
  double precision :: v, w, minf, winf, rate
  v = u(1)
  w = u(2)
  minf = 0.5d0 * (1 + tanh((v + 1.2d0) / 18))
  winf = 0.5d0 * (1 + tanh((v - par(2)) / 17.4d0))
  rate = cosh((v - par(2)) / 34.8d0)
  f(1) = (par(1) - 2 * (v + 60) - 4 * minf * (v - 120) - 8 * w * (v + 84)) / 20
  f(2) = 0.067d0 * rate * (winf - w)
end subroutine func

subroutine stpnt(ndim, u, par, t)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(inout) :: u(ndim), par(*)
  double precision, intent(in) :: t
  par(1) = -100
  par(2) = 12
  u = (/ -109.99732879629336d0, 8.128800455531326d-7 /)
end subroutine stpnt
