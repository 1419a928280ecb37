"""Sweeps: plans x assumptions x draws, each cell a pure function, kept as it finishes."""

from __future__ import annotations

from ebb.answers.sweep.cell import evaluate
from ebb.answers.sweep.door import Sweep, sweep
from ebb.answers.sweep.grid import Cell, Grid, read_grid

__all__ = ["Cell", "Grid", "Sweep", "evaluate", "read_grid", "sweep"]
