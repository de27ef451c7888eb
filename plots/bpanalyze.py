# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the results of bpanalyze into arrays of NumPy and draws them with matplotlib.

    import bpanalyze
    diagram = bpanalyze.read("morris-lecar-bifurcation.json")
    for branch in diagram.result.branches:
        print(branch.kind, branch.parameters["I"].shape, branch.states["V"].max())
    bpanalyze.draw(diagram).figure.savefig("diagram.pdf")
"""
import json
import sys
from itertools import zip_longest

import numpy as np


class Record(dict):
    """A dictionary whose entries are attributes, too; those that are called as one of dict's methods (`values`) by key."""

    def __getattr__(self, name):
        if name not in self:
            raise AttributeError(f"there is no '{name}' here, but {', '.join(self)}")
        return self[name]


def read(path):
    """The result in a file: `schema` (its kind), `model`, `settings` and `result`, with arrays for lists of numbers.

    A list of points is an array of two dimensions, (points, coordinates), if all have as many coordinates; eigenvalues and
    multipliers are complex, those of a branch (points, eigenvalues), with NaN where there are fewer.
    """
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    if not isinstance(document, dict) or not {"schema", "version", "model", "result"} <= set(document):
        raise ValueError(f"'{path}' is no result of bpanalyze")
    result = _converted(document, "")
    for diagram in [result.result, result.result.get("diagram"), (result.result.get("cut") or {}).get("diagram")]:
        if isinstance(diagram, Record) and "branches" in diagram:
            _name_parameters(diagram)
    return result


def _name_parameters(diagram):
    """Gives diagrams that earlier programs saved the list `parameters`, and in each branch their values by name, as others have."""
    axes = [diagram[key] for key in ("parameter", "horizontal", "vertical") if isinstance(diagram.get(key), Record)]
    diagram.setdefault("parameters", axes)
    for branch in diagram.branches:
        if len(axes) == 1:
            branch.setdefault("parameters", Record({axes[0].name: branch.parameter}))


def _converted(node, key):
    if isinstance(node, dict):
        return Record((name, _converted(child, name)) for name, child in node.items())
    if not isinstance(node, list):
        return float(node) if node in ("NaN", "Infinity", "-Infinity") else node
    if key in ("eigenvalue", "eigenvalues", "multipliers"):
        return _complex(node)
    if key in ("rightVector", "leftVector"):  # a list of real parts and one of imaginary parts
        return np.array(node[0], dtype=float) + 1j * np.array(node[1], dtype=float)
    children = [_converted(child, key) for child in node]
    # The shape of each child, () of a number, False of all else.
    shapes = {c.shape if isinstance(c, np.ndarray) and c.dtype.kind in "fi" else type(c) in (int, float) and () for c in children}
    if children and len(shapes) == 1 and False not in shapes:
        return np.array(children, dtype=int if key in ("unstableDirections", "counts", "spikes") else float)
    return np.array(children) if children and all(isinstance(child, str) for child in children) else children


def _complex(node):
    """Complex numbers of pairs of parts; of a list of such lists a table, in which shorter lists are filled with NaN."""
    if len(node) == 2 and not isinstance(node[0], list):
        return complex(float(node[0]), float(node[1]))
    rows = [_complex(child) if child else () for child in node]
    numbers = all(isinstance(row, complex) for row in rows)
    return np.array(rows if numbers else list(zip(*zip_longest(*rows, fillvalue=complex(np.nan, np.nan)))), dtype=complex)


def stable_parts(branch):
    """Pairs (slice, is stable) that make up a branch. The points of a bifurcation belong to the parts on both of its sides."""
    stable = np.asarray(branch["unstableDirections"]) == 0
    # Between two points the count holds of the one that is no special point, where an eigenvalue is zero.
    between = np.where(np.asarray(branch.get("labels", [""] * len(stable)))[:-1] == "", stable[:-1], stable[1:])
    edges = np.flatnonzero(np.diff(between)) + 1
    return [(slice(a, b + 1), bool(between[a])) for a, b in zip(np.r_[0, edges], np.r_[edges, len(between)]) if b > a]


