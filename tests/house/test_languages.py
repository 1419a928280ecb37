"""Traditional Chinese and English are equals."""

from __future__ import annotations

from ebb import text


def test_every_sentence_is_written_in_both_languages_and_keeps_the_rules():
    assert list(text.check()) == []


def test_both_readmes_have_the_same_bones(root):
    def bones(name):
        lines = (root / name).read_text("utf-8").splitlines()
        heads = [line.split()[0] for line in lines if line.startswith("#")]
        fences = sum(line.startswith("```") for line in lines)
        return heads, fences, sum(line.startswith("!["[:2]) for line in lines), sum("<!--" in line for line in lines)

    assert bones("README.md") == bones("README.zh-Hant.md")
