"""Articles in Chinese, Japanese, Korean and Thai are found by questions in them, without a model of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.embedding.encoder import Encoder
from qa.indexing.build import build
from qa.reading.corpus import read
from qa.records import Answer, Article, Verdict
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.invariants import check
from tests.support.oracles import cut_article

ARTICLES = {
    "sakotsu": """坐骨神経痛

        坐骨神経痛は、腰からお尻を通って足先まで広がる痛みやしびれです。多くの人では片側の足だけに起こります。

        原因

        最も多い原因は椎間板ヘルニアです。高齢の人では脊柱管狭窄症も原因になります。

        治療

        できる範囲で動くことが大切です。多くの場合は六週間から八週間でよくなります。手術が必要になるのはまれです。""",
    "katakori": """肩こり

        肩こりは、首から肩にかけての筋肉が硬くなり、重く感じる状態です。同じ姿勢でいることが主な原因です。

        予防

        一時間に一度は立ち上がって、肩をゆっくり回してください。入浴で体を温めると楽になります。枕の高さも見直しましょう。""",
    "yaotong": """腰痛

        腰痛是指腰部的疼痛，可能由肌肉拉伤或椎间盘突出引起。大多数人在几周内会好转。

        治疗

        热敷可以放松肌肉。游泳和散步对腰背有好处。布洛芬可以减轻疼痛，但不应长期服用。""",
    "ganmao": """感冒

        感冒是由病毒引起的上呼吸道感染。常见症状有流鼻涕、咳嗽和喉咙痛。

        如何治疗

        多喝水，多休息。抗生素对感冒没有作用。""",
    "heori": """허리 통증

        허리 통증은 대부분 근육이나 인대의 긴장 때문에 생깁니다. 보통 몇 주 안에 좋아집니다.

        언제 병원에 가야 하나요

        다리에 힘이 빠지거나 소변을 보기 어려우면 바로 응급실에 가야 합니다.""",
    "gamgi": """감기

        감기는 바이러스가 일으키는 호흡기 감염입니다. 항생제는 감기에 효과가 없습니다.""",
    "puatlang": """ปวดหลัง

        อาการปวดหลังส่วนใหญ่เกิดจากกล้ามเนื้ออักเสบ มักจะดีขึ้นภายในไม่กี่สัปดาห์

        การรักษา

        การประคบร้อนช่วยคลายกล้ามเนื้อ ควรเดินและว่ายน้ำเป็นประจำ""",
    "khaiwat": """ไข้หวัด

        ไข้หวัดเกิดจากเชื้อไวรัส ควรพักผ่อนและดื่มน้ำมาก ยาปฏิชีวนะไม่ช่วยให้หายเร็วขึ้น""",
}
FOUND = """
    sakotsu  坐骨神経痛の原因は何ですか？  坐骨神経痛は
    sakotsu  手術は必要ですか  手術が必要になるのはまれです。
    katakori  枕の高さ  枕の高さも見直しましょう。
    katakori  肩こりはどう予防しますか  肩こり
    yaotong  布洛芬可以长期吃吗  布洛芬可以减轻疼痛，但不应长期服用。
    yaotong  游泳对腰背有好处吗  游泳和散步对腰背有好处。
    ganmao  感冒要吃抗生素吗  抗生素对感冒没有作用。
    heori  허리 통증은 왜 생기나요  허리 통증은
    heori  소변을 보기 어려우면 어떻게 하나요?  소변을 보기 어려우면 바로 응급실에
    gamgi  감기에 항생제를 먹어야 하나요  항생제는 감기에 효과가 없습니다.
    puatlang  ปวดหลังเกิดจากอะไร  กล้ามเนื้ออักเสบ
    khaiwat  ไข้หวัดกินยาปฏิชีวนะได้ไหม  ไข้หวัด
