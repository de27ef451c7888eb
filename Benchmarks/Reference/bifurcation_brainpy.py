# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""The fixed points of the Wong-Wang decision model in the coherence with BrainPy, drawn to a file."""
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import brainpy as bp
import brainpy.math as bm

bm.enable_x64()
mu0, I0, J11, J12, J_ext = 30.0, 0.3255, 0.2609, 0.0497, 0.00052
a, b, d, gam, tau = 270.0, 108.0, 0.154, 0.641, 0.1


def rate(x):
    return (a * x - b) / (1 - bm.exp(-d * (a * x - b)))


@bp.odeint
def int_S1(S1, t, S2, coh=0.0):
    x1 = J11 * S1 - J12 * S2 + I0 + J_ext * mu0 * (1 + coh / 100)
    return -S1 / tau + (1 - S1) * gam * rate(x1)


@bp.odeint
def int_S2(S2, t, S1, coh=0.0):
    x2 = J11 * S2 - J12 * S1 + I0 + J_ext * mu0 * (1 - coh / 100)
    return -S2 / tau + (1 - S2) * gam * rate(x2)


diagram = bp.analysis.Bifurcation2D(
    model=[int_S1, int_S2],
    target_vars={"S1": [0.0, 0.8], "S2": [0.0, 0.8]},
    target_pars={"coh": [0.0, 100.0]},
    resolutions={"coh": 0.5},
)
diagram.plot_bifurcation()
plt.savefig(sys.argv[1])
