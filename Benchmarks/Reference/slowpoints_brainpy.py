# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""The slow points of a continuous-attractor network on a ring with BrainPy, as its documentation finds them, from 629
bumps. Argument: the number of units. Prints the seconds from the first import to the last point, without spectra and
figure, and on standard error the number of points and the largest residual."""
import sys
import time

start = time.time()
import brainpy as bp
import brainpy.math as bm
import numpy as np

bm.enable_x64()


class CANN1D(bp.dyn.NeuDyn):
    def __init__(self, num, tau=1.0, k=8.1, a=0.5, A=10.0, J0=4.0):
        super().__init__(size=num)
        self.tau, self.k, self.a, self.A, self.J0 = tau, k, a, A, J0
        self.x = bm.linspace(-bm.pi, bm.pi, num + 1)[:-1]
        d = self.distance(self.x - self.x[:, None])
        self.weights = J0 * bm.exp(-0.5 * bm.square(d / a)) / (bm.sqrt(2 * bm.pi) * a)
        self.u = bm.Variable(bm.zeros(num))
        self.input = bm.Variable(bm.zeros(num))
        self.integral = bp.odeint(self.derivative)

    def distance(self, d):
        d = bm.remainder(d, 2 * bm.pi)
        return bm.where(d > bm.pi, d - 2 * bm.pi, d)

    def derivative(self, u, t, input):
        r = bm.square(u)
        r = r / (1.0 + self.k * bm.sum(r))
        return (-u + bm.dot(self.weights, r) + input) / self.tau

    def stimulus(self, places):
        return self.A * bm.exp(-0.25 * bm.square(self.distance(self.x - places) / self.a))

    def update(self, x=None):
        self.u.value = self.integral(self.u.value, bp.share["t"], self.input.value, bp.share["dt"])
        self.input[:] = 0.0


network = CANN1D(int(sys.argv[1]))
starts = network.stimulus(bm.arange(-np.pi, np.pi, 0.01).reshape((-1, 1)))
finder = bp.analysis.SlowPointFinder(f_cell=network, target_vars={"u": network.u}, dt=1.0)
# BrainPy's Adam stops at residuals of 1e-3; its BFGS comes closer.
finder.find_fps_with_opt_solver({"u": starts})
finder.filter_loss(1e-6)
finder.keep_unique(tolerance=5e-3)
seconds = time.time() - start
states = bm.as_numpy(finder.fixed_points["u"])
squares = states**2
rates = squares / (1 + network.k * squares.sum(1, keepdims=True)) @ bm.as_numpy(network.weights).T - states
print(len(starts), "starts,", len(states), "points, largest residual", np.abs(rates).max(), file=sys.stderr)
print(seconds)
