"""A multilingual model, given by the path of its folder, reads articles in any letters, from build to answer."""

from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.embedding.loading import encoder_of
from qa.indexing.build import build
from qa.records import Verdict
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.invariants import check

ARTICLES = {
    "hiza": "# 膝の痛み\n\n膝の痛みは軟骨がすり減ることで起こります。太ももの筋肉を鍛える運動が役に立ちます。\n",
    "kaze": "# 風邪\n\n風邪はウイルスで起こります。水を多く飲み、よく眠ってください。\n",
    "knie": "# Knieschmerzen\n\nDas Knie schmerzt oft beim Treppensteigen. Kräftige Muskeln helfen.\n",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny model: its tokens are single characters, its weights drawn by chance."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("model")
    letters = sorted(
        {character for text in ARTICLES.values() for character in text.lower() if not character.isspace()}
    )
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizer(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    words = Transformer(str(folder / "bert"), max_seq_length=128)
    SentenceTransformer(modules=[words, Pooling(32)], device="cpu").save(str(folder / "whole"))
    return folder / "whole"


@pytest.mark.model
def test_a_model_in_a_folder_serves_from_build_to_answer(model: Path, tmp_path: Path) -> None:
    """Its vectors count for questions in all letters: it is not known to read Latin ones alone."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in ARTICLES.items():
        (corpus / f"{name}.md").write_text(text, encoding="utf-8")
    settings = Settings(index=tmp_path / "index", indexing=Indexing(model=str(model)))
    encoder = encoder_of(settings)
    build(corpus, settings.index, encoder=encoder, settings=settings.indexing, built=BUILT)
    assistant = Assistant.open(settings, encoder=encoder)

    answers = {
        question: assistant.ask(question)
        for question in ("膝の痛みの運動", "風邪の水", "knie beim treppensteigen")
    }

    for answer in answers.values():
        check(answer, assistant)
        assert answer.verdict in Verdict
        assert answer.languages == ()
    assert [answer.passages[0].article_id for answer in answers.values()] == ["hiza", "kaze", "knie"]
    assert assistant.gather_evidence("膝の痛み", passages=3).search.vector.any()
