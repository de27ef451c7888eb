// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Wilson–Cowan model of excitatory and inhibitory populations.
  static let wilsonCowan = ZooEntry(
    name: "wilson-cowan",
    text: #"""
      # title: Wilson–Cowan model of excitatory and inhibitory populations
      # citation: Wilson HR, Cowan JD (1972) Biophys J 12:1-24
      # E and I are the active fractions of the two populations; the sets are those of the paper's figures.
      # range E=-0.1:0.55
      # range I=-0.1:0.55
      # range P=-1:4
      # range Q=-2:2
      par P=1.25,Q=0,c1=16,c2=12,c3=15,c4=3
      par aE=1.3,theta_E=4,aI=2,theta_I=3.7,rE=1,rI=1,tau_E=1,tau_I=1
      !kE=1-1/(1+exp(aE*theta_E))
      !kI=1-1/(1+exp(aI*theta_I))
      SE(x)=1/(1+exp(-aE*(x-theta_E)))-1/(1+exp(aE*theta_E))
      SI(x)=1/(1+exp(-aI*(x-theta_I)))-1/(1+exp(aI*theta_I))
      E'=(-E+(kE-rE*E)*SE(c1*E-c2*I+P))/tau_E
      I'=(-I+(kI-rI*I)*SI(c3*E-c4*I+Q))/tau_I
      init E=0.1,I=0.05
      # set-title oscillation: a stable limit cycle (figure 11)
      # set-title hysteresis: two stable states (figure 4)
      # set-title tristable: three stable states (figure 5)
      set oscillation {P=1.25,c1=16,c2=12,c3=15,c4=3,aE=1.3,theta_E=4,aI=2,theta_I=3.7}
      set hysteresis {P=0,c1=12,c2=4,c3=13,c4=11,aE=1.2,theta_E=2.8,aI=1,theta_I=4}
      set tristable {P=0,c1=13,c2=4,c3=22,c4=2,aE=1.5,theta_E=2.5,aI=6,theta_I=4.3}
      @ total=100,dt=0.05
      @ xp=E,yp=I,xlo=-0.05,xhi=0.55,ylo=-0.05,yhi=0.55
      @ parmin=-1,parmax=4,autoxmin=-1,autoxmax=4,autoymin=0,autoymax=0.55
      done

      """#)
}