""".strip().splitlines()
NOT_FOUND = ["パソコンの値段はいくらですか", "日本の首都はどこですか", "如何烤面包", "비트코인 가격", "วิธีทำขนมปัง"]


@pytest.fixture(scope="module")
def assistant(real_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("scripts")
    write(folder / "corpus")
    build(folder / "corpus", folder / "index", encoder=real_encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=folder / "index"), encoder=real_encoder)


@pytest.fixture(scope="module")
def known_by_words(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("scripts")
    write(folder / "corpus")
    encoder = FakeEncoder()
    build(folder / "corpus", folder / "index", encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=folder / "index"), encoder=encoder)


def write(corpus: Path) -> None:
    corpus.mkdir()
    for name, text in ARTICLES.items():
        lines = (line.strip() for line in text.splitlines())
        (corpus / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")


def said(answer: Answer) -> str:
    return answer.snippet.text if answer.snippet else ""


@pytest.mark.model
@pytest.mark.parametrize("row", FOUND)
def test_a_question_finds_the_article_and_quotes_it(assistant: Assistant, row: str) -> None:
    """The first passage is of the right article, and what is quoted has the answer; but nothing is called sure."""
    article, question, wanted = row.strip().split("  ")

    answer = assistant.ask(question)

    check(answer, assistant)
    assert answer.passages[0].article_id == f"{article}.txt"
    assert wanted in said(answer)
    assert answer.verdict is Verdict.UNSURE
    assert (answer.languages, answer.suggestion, answer.searched) == ((), None, question)


@pytest.mark.model
@pytest.mark.parametrize("question", NOT_FOUND)
def test_a_question_on_another_subject_is_refused(assistant: Assistant, question: str) -> None:
    """The bundled model has nearly one vector for all texts in such scripts, so only words can tell."""
    answer = assistant.ask(question)

    check(answer, assistant)
    assert answer.verdict is Verdict.NOT_IN_CORPUS
    assert answer.told == ()


@pytest.mark.parametrize("row", FOUND)
def test_words_are_found_inside_a_run_of_characters(known_by_words: Assistant, row: str) -> None:
    """Whatever the model, the best article by words is the right one, and no clause counts as an unknown word."""
    article, question, _ = row.strip().split("  ")
    generation = known_by_words.generation

    (best, _), *_ = generation.postings.search(question, limit=1)
    unknown = known_by_words.ask(question).unknown_words

    assert generation.store.passages([best])[0].article_id == f"{article}.txt"
    assert all(" " in question and word != question for word in unknown)


@pytest.mark.parametrize(
    ("question", "asked_in", "foreign"),
    [
        ("坐骨神経痛とは何ですか", "ja", False),
        ("坐骨神经痛是什么", "zh", False),
        ("what is sciatica", "en", True),
        ("что такое ишиас", "ru", False),
    ],
)
def test_articles_in_several_scripts_know_their_own(
    known_by_words: Assistant, question: str, asked_in: str, foreign: bool
) -> None:
    """A question in one of their languages is no foreign one; one in English is."""
    answer = known_by_words.ask(question)

    assert bool(answer.languages) == foreign
    assert answer.asked_in == (asked_in if foreign else "")


def test_each_sentence_of_a_passage_ends_at_its_own_mark(known_by_words: Assistant) -> None:
    """A full stop of Chinese or Japanese ends a sentence as any other does, with no space behind it."""
    generation = known_by_words.generation
    texts = {f"{name}.txt": known_by_words.article(f"{name}.txt").text for name in ARTICLES}
    sentences = [
        texts[passage.article_id][each.start : each.end]
        for passage in generation.store.passages(range(generation.manifest.passages))
        for each in passage.sentences
    ]

    ended = [sentence for sentence in sentences if "。" in sentence]
    assert len(ended) == sum(text.count("。") for text in texts.values()) > 20
    assert all(sentence.endswith("。") for sentence in ended)


@pytest.mark.parametrize(
    "text", ["痛みは続き、" * 300, "痛みが続きます。" * 300, "통증이 계속됩니다. " * 200, "ปวดหลังมาก" * 200]
)
def test_a_long_text_without_spaces_is_cut_into_passages_that_fit(tmp_path: Path, text: str) -> None:
    """However long a sentence is, no passage is longer than the window, and none loses a character."""
    (tmp_path / "long.txt").write_text(f"{text.strip()}\n", encoding="utf-8")
    article = read(tmp_path, "long.txt").outcome
    assert isinstance(article, Article)

    pieces = cut_article(article, count_tokens=letters, window=256, settings=Indexing())

    assert max(map(len, (article.text[each.start : each.end].replace(" ", "") for each in pieces))) <= 256
    assert len(pieces) <= 2 + 2 * len(text) // Indexing().passage_tokens_aim
    kept = "".join(article.text[each.start : each.end] for each in pieces).replace(" ", "")
    assert kept == text.replace(" ", "")


def letters(texts: Sequence[str]) -> list[int]:
    """Count tokens as the bundled model does where it knows no word: a character each."""
    return [len("".join(text.split())) for text in texts]
