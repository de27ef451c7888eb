// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// A pacemaker neuron of the pre-Bötzinger complex, model 1 of Butera, Rinzel and Smith.
  static let buteraRinzelSmith = ZooEntry(
    name: "butera-rinzel-smith",
    text: #"""
      # title: Butera–Rinzel–Smith pacemaker neuron of the pre-Boetzinger complex, model 1
      # citation: Butera RJ, Rinzel J, Smith JC (1999) J Neurophysiol 82, 382-397
      # Persistent sodium current that inactivates slowly (h). v in mV, t in ms, conductances in nS, capacitance in pF.
      # Silent below El = -61 or so, then bursts, then tonic spikes.
      # range v=-80:40
      # range n=0:1
      # range h=0:1
      # range El=-65:-54
      par El=-58
      par C=21,gNa=28,gK=11.2,gNaP=2.8,gL=2.8,vNa=50,vK=-85
      par thm=-34,sm=-5,thn=-29,sn=-4,thmp=-40,smp=-6,thh=-48,sh=6,taun=10,tauh=10000
      inf(v,th,s)=1/(1+exp((v-th)/s))
      INa=gNa*inf(v,thm,sm)^3*(1-n)*(v-vNa)
      INaP=gNaP*inf(v,thmp,smp)*h*(v-vNa)
      v'=-(INa+INaP+gK*n^4*(v-vK)+gL*(v-El))/C
      n'=(inf(v,thn,sn)-n)*cosh((v-thn)/(2*sn))/taun
      h'=(inf(v,thh,sh)-h)*cosh((v-thh)/(2*sh))/tauh
      init v=-55,n=0.01,h=0.6
      @ total=20000,dt=0.5,maxstor=60000
      @ xp=h,yp=v,xlo=0.2,xhi=0.8,ylo=-80,yhi=40
      @ parmin=-65,parmax=-54,autoxmin=-65,autoxmax=-54,autoymin=-80,autoymax=40
      done

      """#)
}
