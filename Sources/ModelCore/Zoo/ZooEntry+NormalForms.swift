// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Cusp normal form.
  static let cusp = ZooEntry(
    name: "cusp",
    text: #"""
      # title: Cusp normal form
      # citation: Kuznetsov YA (2004) Elements of Applied Bifurcation Theory, 3rd ed, Springer, section 8.2
      # Folds on 4 b2^3 = 27 b1^2, the cusp at the origin.
      # range x=-2:2
      # range b1=-1:1
      # range b2=-1:2
      par b1=0.1,b2=1
      x'=b1+b2*x-x^3
      init x=0.5
      # set-title bistable: two stable states
      # set-title monostable: one stable state
      set bistable {b1=0.1,b2=1}
      set monostable {b1=0.6,b2=1}
      @ total=20,dt=0.01
      @ xp=t,yp=x,xlo=0,xhi=20,ylo=-2,yhi=2
      @ parmin=-1,parmax=1,autoxmin=-1,autoxmax=1,autoymin=-2,autoymax=2
      done

      """#)

  /// Bogdanov–Takens normal form.
  static let bogdanovTakens = ZooEntry(
    name: "bogdanov-takens",
    text: #"""
      # title: Bogdanov–Takens normal form
      # citation: Bogdanov RI (1975) Funct Anal Appl 9:144-145
      # citation: Takens F (1974) Publ Math IHES 43:47-100
      # citation: Kuznetsov YA (2004) Elements of Applied Bifurcation Theory, 3rd ed, Springer, section 8.4
      # Fold curve b1 = b2^2/4; Hopf line b1 = 0 with b2 < 0; homoclinic curve b1 = -(6/25) b2^2 to leading order.
      # range x=-2:2
      # range y=-1.5:1.5
      # range b1=-0.5:0.5
      # range b2=-1.5:1.5
      par b1=-0.1,b2=-1
      x'=y
      y'=b1+b2*x+x^2-x*y
      init x=0.1,y=0
      # set-title oscillating: between the Hopf and the homoclinic curve, a stable limit cycle
      # set-title resting: before the Hopf bifurcation, a stable focus
      # set-title escaping: past the homoclinic loop, no attractor is left
      set oscillating {b1=-0.1,b2=-1}
      set resting {b1=0.1,b2=-1}
      set escaping {b1=-0.4,b2=-1,x=0.5,y=0}
      @ total=50,dt=0.01,maxstor=10000,bound=1000
      @ xp=x,yp=y,xlo=-1.5,xhi=2,ylo=-1.5,yhi=1.5
      @ parmin=-0.5,parmax=0.5,autoxmin=-0.5,autoxmax=0.5,autoymin=-2,autoymax=2
      done

      """#)

  /// Bautin (generalised Hopf) normal form.
  static let bautin = ZooEntry(
    name: "bautin",
    text: #"""
      # title: Bautin (generalised Hopf) normal form
      # citation: Bautin NN (1949) Behaviour of Dynamical Systems near the Boundaries of Stability Regions
      # citation: Kuznetsov YA (2004) Elements of Applied Bifurcation Theory, 3rd ed, Springer, section 8.3
      # z' = (b1 + i) z + b2 z |z|^2 - z |z|^4 with z = x + i y. Hopf on b1 = 0; fold of cycles on b1 = -b2^2/4, b2 > 0.
      # range x=-1.5:1.5
      # range y=-1.5:1.5
      # range b1=-1:1
      # range b2=-2:2
      par b1=-0.1,b2=1
      s=x^2+y^2
      x'=b1*x-y+b2*x*s-x*s^2
      y'=x+b1*y+b2*y*s-y*s^2
      init x=0.4,y=0
      # set-title bistable: a stable focus and a stable limit cycle with an unstable one between them
      # set-title oscillating: one stable limit cycle
      # set-title resting: one stable focus
      set bistable {b1=-0.1,b2=1}
      set oscillating {b1=0.2,b2=1}
      set resting {b1=-0.5,b2=1}
      @ total=50,dt=0.02
      @ xp=x,yp=y,xlo=-1.5,xhi=1.5,ylo=-1.5,yhi=1.5
      @ parmin=-1,parmax=1,autoxmin=-1,autoxmax=1,autoymin=-1.5,autoymax=1.5
      done

      """#)
}
