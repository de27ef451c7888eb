// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// FitzHugh and Rinzel's elliptic burster.
  static let fitzHughRinzel = ZooEntry(
    name: "fitzhugh-rinzel",
    text: #"""
      # title: FitzHugh–Rinzel model of an elliptic burster
      # citation: Rinzel J (1987) in Mathematical Topics in Population Biology, Morphogenesis and Neurosciences, Springer, 267-281
      # citation: Izhikevich EM (2001) SIAM Rev 43, 315-344
      # FitzHugh–Nagumo with a slow current y. Rest loses its stability at a subcritical Hopf point, late, and spikes end at a
      # fold of cycles. Without units.
      # range v=-2.5:2.5
      # range w=-1:2
      # range y=-0.1:0.1
      # range I=0.2:0.5
      par I=0.3125,mu=0.0001
      par a=0.7,b=0.8,c=-0.775,d=1,delta=0.08
      v'=v-v^3/3-w+y+I
      w'=delta*(a+v-b*w)
      y'=mu*(c-v-d*y)
      init v=-1,w=-0.4,y=0.015
      @ total=6000,dt=0.2,maxstor=60000
      @ xp=y,yp=v,xlo=-0.02,xhi=0.05,ylo=-2.5,yhi=2.5
      @ parmin=0.2,parmax=0.5,autoxmin=0.2,autoxmax=0.5,autoymin=-2.5,autoymax=2.5
      done

      """#)
}
