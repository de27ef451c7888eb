! Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
!
! The Rosenzweig-MacArthur equations of the zoo for AUTO-07p, in the capacity, and their equilibrium at K = 1.
subroutine func(ndim, u, icp, par, ijac, f, dfdu, dfdp)
  implicit none
  integer, intent(in) :: ndim, icp(*), ijac
  double precision, intent(in) :: u(ndim), par(*)
  double precision, intent(out) :: f(ndim)
  double precision, intent(inout) :: dfdu(ndim, ndim), dfdp(ndim, *)
  double precision :: eaten
  eaten = u(1) / (1 + u(1)) * u(2)
  f(1) = u(1) * (1 - u(1) / par(1)) - eaten
  f(2) = 0.5d0 * eaten - 0.2d0 * u(2)
end subroutine func

subroutine stpnt(ndim, u, par, t)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(inout) :: u(ndim), par(*)
  double precision, intent(in) :: t
  par(1) = 1
  u = (/ 2d0 / 3, 5d0 / 9 /)
end subroutine stpnt
