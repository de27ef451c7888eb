# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""What SciPy needs: an adaptive trajectory, and fixed points by Newton's method from many starts. Prints two numbers of
seconds, without the start of Python."""
import time

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import root

I, a, b, tau = 0.5, 0.7, 0.8, 12.5


def rates(t, y):
    V, w = y
    return [V - V * V * V / 3 - w + I, (V + a - b * w) / tau]


def median(work):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times)[1]


def fixed_points():
    found = []
    for V in np.linspace(-2.5, 2.5, 10):
        for w in np.linspace(-1, 2.5, 10):
            solution = root(lambda y: rates(0, y), [V, w])
            if solution.success and not any(np.allclose(solution.x, x, atol=1e-6) for x in found):
                found.append(solution.x)
    return found


print(median(lambda: solve_ivp(rates, (0, 1000), [-1, 0], method="RK45", rtol=1e-9, atol=1e-10)))
print(median(fixed_points))
