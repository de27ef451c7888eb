! Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
!
! What AUTO-07p calls for other problems than equilibria and cycles.
subroutine bcnd
end subroutine bcnd
subroutine icnd
end subroutine icnd
subroutine fopt
end subroutine fopt
subroutine pvls
end subroutine pvls
