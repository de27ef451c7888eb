# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""The fast subsystem of the Hindmarsh-Rose model in its slow variable with BrainPy, and a trajectory over it, drawn to a file."""
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import brainpy as bp
import brainpy.math as bm

bm.enable_x64()
current, rate, s, x_rest = 2.0, 0.006, 4.0, -1.6


@bp.odeint
def int_x(x, t, y, z):
    return y - x**3 + 3 * x**2 - z + current


@bp.odeint
def int_y(y, t, x):
    return 1 - 5 * x**2 - y


@bp.odeint
def int_z(z, t, x):
    return rate * (s * (x - x_rest) - z)


diagram = bp.analysis.FastSlow2D(
    model=[int_x, int_y, int_z],
    fast_vars={"x": [-3.0, 3.0], "y": [-15.0, 5.0]},
    slow_vars={"z": [1.4, 2.4]},
    resolutions={"z": 0.01},
)
diagram.plot_bifurcation()
diagram.plot_limit_cycle_by_sim()
diagram.plot_trajectory({"x": [-1.3], "y": [-7.0], "z": [1.8]}, duration=1000.0)
plt.savefig(sys.argv[1])
