# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the results of bpanalyze into arrays of NumPy and draws them with matplotlib.

    import bpanalyze
    diagram = bpanalyze.read("morris-lecar-bifurcation.json")
    for branch in diagram.result.branches:
        print(branch.kind, branch.parameter.shape, branch.states["V"].max())
    bpanalyze.draw(diagram).figure.savefig("diagram.pdf")

From a shell, `python3 bpanalyze.py RESULT.json [FIGURE]` lists what a file holds, and draws it.
"""
import json
import sys

import numpy as np

# Pairs of a real and an imaginary part; a list of real parts and one of imaginary parts; whole numbers.
COMPLEX = {"eigenvalue", "eigenvalues", "multipliers"}
VECTORS = {"rightVector", "leftVector"}
INTEGERS = {"unstableDirections", "counts", "spikes"}
SPECIAL = {"NaN", "Infinity", "-Infinity"}


class Record(dict):
    """A dictionary whose entries are attributes, too; those that are called as one of dict's methods (`values`) by key."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no '{name}' here, but {', '.join(self)}") from None


def read(path):
    """The result in a file: `schema` (its kind), `model`, `settings` and `result`, with arrays for lists of numbers.

    Names are those of the file. A list of points is an array of two dimensions, (points, coordinates), if all have as many
    coordinates; eigenvalues and multipliers are complex, those of a branch (points, eigenvalues), with NaN where there are fewer.
    """
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    if not isinstance(document, dict) or not {"schema", "version", "model", "result"} <= set(document):
        raise ValueError(f"'{path}' is no result of bpanalyze")
    return _converted(document, "")


def _converted(node, key):
    if isinstance(node, dict):
        return Record((name, _converted(child, name)) for name, child in node.items())
    if not isinstance(node, list):
        return float(node) if isinstance(node, str) and node in SPECIAL else node
    if key in COMPLEX:
        return _complex(node)
    if key in VECTORS:
        return np.array(node[0], dtype=float) + 1j * np.array(node[1], dtype=float)
    if node and all(_is_number(child) for child in node):
        return np.array(node, dtype=int if key in INTEGERS else float)
    if node and all(isinstance(child, str) for child in node):
        return np.array(node)
    children = [_converted(child, key) for child in node]
    shapes = {child.shape if isinstance(child, np.ndarray) and child.dtype.kind in "fi" else None for child in children}
    return np.array(children) if len(shapes) == 1 and None not in shapes else children


def _is_number(node):
    return node in SPECIAL if isinstance(node, str) else isinstance(node, (int, float)) and not isinstance(node, bool)


def _complex(node):
    """Complex numbers of pairs of parts; of a list of such lists a table, in which shorter lists are filled with NaN."""
    if all(_is_number(part) for part in node) and len(node) == 2:
        return complex(float(node[0]), float(node[1]))
    children = [_complex(child) if child else [] for child in node]
    if all(isinstance(child, complex) for child in children):
        return np.array(children, dtype=complex)
    table = np.full((len(children), max(map(len, children))), complex(np.nan, np.nan))
    for place, row in zip(table, children):
        place[: len(row)] = row
    return table


def stable_parts(branch):
    """Pairs (slice, is stable) that make up a branch. The points of a bifurcation belong to the parts on both of its sides."""
    stable = np.asarray(branch["unstableDirections"]) == 0
    # Between two points the count holds of the one that is no special point, where an eigenvalue is zero.
    labels = branch.get("labels", np.full(len(stable), ""))
    between = np.where(labels[:-1] == "", stable[:-1], stable[1:])
    edges = np.flatnonzero(np.diff(between)) + 1
    starts, ends = np.r_[0, edges], np.r_[edges, len(between)]
    return [(slice(a, b + 1), bool(between[a])) for a, b in zip(starts, ends) if b > a]


def draw(document, axes=None, quantity=None):
    """Draws a result into axes of matplotlib (new ones unless given) and returns them.

    `quantity` is the variable shown by diagrams, simulations and sweeps; unless given the one that bpanalyze shows.
    """
    if document.schema not in DRAWINGS:
        raise ValueError(f"results of the kind '{document.schema}' are not drawn")
    if axes is None:
        import matplotlib.pyplot
        axes = matplotlib.pyplot.subplots(layout="constrained")[1]
    DRAWINGS[document.schema](document, axes, quantity)
    return axes


