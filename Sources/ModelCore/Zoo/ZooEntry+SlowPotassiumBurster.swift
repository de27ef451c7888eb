// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Persistent sodium and potassium currents with a slow potassium current.
  static let slowPotassiumBurster = ZooEntry(
    name: "slow-potassium-burster",
    text: #"""
      # title: Persistent sodium and potassium with a slow M current: a square-wave burster
      # citation: Izhikevich EM (2007) Dynamical Systems in Neuroscience, MIT Press, fig 9.4
      # V in mV, t in ms. The slow current of activation nM ends the spikes at a homoclinic loop of the fast subsystem.
      # range V=-80:20
      # range n=0:1
      # range nM=0:0.5
      # range I=0:20
      par I=5
      par C=1,gL=8,EL=-80,gNa=20,ENa=60,gK=9,EK=-90,gM=5,tau=0.152,tauM=20
      minf(V)=1/(1+exp((-20-V)/15))
      ninf(V)=1/(1+exp((-25-V)/5))
      nMinf(V)=1/(1+exp((-20-V)/5))
      V'=(I-gL*(V-EL)-gNa*minf(V)*(V-ENa)-(gK*n+gM*nM)*(V-EK))/C
      n'=(ninf(V)-n)/tau
      nM'=(nMinf(V)-nM)/tauM
      init V=-60,n=0,nM=0
      @ total=400,dt=0.02,maxstor=60000
      @ xp=nM,yp=V,xlo=-0.05,xhi=0.2,ylo=-80,yhi=20
      @ parmin=0,parmax=20,autoxmin=0,autoxmax=20,autoymin=-80,autoymax=20
      done

      """#)
}
