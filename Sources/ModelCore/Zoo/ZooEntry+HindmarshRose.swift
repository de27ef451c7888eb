// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Hindmarsh–Rose model of a bursting neuron.
  static let hindmarshRose = ZooEntry(
    name: "hindmarsh-rose",
    text: #"""
      # title: Hindmarsh–Rose model of a bursting neuron
      # citation: Hindmarsh JL, Rose RM (1984) Proc R Soc Lond B 221:87-102
      # x is the membrane potential, y the fast recovery, z the slow adaptation.
      # range x=-2:2.5
      # range y=-14:2
      # range z=-1:5
      # range I=0:5
      # range r=0:0.05
      par I=2,r=0.006,s=4,xr=-1.6,a=1,b=3,c=1,d=5
      x'=y-a*x^3+b*x^2-z+I
      y'=c-d*x^2-y
      z'=r*(s*(x-xr)-z)
      init x=-1.6,y=-10,z=2
      # set-title bursting: regular square-wave bursting
      # set-title chaotic: chaotic bursting
      # set-title spiking: tonic spiking
      set bursting {I=2}
      set chaotic {I=3.25}
      set spiking {I=4}
      @ total=1000,dt=0.05,maxstor=30000
      @ xp=x,yp=y,xlo=-2,xhi=2.5,ylo=-14,yhi=2
      @ parmin=0,parmax=5,autoxmin=0,autoxmax=5,autoymin=-2,autoymax=2
      done

      """#)
}
