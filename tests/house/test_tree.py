"""Rules that every file of the project keeps."""

from __future__ import annotations

import re
import tomllib
from itertools import chain

import pytest

LIMIT = 400
#: Rooms that mean everything and therefore nothing.
NO_ROOM = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc", "lib", "tools"}
#: Words of the machine a file was written on, in pieces so that this file does not hold them itself.
MACHINE = [
    r"(?<!\|)/" + "work/",  # a pattern that searches for it is no trace of it
    "/" + "root/",
    "/home/" + r"\w",
    r"\bses" + r"sions?\b",
    "anthro" + "pic",
    "clau" + "de",
    "chat" + "gpt",
    "copi" + "lot",
    r"\bLL" + r"M\b",
    "str_" + "replace",
    "read_" + "file",
    "find_" + "string",
    r"\bsub" + "agent",
]
#: What the shared figures are called may be said only where a test looks for them.
SHARED = re.compile(r"\.\./" + "shared")
#: Data whose own words may be anything.
DATA = {".csv", ".png", ".lock"}


def test_no_file_is_longer_than_the_limit(sources, tree, root):
    python = {*sources, *(path for path in tree if path.suffix == ".py")}
    long = {str(p.relative_to(root)): n for p in python if (n := len(p.read_text("utf-8").splitlines())) > LIMIT}
    assert not long


def test_no_room_means_everything(sources, root):
    names = {part.removesuffix(".py") for path in sources for part in path.relative_to(root / "src").parts}
    assert not names & NO_ROOM


def test_every_room_has_its_twin_under_tests(root):
    rooms = {p.name for p in (root / "src/ebb").iterdir() if p.is_dir() and any(p.glob("*.py"))}
    twins = {p.name for p in (root / "tests").iterdir() if p.is_dir() and any(p.glob("test_*.py"))}
    assert rooms - twins == set()


def test_every_module_opens_with_what_it_is_for(sources, root):
    silent = [str(path.relative_to(root)) for path in sources if not path.read_text("utf-8").lstrip().startswith('"""')]
    assert not silent


@pytest.mark.parametrize("word", MACHINE)
def test_nothing_tells_which_machine_it_was_written_on(tree, root, word):
    pattern = re.compile(word, re.IGNORECASE)
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in tree
        if path.suffix not in DATA
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line) and 'scope="' not in line
    ]
    assert not found


def test_shared_figures_are_named_only_by_tests(tree, root):
    texts = [path for path in tree if path.suffix not in DATA and "tests" not in path.relative_to(root).parts]
    assert not [str(p.relative_to(root)) for p in texts if SHARED.search(p.read_text("utf-8", errors="replace"))]


def test_the_lock_names_public_hosts_only(root):
    lock = (root / "uv.lock").read_text("utf-8")
    hosts = set(re.findall(r"[a-z]+://([^/\"\s]+)", lock))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    locked = {package["name"] for package in tomllib.loads(lock)["package"]}
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *chain.from_iterable(project["dependency-groups"].values())]
    assert {re.split(r"[^A-Za-z0-9_.-]", need)[0] for need in wanted} <= locked


def test_every_packaged_file_has_its_passport(root):
    home = root / "src/ebb/published"
    tables = {path.stem for path in home.glob("*.csv")}
    assert tables
    assert tables <= {path.stem for path in home.glob("*.toml")}


def test_git_does_not_ignore_a_packaged_file(tree, root):
    ignored = [line for line in (root / ".gitignore").read_text("utf-8").split() if line]
    folders = {line.rstrip("/") for line in ignored if line.endswith("/")}
    packaged = [path.relative_to(root) for path in tree if root / "src" in path.parents]
    assert not [str(path) for path in packaged if folders & set(path.parts) or path.name in ignored]
