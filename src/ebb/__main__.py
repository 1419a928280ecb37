"""``python -m ebb`` is ``ebb``."""

import sys

from ebb.cli import main

if __name__ == "__main__":
    sys.exit(main())
