"""A page onto the disk: whole, or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path


def write_page(path: Path, text: str) -> Path:
    """Write beside the target and rename, so that a reader never sees half a page; what fails leaves nothing behind."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".ebb-", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(text)
        except BaseException:
            temporary.unlink()
            raise
    temporary.chmod(0o644)
    temporary.replace(path)
    return path
