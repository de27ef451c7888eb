# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""The network of benchmark 1 of Brette et al. (2007) with BrainPy: 4000 integrate-and-fire neurons for 1 s in steps of 0.1 ms.
Prints the time of a run after the first, and the mean rate in Hz on standard error."""
import sys
import time

import brainpy as bp
import brainpy.math as bm

bm.random.seed(1)


class Network(bp.DynSysGroup):
    def __init__(self):
        super().__init__()
        self.neurons = bp.dyn.LifRef(
            4000, V_rest=-60.0, V_th=-50.0, V_reset=-60.0, tau=20.0, tau_ref=5.0,
            V_initializer=bp.init.Normal(-65.0, 5.0), method="exp_auto")
        self.delay = bp.VarDelay(self.neurons.spike, entries={"now": None})

        def projection(senders, weight, tau, reversal):
            return bp.dyn.HalfProjAlignPost(
                comm=bp.dnn.EventCSRLinear(bp.conn.FixedProb(0.02, pre=senders, post=4000), weight),
                syn=bp.dyn.Expon(4000, tau=tau), out=bp.dyn.COBA(E=reversal), post=self.neurons)

        self.excitation = projection(3200, 0.6, 5.0, 0.0)
        self.inhibition = projection(800, 6.7, 10.0, -80.0)

    def start(self):
        self.reset()
        # Conductances in units of that of the leak.
        self.excitation.refs["syn"].g.value = bm.maximum(0, bm.random.normal(4.0, 1.5, 4000))
        self.inhibition.refs["syn"].g.value = bm.maximum(0, bm.random.normal(20.0, 12.0, 4000))

    def update(self):
        spikes = self.delay.at("now")
        self.excitation(spikes[:3200])
        self.inhibition(spikes[3200:])
        self.delay(self.neurons(0.0))
        return self.neurons.spike.value


network = Network()


@bm.jit
def run():
    return bm.for_loop(lambda i: bm.sum(network.step_run(i)), bm.arange(10_000))


seconds = []
for _ in range(4):
    network.start()
    begin = time.perf_counter()
    counts = run()
    total = float(bm.as_jax(counts).sum())
    seconds.append(time.perf_counter() - begin)
print(sorted(seconds[1:])[1])
print(total / 4000, file=sys.stderr)