def _style(stable, color="C0"):
    return {"color": color, "linestyle": "-" if stable else (0, (4, 2)), "linewidth": 1.6 if stable else 1}


def _markers(axes, points, stable):
    axes.plot(*points, "o", color="k", markerfacecolor="k" if stable else "w", markersize=5)


def _limits(axes, result):
    axes.set(xlabel=result.horizontal.name, xlim=(result.horizontal.lower, result.horizontal.upper))
    if "vertical" in result:
        axes.set(ylabel=result.vertical.name, ylim=(result.vertical.lower, result.vertical.upper))


def _draw_phase_plane(document, axes, quantity):
    result = document.result
    for number, (name, curves) in enumerate(result.nullclines.items()):
        for curve in curves:
            axes.plot(*curve.points.T, color=f"C{number}", label=f"d{name}/dt = 0" if curve is curves[0] else None)
    for line in result.separatrices:
        axes.plot(*line.points.T, color="C2" if line.kind == "stable" else "C3", linewidth=0.8)
    for line in result.trajectories:
        axes.plot(*line.points.T, color="0.5", linewidth=0.8)
    for cycle in result.limitCycles:
        axes.plot(*cycle.points.T, **_style(cycle.stable, "k"))
    for point in result.fixedPoints:
        _markers(axes, [point.state[result.horizontal.name], point.state[result.vertical.name]], point.stable)
    _limits(axes, result)
    axes.legend(loc="best", frameon=False)


def _draw_phase_line(document, axes, quantity):
    result = document.result
    for curve in result.graph:
        axes.plot(*curve.points.T, color="C0")
    for orbit in result.orbits:
        # A cobweb: up or down to the graph, across to the diagonal.
        axes.plot(np.repeat(orbit, 2)[:-1], np.repeat(orbit, 2)[1:], color="0.5", linewidth=0.7)
    axes.axline((0, 0), slope=1 if result.isMap else 0, color="k", linewidth=0.6)
    for point in result.fixedPoints:
        value = point.state[result.horizontal.name]
        _markers(axes, [value, value if result.isMap else 0], point.stable)
    _limits(axes, result)


def _draw_diagram(document, axes, quantity, result=None):
    result = result or document.result
    name = quantity or result.shownVariable
    for branch in result.branches:
        is_cycle = branch.kind == "cycles"
        columns = [branch.minima[name], branch.maxima[name]] if is_cycle else [branch.states[name]]
        if is_cycle and "iterates" in branch:
            columns = branch.iterates[name]
        for column in columns:
            for part, stable in stable_parts(branch):
                axes.plot(branch.parameter[part], column[part], **_style(stable, "C1" if is_cycle else "C0"))
    for point in result.specialPoints:
        place = (point.parameters[result.parameter.name], point.state[name])
        axes.plot(*place, "o", color="k", markersize=3)
        axes.annotate(point.label, place, xytext=(3, 3), textcoords="offset points", fontsize="small", annotation_clip=True)
    axes.set(xlabel=result.parameter.name, ylabel=name, xlim=(result.parameter.lower, result.parameter.upper))


def _draw_parameter_plane(document, axes, quantity, result=None):
    result = result or document.result
    across, up = result.horizontal.name, result.vertical.name
    kinds = list(dict.fromkeys(branch.kind for branch in result.branches))
    for branch in result.branches:
        kind = kinds.index(branch.kind)
        known = axes.get_legend_handles_labels()[1]
        axes.plot(branch.parameters[across], branch.parameters[up], color=f"C{kind % 10}",
                  label=None if branch.kind in known else branch.kind)
    for point in result.specialPoints:
        place = (point.parameters[across], point.parameters[up])
        axes.plot(*place, "o", color="k", markersize=3)
        axes.annotate(point.label, place, xytext=(3, 3), textcoords="offset points", fontsize="small", annotation_clip=True)
    _limits(axes, result)
    axes.legend(loc="best", frameon=False)


def _draw_fast_slow(document, axes, quantity):
    result = document.result
    name = quantity or result.diagram.shownVariable
    if "trajectory" in result:
        values = result.trajectory["values"]
        axes.plot(values[result.slow], values[name], color="0.6", linewidth=0.6)
    _draw_diagram(document, axes, name, result.diagram)


