# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""Trains a recurrent network of tanh units to remember three bits (Sussillo and Barak 2013, section 4), with NumPy alone.

Each of three inputs is a pulse of +1 or -1 now and then; each of three outputs holds the sign of the last pulse of its
input. Backpropagation through time, Adam's method. Writes the weights under PyTorch's names.

    python flip-flop.py flip-flop.npz
"""
import sys

import numpy as np

units, bits, steps, batch, rounds = 64, 3, 40, 64, 3000
random = np.random.default_rng(1)
weights = {
    "weight_hh_l0": random.normal(0, 1 / np.sqrt(units), (units, units)),
    "weight_ih_l0": random.normal(0, 1 / np.sqrt(bits), (units, bits)),
    "bias_hh_l0": np.zeros(units),
    "readout": random.normal(0, 1 / np.sqrt(units), (bits, units)),
}
mean = {name: np.zeros_like(w) for name, w in weights.items()}
square = {name: np.zeros_like(w) for name, w in weights.items()}


def trials():
    """Pulses in a tenth of the steps, one in each input at the beginning, and the bits to be remembered."""
    pulses = random.choice([-1.0, 1.0], (steps, batch, bits)) * (random.random((steps, batch, bits)) < 0.1)
    pulses[0] = random.choice([-1.0, 1.0], (batch, bits))
    memory = pulses.copy()
    for t in range(1, steps):
        memory[t] = np.where(pulses[t] == 0, memory[t - 1], pulses[t])
    return pulses, memory


def gradients(pulses, memory):
    W, B, b, C = (weights[name] for name in ("weight_hh_l0", "weight_ih_l0", "bias_hh_l0", "readout"))
    states = np.zeros((steps + 1, batch, units))
    for t in range(steps):
        noise = 0.05 * random.normal(size=(batch, units))
        states[t + 1] = np.tanh(states[t] @ W.T + pulses[t] @ B.T + b + noise)
    error = states[1:] @ C.T - memory
    result = {name: np.zeros_like(w) for name, w in weights.items()}
    result["readout"] = np.einsum("tki,tkj->ij", error, states[1:])
    back = np.zeros((batch, units))
    for t in reversed(range(steps)):
        back = (back + error[t] @ C) * (1 - states[t + 1] ** 2)
        result["weight_hh_l0"] += back.T @ states[t]
        result["weight_ih_l0"] += back.T @ pulses[t]
        result["bias_hh_l0"] += back.sum(0)
        back = back @ W
    return np.mean(error**2), {name: g / (steps * batch) for name, g in result.items()}


for step in range(1, rounds + 1):
    loss, gradient = gradients(*trials())
    length = np.sqrt(sum(np.sum(g**2) for g in gradient.values()))
    rate = 3e-3 * (1 + np.cos(np.pi * step / rounds)) / 2
    for name, w in weights.items():
        g = gradient[name] * min(1, 1 / length) + 1e-5 * w
        mean[name] = 0.9 * mean[name] + 0.1 * g
        square[name] = 0.999 * square[name] + 0.001 * g * g
        w -= rate * mean[name] / (1 - 0.9**step) / (np.sqrt(square[name] / (1 - 0.999**step)) + 1e-8)
    if step % 250 == 0:
        print(step, loss, flush=True)
np.savez_compressed(sys.argv[1], **{name: w.astype(np.float32) for name, w in weights.items()})
