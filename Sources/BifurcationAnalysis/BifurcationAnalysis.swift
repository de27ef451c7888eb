// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

// The whole library under one name.
@_exported import Bifurcation
@_exported import Continuation
@_exported import FastSlow
@_exported import LinearSolvers
@_exported import Linearization
@_exported import ModelCore
@_exported import ModelFormats
@_exported import NativeCode
@_exported import Networks
@_exported import Parallelism
@_exported import PhasePlane
@_exported import Rendering
@_exported import Results
@_exported import Simulator
@_exported import SlowPoints
@_exported import Symbolics
