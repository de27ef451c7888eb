# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""The phase plane of the FitzHugh-Nagumo model with BrainPy: nullclines on a 600 x 600 grid, field, fixed point, one
trajectory and the limit cycle, drawn to a file."""
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import brainpy as bp
import brainpy.math as bm

bm.enable_x64()
I, a, b, tau = 0.5, 0.7, 0.8, 12.5


@bp.odeint
def int_V(V, t, w):
    return V - V * V * V / 3 - w + I


@bp.odeint
def int_w(w, t, V):
    return (V + a - b * w) / tau


plane = bp.analysis.PhasePlane2D(
    [int_V, int_w],
    target_vars={"V": [-2.5, 2.5], "w": [-1.0, 2.5]},
    resolutions={"V": 5 / 600, "w": 3.5 / 600},
)
plane.plot_nullcline()
plane.plot_vector_field()
plane.plot_fixed_point()
plane.plot_trajectory({"V": [-1.0], "w": [0.0]}, duration=200.0, dt=0.05)
plane.plot_limit_cycle_by_sim({"V": [-1.0], "w": [0.0]}, duration=200.0, dt=0.05)
plt.savefig(sys.argv[1])
