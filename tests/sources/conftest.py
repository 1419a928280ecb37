"""Lets the tests of this folder share ``damage`` (with import mode importlib no folder of tests is on the path)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
