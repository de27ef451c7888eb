// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Plant's model of the neuron R15 of Aplysia, in Rinzel and Lee's form: a parabolic burster.
  static let rinzelPlant = ZooEntry(
    name: "rinzel-plant",
    text: #"""
      # title: Rinzel–Plant model of a parabolic burster
      # citation: Plant RE (1981) J Math Biol 11, 15-32
      # citation: Rinzel J, Lee YS (1987) J Math Biol 25, 653-675
      # Neuron R15 of Aplysia. V in mV, t in ms. Two variables are slow: the activation x of an inward current, and calcium Ca.
      # range V=-80:40
      # range h=0:1
      # range n=0:1
      # range x=0:1
      # range Ca=0:2
      # range rho=0.0001:0.001
      par rho=0.0003
      par C=1,gI=4,gK=0.3,gT=0.01,gKCa=0.03,gL=0.003,VI=30,VK=-75,VCa=140,VL=-40,Kc=0.0085,Kp=0.5,lambda=0.08,taux=235
      Vs(V)=(127*V+8265)/105
      am(V)=0.1*(50-Vs(V))/(exp((50-Vs(V))/10)-1)
      bm(V)=4*exp((25-Vs(V))/18)
      ah(V)=0.07*exp((25-Vs(V))/20)
      bh(V)=1/(exp((55-Vs(V))/10)+1)
      an(V)=0.01*(55-Vs(V))/(exp((55-Vs(V))/10)-1)
      bn(V)=0.125*exp((45-Vs(V))/80)
      minf(V)=am(V)/(am(V)+bm(V))
      xinf(V)=1/(exp(0.15*(-50-V))+1)
      V'=-((gI*minf(V)^3*h+gT*x)*(V-VI)+(gK*n^4+gKCa*Ca/(Kp+Ca))*(V-VK)+gL*(V-VL))/C
      h'=lambda*(ah(V)*(1-h)-bh(V)*h)
      n'=lambda*(an(V)*(1-n)-bn(V)*n)
      x'=(xinf(V)-x)/taux
      Ca'=rho*(Kc*x*(VCa-V)-Ca)
      init V=-50,h=0.5,n=0.2,x=0.7,Ca=0.6
      @ total=40000,dt=1,maxstor=60000
      @ xp=Ca,yp=V,xlo=0.4,xhi=1.2,ylo=-80,yhi=40
      @ parmin=0.0001,parmax=0.001,autoxmin=0.0001,autoxmax=0.001,autoymin=-80,autoymax=40
      done

      """#)
}
