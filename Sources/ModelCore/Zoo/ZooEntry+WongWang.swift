// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Wong–Wang two-variable decision model.
  static let wongWang = ZooEntry(
    name: "wong-wang",
    text: #"""
      # title: Wong–Wang two-variable decision model
      # citation: Wong K-F, Wang X-J (2006) J Neurosci 26:1314-1328
      # S1 and S2 are the open fractions of the NMDA receptors of two competing populations.
      # Time in s, currents in nA, rates in Hz.
      # mu0 is the rate of the stimulus and coh its coherence in percent (positive favours population 1).
      # range S1=0:0.8
      # range S2=0:0.8
      # range mu0=0:100
      # range coh=-100:100
      # range I0=0.3:0.4
      par mu0=30,coh=0,I0=0.3255,J11=0.2609,J12=0.0497,J_ext=0.00052
      par a=270,b=108,d=0.154,gam=0.641,tau_S=0.1
      H(x)=(a*x-b)/(1-exp(-d*(a*x-b)))
      x1=J11*S1-J12*S2+I0+J_ext*mu0*(1+coh/100)
      x2=J11*S2-J12*S1+I0+J_ext*mu0*(1-coh/100)
      S1'=-S1/tau_S+(1-S1)*gam*H(x1)
      S2'=-S2/tau_S+(1-S2)*gam*H(x2)
      init S1=0.1,S2=0.1
      aux rate1=H(x1)
      aux rate2=H(x2)
      # set-title decision: a stimulus without bias, two stable choices and a saddle between their basins
      # set-title memory: no stimulus, tristable: a spontaneous state and two memory states
      # set-title biased: coherence of 12.8 percent, two stable choices with basins of different size
      # set-title forced: full coherence, a single choice remains
      # set-title indecisive: a strong stimulus, tristable: the undecided state is stable as well
      set decision {mu0=30,coh=0}
      set memory {mu0=0,coh=0}
      set biased {mu0=30,coh=12.8}
      set forced {mu0=30,coh=100}
      set indecisive {mu0=50,coh=0}
      @ total=2,dt=0.0005,maxstor=10000
      @ xp=S2,yp=S1,xlo=0,xhi=0.8,ylo=0,yhi=0.8
      @ parmin=0,parmax=100,autoxmin=0,autoxmax=100,autoymin=0,autoymax=0.8
      done

      """#)
}
