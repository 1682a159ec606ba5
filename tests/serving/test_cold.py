"""A question asked in a new process loads what it needs and nothing that takes seconds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.real_build import build_for_real

pytestmark = pytest.mark.model

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "sklearn",
    "scipy",
    "streamlit",
    "pandas",
    "altair",
    "frontmatter",
    "ftfy",
    "markdown_it",
    "py3langid",
    "sentencex",
    "trafilatura",
    "lxml",
    "pypdfium2",
    "docx",
    "pptx",
    "oxmsg",
    "compressed_rtf",
    "ir_measures",
    "openvino_telemetry",
    "openvino.tools.ovc",
    "openvino.opset1",
    "asyncio",
    "pydantic_settings",
    "rapidfuzz",
    "ssl",
}
ASK = """
import importlib.util, json, sys
sys.argv = ["citewell", "ask", "--index", sys.argv[1], "--json", "what eases cramps"]
from qa.serving.cli.main import main
try:
    main()
except SystemExit as ended:
    code = ended.code
put_off = importlib.util._LazyModule
loaded = sorted(name for name, module in sys.modules.items() if module and type(module) is not put_off)
print(code, json.dumps(loaded), file=sys.stderr)
"""


def test_a_cold_question_loads_nothing_heavy(bundled_index: Path, tmp_path: Path) -> None:
    """On a built index neither torch nor a page nor any parser of files is imported."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "cramps.md").write_text(
        "# Cramps at night\n\nStretching the calf before bed eases cramps. Cold feet do not cause them.\n"
    )
    build_for_real(corpus, index, model_from=bundled_index)

    ran = subprocess.run([sys.executable, "-c", ASK, str(index)], capture_output=True, text=True, check=True)

    code, _, loaded = ran.stderr.strip().splitlines()[-1].partition(" ")
    assert code == "0"
    assert '"Stretching the calf before bed eases cramps.' in ran.stdout
    assert {"faiss", "tantivy", "openvino"} <= set(json.loads(loaded))
    assert set(json.loads(loaded)) & HEAVY == set()
