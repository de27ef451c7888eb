! Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
!
! The Hodgkin-Huxley equations of the zoo for AUTO-07p, in the applied current, and their resting state at I = -10.
subroutine func(ndim, u, icp, par, ijac, f, dfdu, dfdp)
  implicit none
  integer, intent(in) :: ndim, icp(*), ijac
  double precision, intent(in) :: u(ndim), par(*)
  double precision, intent(out) :: f(ndim)
  double precision, intent(inout) :: dfdu(ndim, ndim), dfdp(ndim, *)
  double precision :: v, m, h, n, am, bm, ah, bh, an, bn
  v = u(1)
  m = u(2)
  h = u(3)
  n = u(4)
  am = 0.1d0 * (v + 40) / (1 - exp(-(v + 40) / 10))
  bm = 4 * exp(-(v + 65) / 18)
  ah = 0.07d0 * exp(-(v + 65) / 20)
  bh = 1 / (1 + exp(-(v + 35) / 10))
  an = 0.01d0 * (v + 55) / (1 - exp(-(v + 55) / 10))
  bn = 0.125d0 * exp(-(v + 65) / 80)
  f(1) = par(1) - 120 * m**3 * h * (v - 50) - 36 * n**4 * (v + 77) - 0.3d0 * (v + 54.4d0)
  f(2) = am * (1 - m) - bm * m
  f(3) = ah * (1 - h) - bh * h
  f(4) = an * (1 - n) - bn * n
end subroutine func

subroutine stpnt(ndim, u, par, t)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(inout) :: u(ndim), par(*)
  double precision, intent(in) :: t
  par(1) = -10
  u = (/ -87.6971280562680988d0, 2.88266386945931156d-3, 0.977032529740731959d0, 7.22178675311962309d-2 /)
end subroutine stpnt
