# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
"""The Python reader against closed forms: every kind of result, as the program writes it, as arrays and as a figure.

BPANALYZE names the program. Drawing is tested where there is matplotlib.
"""
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plots"))
import bpanalyze  # noqa: E402

PROGRAM = os.path.abspath(os.environ["BPANALYZE"])
CAN_DRAW = importlib.util.find_spec("matplotlib") is not None
MODELS = {
    "oscillator.ode": "x'=y\ny'=-x\ninit x=1, y=0\ntotal=10\ndone\n",
    "line.ode": "par a=1\nx'=a*x-x^3\ninit x=0.1\ndone\n",
    "noise.ode": "par s=0.5\nwiener w\nx'=-x+s*w\ntotal=2\ndone\n",
    "burster.ode": "par i=2, r=0.005\ninit x=-1.3, y=-7, z=1.8\nx'=y-x^3+3*x^2-z+i\ny'=1-5*x^2-y\nz'=r*(4*(x+1.6)-z)\ndone\n",
}


class ReaderTests(unittest.TestCase):
    """Each test computes a result, reads it, checks it, and draws it if there is matplotlib."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        for name, text in MODELS.items():
            pathlib.Path(cls.folder.name, name).write_text(text)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def compute(self, command, *more):
        words = [PROGRAM, *command.split(), *more, "--output", "result", "--format", "json", "--overwrite"]
        run = subprocess.run(words, cwd=self.folder.name, capture_output=True, text=True, timeout=300)
        self.assertIn(run.returncode, (0, 70), run.stderr)
        document = bpanalyze.read(pathlib.Path(self.folder.name, "result.json"))
        if CAN_DRAW:
            self.draw(document)
        return document

    def draw(self, document):
        import matplotlib
        matplotlib.use("Agg")
        axes = bpanalyze.draw(document)
        picture = pathlib.Path(self.folder.name, "result.png")
        axes.figure.savefig(picture)
        self.assertGreater(len(axes.lines) + len(axes.collections), 0)
        self.assertGreater(picture.stat().st_size, 5000)
        matplotlib.pyplot.close(axes.figure)

    def test_phase_plane(self):
        result = self.compute("phaseplane fitzhugh-nagumo --set I=0.8").result
        point = result.fixedPoints[0]
        self.assertAlmostEqual(point.state.V, -0.27290095895729767, places=10)
        # V' and w' vanish on their nullclines: V - V^3/3 - w + I and V + a - b w.
        volts, recovery = result.nullclines["V"][0].points.T
        np.testing.assert_allclose(volts - volts**3 / 3 - recovery + 0.8, 0, atol=1e-9)
        volts, recovery = result.nullclines["w"][0].points.T
        np.testing.assert_allclose(volts + 0.7 - 0.8 * recovery, 0, atol=1e-9)
        self.assertEqual(point.eigenvalues.dtype, complex)
        self.assertAlmostEqual(point.eigenvalues.sum(), point.trace, places=12)
        self.assertEqual(result.limitCycles[0].points.shape, (len(result.limitCycles[0].times), 2))

    def test_phase_lines(self):
        result = self.compute("phaseplane line.ode").result
        np.testing.assert_allclose([point.state.x for point in result.fixedPoints], [-1, 0, 1], atol=1e-12)
        x, rate = result.graph[0].points.T
        np.testing.assert_allclose(rate, x - x**3, atol=1e-12)
        self.assertIs(self.compute("phaseplane logistic").result.isMap, True)

    def test_diagram(self):
        result = self.compute("bifurcation fitzhugh-nagumo --parameter I=0:2").result
        points = {point.label: point for point in result.specialPoints}
        self.assertAlmostEqual(points["H1"].parameters.I, 0.33128133745474581, places=10)
        equilibria, cycles = result.branches
        volts, recovery = equilibria.states.V, equilibria.states.w
        np.testing.assert_allclose(volts - volts**3 / 3 - recovery + equilibria.parameter, 0, atol=1e-9)
        self.assertEqual(equilibria.eigenvalues.shape, (len(volts), 2))
        self.assertTrue((cycles.maxima.V >= cycles.minima.V).all())
        # Stable, unstable between the Hopf points, stable; the parts meet at these.
        parts = bpanalyze.stable_parts(equilibria)
        self.assertEqual([stable for _, stable in parts], [True, False, True])
        meetings = [equilibria.labels[part.stop - 1] for part, _ in parts[:-1]]
        self.assertEqual(sorted(meetings), ["H1", "H2"])
        self.assertEqual([part.start for part, _ in parts[1:]], [part.stop - 1 for part, _ in parts[:-1]])

    def test_free_parameters(self):
        """They stand in one place and shape, in one parameter and in two, also in files of the first version."""
        saved = ROOT / "Tests" / "CommandTests" / "Saved"
        one = self.compute("bifurcation cusp --parameter b1=-1:1")
        two = self.compute("bifurcation cusp", "--parameter", "b1=-1:1", "--parameter", "b2=-1:2")
        old = [bpanalyze.read(saved / name) for name in ("fold.json", "cusp.json")]
        self.assertEqual([d.version for d in (one, two, *old)], [2, 2, 1, 1])
        names = [[axis.name for axis in d.result.parameters] for d in (one, two, *old)]
        self.assertEqual(names[:3], [["b1"], ["b1", "b2"], ["mu"]])
        for document, free in zip((one, two, *old), names):
            self.assertTrue(document.result.branches)
            for branch in document.result.branches:
                self.assertEqual(sorted(branch.parameters), sorted(free))
                self.assertEqual({len(column) for column in branch.parameters.values()}, {len(branch.labels)})
            for point in document.result.specialPoints:
                self.assertEqual(sorted(point.parameters), sorted(free))

    def test_diagram_of_a_map(self):
        result = self.compute("bifurcation logistic --parameter r=2.8:3.5").result
        double = next(branch for branch in result.branches if branch.kind == "cycles")
        r = double.parameter
        root = np.sqrt(np.maximum((r - 3) * (r + 1), 0))
        pair = np.sort([(r + 1 - root) / (2 * r), (r + 1 + root) / (2 * r)], axis=0)
        np.testing.assert_allclose(np.sort(double.iterates.x, axis=0), pair, atol=1e-6)

    def test_parameter_plane(self):
        result = self.compute("bifurcation cusp", "--parameter", "b1=-1:1", "--parameter", "b2=-1:2").result
        folds = [branch for branch in result.branches if branch.kind == "LP"]
        self.assertTrue(folds)
        for fold in folds:
            np.testing.assert_allclose(4 * fold.parameters.b2**3, 27 * fold.parameters.b1**2, atol=1e-8)
        self.assertEqual([point.type for point in result.specialPoints], ["CP"])

    def test_fast_slow(self):
        result = self.compute("fastslow burster.ode").result
        fold = next(point for point in result.diagram.specialPoints if point.type == "LP")
        self.assertAlmostEqual(fold.parameters.z, 2 - 5 / 27, places=9)
        values = result.trajectory["values"]
        self.assertEqual(values.x.shape, result.trajectory.times.shape)
        self.assertEqual(result.burst.spikes.dtype.kind, "i")

    def test_slow_points_and_linearization(self):
        result = self.compute("slowpoints", "van-der-pol").result
        self.assertEqual(len(result.points), 1)
        np.testing.assert_allclose(result.points[0].state, 0, atol=1e-9)
        result = self.compute("linearize van-der-pol --set mu=1").result
        np.testing.assert_allclose(sorted(result.eigenvalues.imag), [-np.sqrt(0.75), np.sqrt(0.75)], rtol=1e-12)
        np.testing.assert_allclose(result.eigenvalues.real, 0.5, rtol=1e-12)
        mode = result.modes[0]
        self.assertEqual(list(result.variables), ["x", "y"])
        jacobian = np.array([[0, 1], [-1, 1]])
        np.testing.assert_allclose(jacobian @ mode.rightVector, mode.eigenvalue * mode.rightVector, atol=1e-12)

    def test_simulation(self):
        trajectory = self.compute("simulate oscillator.ode").result.trajectories[0]
        np.testing.assert_allclose(trajectory["values"].x, np.cos(trajectory.times), atol=1e-4)

    def test_sweep_and_ensemble(self):
        result = self.compute("simulate line.ode --sweep a=1:4:4 --total 40").result
        finals = [row.measures.x.final for row in result.rows]
        np.testing.assert_allclose(finals, np.sqrt([1, 2, 3, 4]), rtol=1e-6)
        band = self.compute("simulate noise.ode --ensemble 10").result.distributions.x
        self.assertTrue(((band.lower <= band.median) & (band.median <= band.upper)).all())

    def test_numbers_that_json_lacks(self):
        place = pathlib.Path(self.folder.name, "other.json")
        place.write_text('{"schema": "x", "version": 1, "model": {"name": "m"},'
                         ' "result": {"a": [1, "NaN", "-Infinity"], "b": "Infinity", "c": [[1, 2], [3]], "d": true}}')
        result = bpanalyze.read(place).result
        np.testing.assert_array_equal(result.a, [1, np.nan, -np.inf])
        self.assertEqual(result.b, np.inf)
        self.assertEqual([len(row) for row in result.c], [2, 1])
        self.assertIs(result.d, True)
        with self.assertRaises(AttributeError):
            result.e

    def test_other_files_are_refused(self):
        place = pathlib.Path(self.folder.name, "other.json")
        place.write_text("[1, 2]")
        with self.assertRaises(ValueError):
            bpanalyze.read(place)


if __name__ == "__main__":
    unittest.main()
