// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Rössler's spiral-type chaos.
  static let rossler = ZooEntry(
    name: "rossler",
    text: #"""
      # title: Rössler's spiral-type chaos
      # citation: Rössler OE (1976) Phys Lett A 57:397-398
      # range x=-12:15
      # range y=-13:10
      # range z=-1:25
      # range c=1:10
      par c=5.7,a=0.2,b=0.2
      x'=-y-z
      y'=x+a*y
      z'=b+z*(x-c)
      init x=1,y=1,z=0
      # set-title periodic: a limit cycle of period one
      # set-title doubled: after the first period doubling
      # set-title chaotic: the Rössler attractor
      set periodic {c=2.5}
      set doubled {c=3.5}
      set chaotic {c=5.7}
      @ total=250,dt=0.02,maxstor=20000,bound=1000
      @ xp=x,yp=y,xlo=-12,xhi=15,ylo=-13,yhi=10
      @ parmin=1,parmax=10,autoxmin=1,autoxmax=10,autoymin=-12,autoymax=15
      done

      """#)
}