def _draw_slow_plane(document, axes, quantity):
    result = document.result
    values = result.trajectory["values"]
    axes.plot(values[result.slow[0]], values[result.slow[1]], color="0.6", linewidth=0.6)
    _draw_parameter_plane(document, axes, quantity, result.diagram)
    for point in result.foldedSingularities:
        _markers(axes, [point.state[name] for name in result.slow], point.kind == "folded node")
        axes.annotate(point.label, [point.state[name] for name in result.slow])


def _draw_slow_points(document, axes, quantity):
    result = document.result
    for line in result.trajectories:
        axes.plot(*line.points[:, :2].T, color="0.7", linewidth=0.6)
    for point in result.points:
        _markers(axes, point.projection[:2], point.unstableDirections == 0)
    axes.set(xlabel="principal component 1", ylabel="principal component 2")


def _draw_linearization(document, axes, quantity):
    values = document.result.eigenvalues
    if document.result.isMap:
        axes.plot(*np.array([np.cos(np.linspace(0, 2 * np.pi, 200)), np.sin(np.linspace(0, 2 * np.pi, 200))]), color="0.7")
        axes.set_aspect("equal")
    else:
        axes.axvline(0, color="0.7")
    axes.plot(values.real, values.imag, "o", color="C0", markersize=4)
    axes.set(xlabel="real part", ylabel="imaginary part")


def _draw_simulation(document, axes, quantity):
    result = document.result
    names = [quantity] if quantity else document.settings.plotted
    for trajectory in result.trajectories:
        for number, name in enumerate(names):
            axes.plot(trajectory.times, trajectory["values"][name], color=f"C{number % 10}", linewidth=1,
                      label=name if trajectory is result.trajectories[0] else None)
    axes.set(xlabel="n" if result.kind == "map" else "time")
    axes.legend(loc="best", frameon=False)


def _draw_sweep(document, axes, quantity):
    result = document.result
    name = quantity or result.quantities[0]
    values = [row.value for row in result.rows]
    for measure in ("minimum", "mean", "maximum"):
        axes.plot(values, [row.measures[name].get(measure, np.nan) for row in result.rows], ".-", label=measure)
    axes.set(xlabel=result.parameter, ylabel=name)
    axes.legend(loc="best", frameon=False)


def _draw_ensemble(document, axes, quantity):
    result = document.result
    for number, name in enumerate([quantity] if quantity else result.quantities):
        band = result.distributions[name]
        axes.fill_between(result.times, band.lower, band.upper, color=f"C{number % 10}", alpha=0.2, linewidth=0)
        axes.plot(result.times, band.mean, color=f"C{number % 10}", label=f"mean of {name}")
    axes.set(xlabel="time")
    axes.legend(loc="best", frameon=False)


DRAWINGS = {
    "phaseplane": _draw_phase_plane, "phaseline": _draw_phase_line, "bifurcation": _draw_diagram,
    "bifurcation-two-parameters": _draw_parameter_plane, "fastslow": _draw_fast_slow,
    "fastslow-two-variables": _draw_slow_plane, "slowpoints": _draw_slow_points,
    "linearization": _draw_linearization, "simulation": _draw_simulation, "sweep": _draw_sweep, "ensemble": _draw_ensemble,
}


def describe(node, name="result", depth=0):
    """The names of what a result holds, with the shapes of arrays, in lines."""
    if isinstance(node, dict):
        lines = [line for key, child in node.items() for line in describe(child, key, depth + 1)]
        return ["  " * depth + name, *lines]
    if isinstance(node, np.ndarray):
        return ["  " * depth + f"{name}: {'text' if node.dtype.kind == 'U' else node.dtype.name} {node.shape}"]
    if isinstance(node, list) and node:
        return ["  " * depth + f"{name}: {len(node)} of", *describe(node[0], f"{name}[0]", depth + 1)]
    return ["  " * depth + f"{name}: {node}"]


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: bpanalyze.py RESULT.json [FIGURE.pdf]")
    content = read(sys.argv[1])
    print(f"{content.schema} of {content.model.name}", *describe(content.result), sep="\n")
    if len(sys.argv) == 3:
        draw(content).figure.savefig(sys.argv[2], dpi=150)
