// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Chay and Keizer's model of a bursting pancreatic beta cell.
  static let chayKeizer = ZooEntry(
    name: "chay-keizer",
    text: #"""
      # title: Chay–Keizer model of a bursting beta cell
      # citation: Chay TR, Keizer J (1983) Biophys J 42, 181-190
      # citation: Fall CP, Marland ES, Wagner JM, Tyson JJ (2002) Computational Cell Biology, Springer, chapter 5
      # The minimal form, with a conductance gKATP that glucose closes. v in mV, t in ms, c in uM, currents in fA,
      # conductances in pS, capacitance in fF. Calcium c is slow: square-wave bursts.
      # range v=-80:0
      # range n=0:0.3
      # range c=0:0.3
      # range gKATP=100:200
      par gKATP=130
      par Cm=5300,gCa=1000,vCa=25,gK=2700,vK=-75,gKCa=3000,Kd=5,f=0.001,alpha=4.5e-6,kc=0.2,taun=20
      minf(v)=1/(1+exp((-20-v)/12))
      ninf(v)=1/(1+exp((-16-v)/5.6))
      ICa=gCa*minf(v)*(v-vCa)
      v'=-(ICa+gK*n*(v-vK)+gKCa*c/(Kd+c)*(v-vK)+gKATP*(v-vK))/Cm
      n'=(ninf(v)-n)/taun
      c'=f*(-alpha*ICa-kc*c)
      init v=-60,n=0.0002,c=0.1
      @ total=30000,dt=1,maxstor=60000
      @ xp=c,yp=v,xlo=0.05,xhi=0.2,ylo=-80,yhi=0
      @ parmin=100,parmax=200,autoxmin=100,autoxmax=200,autoymin=-80,autoymax=0
      done

      """#)
}
