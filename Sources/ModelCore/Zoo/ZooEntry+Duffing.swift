// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Duffing oscillator with two wells.
  static let duffing = ZooEntry(
    name: "duffing",
    text: #"""
      # title: Duffing oscillator with two wells
      # citation: Duffing G (1918) Erzwungene Schwingungen bei veränderlicher Eigenfrequenz, Vieweg
      # citation: Holmes P (1979) Phil Trans R Soc A 292:419-448
      # Without forcing (gam = 0) a plane system: two wells at x = -1 and x = 1 and a saddle between them.
      # range x=-2:2
      # range y=-1.5:1.5
      # range delta=0:1
      # range gam=0:1
      par delta=0.25,gam=0,omega=1
      x'=y
      y'=x-x^3-delta*y+gam*cos(omega*t)
      init x=0.1,y=1
      # set-title damped: every trajectory falls into one of the wells
      # set-title conservative: no damping; the saddle has two homoclinic loops
      # set-title chaotic: forced, a strange attractor (a phase plane shows one moment: --at-time)
      set damped {delta=0.25,gam=0}
      set conservative {delta=0,gam=0}
      set chaotic {delta=0.25,gam=0.3,omega=1}
      @ total=100,dt=0.02,maxstor=10000
      @ xp=x,yp=y,xlo=-2,xhi=2,ylo=-1.5,yhi=1.5
      @ parmin=-0.5,parmax=1,autoxmin=-0.5,autoxmax=1,autoymin=-2,autoymax=2
      done

      """#)
}
