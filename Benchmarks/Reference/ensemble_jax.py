# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""1000 FitzHugh-Nagumo trajectories of 1e4 RK4 steps with vmap and scan; prints the seconds of a run without compilation."""
import time

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
I, a, b, tau, h = 0.5, 0.7, 0.8, 12.5, 0.01


def rates(y):
    V, w = y
    return jnp.array([V - V * V * V / 3 - w + I, (V + a - b * w) / tau])


def step(y, _):
    k1 = rates(y)
    k2 = rates(y + 0.5 * h * k1)
    k3 = rates(y + 0.5 * h * k2)
    k4 = rates(y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), None


run = jax.jit(jax.vmap(lambda y: jax.lax.scan(step, y, None, length=10_000)[0]))
starts = jnp.stack([-1.0 - 0.2 * jnp.arange(1000) / 1000, jnp.zeros(1000)], axis=1)
run(starts).block_until_ready()
times = []
for _ in range(3):
    start = time.perf_counter()
    run(starts).block_until_ready()
    times.append(time.perf_counter() - start)
print(sorted(times)[1])
