"""The command line: reads words, calls one function of the front door, prints what it hands back.

Data go to standard output, progress and notes to standard error; exit 0 fine, 1 a law or a claim failed, 2 wrong use.
Nothing is computed here, and nothing heavy is imported before a command needs it (``ebb --help`` stays under 0.3 s).
"""

from ebb.cli.door import main

__all__ = ["main"]
