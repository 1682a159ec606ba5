"""Answers and articles → a folder of plain HTML that needs no server: ``citewell export FOLDER``.

    index.html           the questions, and all articles by topic
    answers/001-….html   the answer to each question
    articles/ID.html     each article

A citation leads to its article, where the browser marks the quotation by its text
(https://wicg.github.io/scroll-to-text-fragment/).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from os.path import relpath
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote

from qa.answering.assistant import Assistant
from qa.answering.question.parsed import tidy
from qa.errors import QuestionError, UsageError
from qa.files import fsync_tree, rename
from qa.records import Answer, Article
from qa.serving.light import wording as light
from qa.serving.light.pages import ARTICLE, answer_parts, article_parts, described, page, relinked
from qa.serving.page.read.locating import LinkState, Located
from qa.serving.page.read.shelves import shelf_namer, whole_list
from qa.serving.page.shared import blocks
from qa.serving.page.shared.addressing import question_address, spans_of, text_fragments, texts_of

QUESTIONS_MOST = 10_000
NAME_LETTERS_MOST = 60
"""Of a question in the name of its file."""
INDEX = "index.html"
_ANCHOR = re.compile(r'<a [^>]*?href="\./([^"?#]*)(?:\?([^"#]*))?(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
"""A link to another view; those that are written here hold no link themselves."""
_OPENING = re.compile(r'href="[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How much was written: articles, answers, and those of the answers that say that no article answers."""

    articles: int
    answers: int
    refused: int


def questions_in(text: str) -> list[str]:
    """Return the questions of a file: one a line, each once; empty lines are none.

    Raises QuestionError for a line that cannot be asked, before any is.
    """
    questions: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            questions[tidy(line)] = None
        except QuestionError as error:
            raise QuestionError(f"Line {number} cannot be asked: {error}", hint=error.hint) from error
    if len(questions) > QUESTIONS_MOST:
        raise QuestionError(
            f"There are {len(questions):,} questions; at most {QUESTIONS_MOST:,} can be exported at once.",
            hint="Split the file, and export each part into a folder of its own.",
        )
    return list(questions)


def export(assistant: Assistant, questions: Sequence[str], folder: Path, *, day: str) -> Exported:
    """Write the answers and all articles into a new or empty folder, whole or not at all.

    ``day`` stands on the first page.  Raises UsageError where something is in the folder, or it cannot be written.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"There is something in {folder} already.", hint="Name a new or an empty folder.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".citewell-export-") as beside:
            written = Path(beside) / "pages"
            written.mkdir()
            exported = _write(assistant, questions, written, day=day)
            fsync_tree(written)
            if folder.exists():
                folder.rmdir()
            rename(written, folder)
    except OSError as error:
        raise UsageError(
            f"The pages cannot be written to {folder}: {error.strerror}.",
            hint="Name a folder that you may write to, with enough space.",
        ) from error
    return exported


def _write(assistant: Assistant, questions: Sequence[str], folder: Path, *, day: str) -> Exported:
    articles = {article.id: article for article in assistant.generation.store.articles()}
    for article in articles.values():
        located = Located(article=article, state=LinkState.WHOLE)
        described_as = light.ARTICLE.format(title=article.title)
        _save(folder, _file_of(article.id), article_parts(located), article.title, described_as, articles)
    files: dict[str, PurePosixPath] = {}
    answers: list[Answer] = []
    for number, question in enumerate(questions, start=1):
        answer = assistant.ask(question)
        answers.append(answer)
        files[question] = PurePosixPath("answers", f"{number:03d}-{_slug(question)}.html")
        params = question_address(answer.question, generation=answer.generation)
        parts = [f"<h1>{escape(question)}</h1>", *answer_parts(answer, assistant.article, params, scope={})]
        _save(folder, files[question], parts, question, described(answer), articles)
    links = "".join(f'<li><a href="{quote(str(file))}">{escape(asked)}</a></li>' for asked, file in files.items())
    listed = f'{blocks.heading(light.QUESTIONS)}<ul class="cw-questions">{links}</ul>' if links else ""
    told = light.EXPORTED.format(day=day)
    index = [
        f"<h1>{escape(light.EXPORTED_TITLE)}</h1>",
        f'<p class="cw-promise">{escape(told)}</p>',
        listed,
        relinked(whole_list(articles.values(), shelf_namer(list(articles.values())))),
    ]
    _save(folder, PurePosixPath(INDEX), index, light.EXPORTED_TITLE, told, articles)
    refused = sum(not answer.told for answer in answers)
    return Exported(articles=len(articles), answers=len(answers), refused=refused)


def _save(
    folder: Path,
    file: PurePosixPath,
    parts: Iterable[str],
    title: str,
    description: str,
    articles: Mapping[str, Article],
) -> None:
    home = _relative(PurePosixPath(INDEX), file)
    ways = [] if str(file) == INDEX else [(home, light.BACK)]
    linked = [_ANCHOR.sub(lambda match: _anchor(match, file, articles), part) for part in parts if part]
    html = page(linked, title=title, description=description, kind="article", ways=ways, asks=False, home=home)
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")


def _anchor(match: re.Match[str], file: PurePosixPath, articles: Mapping[str, Article]) -> str:
    """Return a link of the page as one between files; what leads elsewhere, as to another search, is left out."""
    asked = parse_qs(unescape(match[2] or ""))
    article = articles.get(asked.get("article", [""])[0])
    if match[1] != ARTICLE or article is None:
        return ""
    spans = spans_of(asked.get("mark", [""])[0])
    fragments = text_fragments([texts_of(article, span) for span in spans])
    address = _relative(_file_of(article.id), file) + (f"#{fragments}" if fragments else "")
    return _OPENING.sub(lambda _: f'href="{escape(address)}"', match[0], count=1)


def _file_of(article_id: str) -> PurePosixPath:
    return PurePosixPath("articles", f"{article_id}.html")


def _relative(file: PurePosixPath, here: PurePosixPath) -> str:
    return quote(relpath(file, here.parent))


def _slug(question: str) -> str:
    words = re.sub(r"[\W_]+", "-", question.casefold()).strip("-")
    return words[:NAME_LETTERS_MOST].rstrip("-") or "question"
