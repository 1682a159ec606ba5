"""The command that measures how pages are read, on a folder of pages with gold texts."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from benchmarks import reading

TEXT = "Moss holds water against the tiles through the winter, so it is brushed off in a dry week of the autumn."
BODY = [f"{number}: {TEXT}" for number in range(1, 9)]


def page(body: list[str]) -> bytes:
    shown = "".join(f"<p>{text}</p>" for text in body)
    return f"<html lang=en><title>Moss</title><body><article><h1>Moss</h1>{shown}</article></body></html>".encode()


def test_a_folder_of_pages_is_measured_beside_plain_trafilatura(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Packed pages too; a page without a gold text is not counted, and one with less than half of it is listed."""
    (tmp_path / "whole.html").write_bytes(page(BODY))
    (tmp_path / "whole.txt").write_text("\n".join(BODY))
    (tmp_path / "half.html.gz").write_bytes(gzip.compress(page(BODY[:3])))
    (tmp_path / "half.txt").write_text("\n".join(BODY))
    (tmp_path / "none.html").write_bytes(page(BODY))
    monkeypatch.setattr(sys, "argv", ["reading", "--pages", str(tmp_path)])

    reading.main()

    told = json.loads(capsys.readouterr().out)
    assert told["pages"] == 2
    assert told[reading.LAID_OUT]["precision"] == 1.0
    assert [each["page"] for each in told["pages to look at"]] == ["half"]


def test_a_folder_without_gold_texts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is told what the folder lacks."""
    (tmp_path / "none.html").write_bytes(page(BODY))
    monkeypatch.setattr(sys, "argv", ["reading", "--pages", str(tmp_path)])

    with pytest.raises(SystemExit, match=r"has no page \(name.html\) with its gold text"):
        reading.main()
