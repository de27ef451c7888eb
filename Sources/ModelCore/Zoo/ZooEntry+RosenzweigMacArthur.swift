// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Rosenzweig–MacArthur predator and prey.
  static let rosenzweigMacArthur = ZooEntry(
    name: "rosenzweig-macarthur",
    text: #"""
      # title: Rosenzweig–MacArthur predator and prey
      # citation: Rosenzweig ML, MacArthur RH (1963) Am Nat 97:209-223
      # citation: Rosenzweig ML (1971) Science 171:385-387
      # N is the prey, P the predator; enrichment (a larger K) turns the steady state into an oscillation.
      # range N=0:4
      # range P=0:3
      # range K=0.3:5
      par K=3,r=1,a=1,h=1,e=0.5,m=0.2
      f(N)=a*N/(1+a*h*N)
      N'=r*N*(1-N/K)-f(N)*P
      P'=e*f(N)*P-m*P
      init N=1,P=1
      # set-title steady: prey and predator at a stable balance
      # set-title enriched: a limit cycle, the paradox of enrichment
      set steady {K=1.8}
      set enriched {K=3}
      @ total=200,dt=0.05
      @ xp=N,yp=P,xlo=-0.1,xhi=3.5,ylo=-0.1,yhi=2.5
      @ parmin=0.3,parmax=5,autoxmin=0.3,autoxmax=5,autoymin=0,autoymax=5
      done

      """#)
}
