"""Documents are written by the program: no number, help text, message or command in them is stale."""

from __future__ import annotations

import re

import pytest

import docs
from ebb.cli.app import app


@pytest.mark.parametrize("name", [*docs.documents(), *docs.pictures()])
def test_the_generated_parts_are_fresh(name):
    assert docs.difference(name) == ""


@pytest.mark.parametrize("name", docs.READMES)
def test_a_changed_number_is_found(monkeypatch, name):
    monkeypatch.setattr(docs, "answers", lambda lang: "- `ebb answer what`: nothing fell")
    assert "nothing fell" in docs.difference(name)


def test_every_command_is_in_the_reference_and_in_both_readmes(root):
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    for group in app.registered_groups:
        deeper = {command.name or command.callback.__name__ for command in group.typer_instance.registered_commands}
        names |= {group.name, *(f"{group.name} {name}" for name in deeper)}
    assert names == {name for name in docs.COMMANDS if name}
    for document in ("docs/cli.md", "README.md", "README.zh-Hant.md"):
        text = (root / document).read_text("utf-8")
        first = {name for name in names if " " not in name}  # what a group can do is in the reference
        asked = names if document == "docs/cli.md" else first
        assert [name for name in sorted(asked) if f"ebb {name}" not in text] == []


def test_the_readmes_open_with_the_picture_the_commands_and_the_answers(root):
    for name, lang in docs.READMES.items():
        text = (root / name).read_text("utf-8")
        places = [
            text.index(piece)
            for piece in (
                docs.PICTURE.format(lang=lang),
                "pip install uv && uv run ebb report",
                "pip install uv && uv run pytest",
                "<!-- answers: written",
            )
        ]
        assert places == sorted(places)


def test_every_link_inside_the_project_leads_somewhere(root):
    for document in (*docs.READMES, "CODE.md", "DECISIONS.md", "CHANGELOG.md", "docs/cli.md"):
        path = root / document
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{document}: {target}"


def test_every_path_named_in_the_code_guide_exists(root):
    text = (root / "CODE.md").read_text("utf-8")
    named = set(re.findall(r"`((?:src|tests|tools|docs)/[\w./{}*-]+)`", text))
    assert named
    assert [path for path in sorted(named) if not list(root.glob(path.rstrip("/")))] == []