def curves(document, quantity=None):
    """What `draw` shows of a result: its curves as (x, y, name, is stable); points are curves of length 1.

    `quantity` is the variable shown by diagrams, simulations and sweeps; unless given the one that bpanalyze shows.
    """
    result, kind = document.result, document.schema
    name = quantity or result.get("shownVariable")
    if kind.startswith("fastslow"):
        name = quantity or result.diagram.get("shownVariable")
        axes = [result.slow, name] if isinstance(result.slow, str) else list(result.slow)
        if "trajectory" in result:
            yield *[result.trajectory["values"][axis] for axis in axes], "trajectory", True
        yield from curves(Record(schema=kind.replace("fastslow", "bifurcation"), result=result.diagram), name)
        yield from ((p.state[axes[0]], p.state[axes[1]], p.label, True) for p in result.get("foldedSingularities", []))
    elif kind == "phaseplane":
        yield from ((*c.points.T, f"d{n}/dt = 0", True) for n, cs in result.nullclines.items() for c in cs)
        yield from ((*line.points.T, f"{line.kind} manifold", True) for line in result.separatrices)
        yield from ((*line.points.T, "trajectory", True) for line in result.trajectories)
        yield from ((*cycle.points.T, "cycle", cycle.stable) for cycle in result.limitCycles)
        axes = result.horizontal.name, result.vertical.name
        yield from ((p.state[axes[0]], p.state[axes[1]], "", p.stable) for p in result.fixedPoints)
    elif kind == "phaseline":
        yield from ((*c.points.T, "next value" if result.isMap else "rate", True) for c in result.graph)
        yield from ((np.repeat(o, 2)[:-1], np.repeat(o, 2)[1:], "orbit", True) for o in result.orbits)
        values = [(p.state[result.horizontal.name], p.stable) for p in result.fixedPoints]
        yield from ((value, value if result.isMap else 0, "", stable) for value, stable in values)
    elif kind == "bifurcation":
        for b in result.branches:
            columns = b.get("iterates", {}).get(name, [b.get(c, {}).get(name, b.states[name]) for c in ("minima", "maxima")])
            yield from ((b.parameter[p], c[p], b.kind, stable) for c in columns for p, stable in stable_parts(b))
        yield from ((p.parameters[result.parameter.name], p.state[name], p.label, True) for p in result.specialPoints)
    elif kind.startswith("bifurcation-two"):
        axes = result.horizontal.name, result.vertical.name
        yield from ((b.parameters[axes[0]], b.parameters[axes[1]], b.kind, True) for b in result.branches)
        yield from ((p.parameters[axes[0]], p.parameters[axes[1]], p.label, True) for p in result.specialPoints)
    elif kind == "slowpoints":
        yield from ((*line.points[:, :2].T, "trajectory", True) for line in result.trajectories)
        yield from ((*p.projection[:2], "", p.unstableDirections == 0) for p in result.points)
    elif kind == "linearization":
        yield from ((value.real, value.imag, "", True) for value in result.eigenvalues)
    elif kind == "simulation":
        names = [quantity] if quantity else document.settings.plotted
        yield from ((t.times, t["values"][n], n, True) for t in result.trajectories for n in names)
    elif kind == "sweep":
        name = quantity or result.quantities[0]
        rows = [(row.value, row.measures[name]) for row in result.rows]
        yield from (([v for v, _ in rows], [m.get(k, np.nan) for _, m in rows], k, True) for k in ("minimum", "mean", "maximum"))
    elif kind == "ensemble":
        bands = [(n, result.distributions[n]) for n in ([quantity] if quantity else result.quantities)]
        yield from ((result.times, b[k], f"{k} of {n}", k == "mean") for n, b in bands for k in ("lower", "mean", "upper"))
    else:
        raise ValueError(f"results of the kind '{kind}' are not drawn")


def draw(document, axes=None, quantity=None):
    """Draws the `curves` of a result, stable ones solid, into axes of matplotlib (new ones unless given) and returns these."""
    if axes is None:
        import matplotlib.pyplot
        axes = matplotlib.pyplot.subplots(layout="constrained")[1]
    colors = {}
    for x, y, name, stable in curves(document, quantity):
        if np.ndim(x) == 0:
            axes.plot(x, y, "o", color="k", markerfacecolor="k" if stable else "w", markersize=4)
            axes.annotate(name, (x, y), xytext=(3, 3), textcoords="offset points", fontsize="small", annotation_clip=True)
        else:
            color = colors.setdefault(name, f"C{len(colors) % 10}")
            label = name if name not in axes.get_legend_handles_labels()[1] else None
            axes.plot(x, y, color=color, linestyle="-" if stable else (0, (4, 2)), label=label)
    window = document.result.get("diagram", document.result)
    axes.set_ylabel(quantity or window.get("shownVariable", ""))
    for axis, key in (("x", "horizontal"), ("x", "parameter"), ("y", "vertical")):
        if isinstance(window.get(key), dict):
            axes.set(**{f"{axis}label": window[key].name, f"{axis}lim": (window[key].lower, window[key].upper)})
    if colors:
        axes.legend(frameon=False, fontsize="small")
    return axes


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: bpanalyze.py RESULT.json FIGURE.pdf")
    draw(read(sys.argv[1])).figure.savefig(sys.argv[2], dpi=150)
