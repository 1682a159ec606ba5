"""The API below ``/api``: the same answers as on the page and the command line, in the forms of ``contract``.

FastAPI checks what is sent and describes itself at ``/api/openapi.json``.  Nothing is decided here.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from qa.answering.checking.checker import check_text
from qa.answering.statements.citations import Citer
from qa.errors import CitewellError
from qa.indexing.generations import Generation
from qa.reading.adding import Added, add_address, add_content, add_text
from qa.reading.folders import ids_in
from qa.reading.ocr.recognition import recogniser
from qa.serving import json_output
from qa.serving.api.access import BodyLimit, may_change, may_read, not_too_often
from qa.serving.api.asking import answer_json, asked
from qa.serving.api.bounds import limiter
from qa.serving.api.forms import (
    QUESTION_LETTERS_MOST,
    AddForm,
    AddressForm,
    ArticleIds,
    AskForm,
    CheckForm,
    FileForm,
    Passages,
    Question,
    SearchForm,
)
from qa.serving.api.problems import Problem, of_anything, of_error, of_http, of_validation, problems
from qa.serving.api.streaming import streaming
from qa.serving.builds import Building
from qa.serving.contract import (
    AddedJson,
    AnswerJson,
    ArticleJson,
    BuildStateJson,
    IndexJson,
    ListedJson,
    SearchJson,
    TextCheckJson,
)
from qa.serving.guard import Application
from qa.serving.page.library.rebuilding import building, start_build
from qa.serving.page.shared import resources
from qa.serving.written.contract import AnswerWithWrittenJson, WrittenEndJson, of_written
from qa.writing.writer import write_whole

VERSION = "1"
LISTED_MOST = 1_000

InFolder = Annotated[str, Query(alias="in", max_length=1_000, description="The only folder of the corpus.")]
reading = APIRouter()
changing = APIRouter(dependencies=[Depends(may_change)])


@reading.get("/ask", responses=problems(404, 422, 503))
def ask(
    q: Annotated[Question, Query(description="The question.")],
    after: Annotated[str, Query(max_length=QUESTION_LETTERS_MOST, description="The question before.")] = "",
    as_typed: Annotated[bool, Query(description="Whether no spelling is corrected.")] = False,
    folder: InFolder = "",
    article: Annotated[ArticleIds, Query(description="The only articles to ask; all, where none is named.")] = [],  # noqa: B006
) -> AnswerJson:
    """Answer a question: the passages that answer, each cited to its characters, or that none does."""
    return _answer(
        AskForm.model_validate(
            {"question": q, "after": after, "as_typed": as_typed, "articles": article, "in": folder}
        )
    )


@reading.post("/ask", responses=problems(404, 413, 422, 503))
def ask_by_form(form: AskForm) -> AnswerWithWrittenJson | AnswerJson:
    """Answer a question, as GET does; with ``written``, also what a model writes, each sentence checked."""
    if not form.written:
        return _answer(form)
    answer = asked(form)
    assistant = resources.assistant(answer.generation)
    written = of_written(write_whole(assistant, answer, resources.settings().llm))
    return AnswerWithWrittenJson.model_validate(
        {**json_output.of_answer(answer, assistant.rectangles), "written": written}
    )


def _answer(form: AskForm) -> AnswerJson:
    return answer_json(asked(form))


@reading.get("/search", responses=problems(422, 503))
def search(
    q: Annotated[Question, Query(description="What to look for.")], passages: Passages = 10, folder: InFolder = ""
) -> SearchJson:
    """Return the passages nearest to a question, best first, whether they answer it or not."""
    return _search(q, passages, folder)


@reading.post("/search", responses=problems(413, 422, 503))
def search_by_form(form: SearchForm) -> SearchJson:
    """Return the passages nearest to a question, as GET does."""
    return _search(form.question, form.passages, form.folder)


def _among(generation: Generation, folder: str) -> frozenset[str] | None:
    """Return the ids of the articles in a folder, None for all; raises UsageError where there are none."""
    return ids_in(generation.store.titles(), folder) if folder else None


def _search(question: str, passages: int, folder: str) -> SearchJson:
    assistant = resources.assistant(resources.newest().name)
    hits = assistant.search(question, passages=passages, among=_among(assistant.generation, folder))
    cite = Citer(assistant.article, hits, assistant.generation.store.first_page)
    found = [json_output.of_passage(hit, cite(hit.passage, hit.passage)) for hit in hits]
    return SearchJson.model_validate(
        {"question": question, "generation": assistant.generation.name, "passages": found}
    )


@reading.post("/check", responses=problems(413, 422, 503))
def check(form: CheckForm) -> TextCheckJson:
    """Hold what somebody else wrote, such as a model's answer, to the articles, sentence by sentence."""
    assistant = resources.assistant(resources.newest().name)
    checked = check_text(assistant, form.text, among=_among(assistant.generation, form.folder))
    return TextCheckJson.model_validate(json_output.of_text_check(checked))


@reading.get("/articles", responses=problems(422, 503))
def articles(
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=LISTED_MOST)] = LISTED_MOST,
    folder: InFolder = "",
) -> list[ListedJson]:
    """List the articles of the index, by id."""
    generation = resources.newest()
    store, among = generation.store, _among(generation, folder)
    every = [article for article in store.articles() if among is None or article.id in among]
    listed = every[offset : offset + limit]
    return [ListedJson.model_validate(entry) for entry in json_output.of_list(listed, store.passage_counts())]


@reading.get("/articles/{article_id:path}", responses=problems(404, 422, 503))
def article(article_id: str) -> ArticleJson:
    """Return an article: the text that all offsets refer to, and what was cut from its file."""
    store = resources.newest().store
    found = store.article(article_id)
    return ArticleJson.model_validate(json_output.of_article(found, store.report(found.id)))


@reading.get("/index", responses=problems(503))
def index() -> IndexJson:
    """Describe the generation that answers."""
    generation = resources.newest()
    read_only = resources.settings().serving.read_only
    return IndexJson.model_validate(
        json_output.of_index(generation.name, generation.manifest, read_only=read_only)
    )


@changing.post("/articles", responses=problems(403, 413, 422, 503), status_code=201)
def add(form: AddForm) -> AddedJson:
    """Add an article to the library; the next build puts it into the index."""
    settings = resources.settings()
    settings.corpus.mkdir(parents=True, exist_ok=True)
    ocr = recogniser(settings.reading)
    match form:
        case FileForm():
            added = add_content(settings.corpus, form.content, file_name=form.name, came_from="", ocr=ocr)
        case AddressForm():
            added = add_address(settings.corpus, form.address, ocr=ocr)
        case _:
            added = add_text(settings.corpus, form.text)
    return _added(added)


def _added(added: Added) -> AddedJson:
    cut = json_output.of_report_of_cleaning(added.report)
    return AddedJson.model_validate({"id": added.name, "title": added.title, "updated": added.updated, **cut})


@changing.post("/build", responses=problems(403), status_code=202)
def build() -> BuildStateJson:
    """Start a build, unless one runs: what is asked meanwhile is answered by the index before."""
    start_build()
    return _state(building())


@reading.get("/build", responses=problems())
def build_state() -> BuildStateJson:
    """Tell how far the build is, or what the last one of this server came to."""
    return _state(building())


def _state(now: Building) -> BuildStateJson:
    report, told = None, None
    if isinstance(now.outcome, CitewellError):
        told = now.outcome.for_visitors
    elif now.outcome:
        report = json_output.of_report(now.outcome)
    return BuildStateJson.model_validate(
        {
            "running": now.running,
            "stage": now.stage and now.stage.value,
            "done": now.done,
            "total": now.total,
            "share": now.share,
            "seconds_left": now.seconds_left,
            "report": report,
            "error": f"{told.message} {told.hint}" if told else None,
        }
    )


UNRETURNED = (Problem, WrittenEndJson)
"""Forms of what no function returns: problems, and events of a stream."""


class Api(FastAPI):
    """FastAPI that describes those forms, too."""

    def openapi(self) -> dict[str, Any]:
        """Return the description of the API (OpenAPI 3.1)."""
        described = super().openapi()
        described["components"]["schemas"] |= {form.__name__: form.model_json_schema() for form in UNRETURNED}
        return described


def api() -> Application:
    """Return the API as an application to be mounted."""
    application = Api(
        title="Citewell",
        version=VERSION,
        summary="Ask a library of articles: what answers is quoted word for word, and cited to the character.",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
    )
    application.state.limiter = limiter()
    serving = resources.settings().serving
    entitled = [Depends(not_too_often), *([Depends(may_read)] if serving.api_needs_key else [])]
    application.include_router(reading, dependencies=entitled)
    application.include_router(streaming, dependencies=entitled)
    application.include_router(changing, dependencies=[Depends(not_too_often)])
    application.add_exception_handler(CitewellError, of_error)
    application.add_exception_handler(HTTPException, of_http)
    application.add_exception_handler(RequestValidationError, of_validation)
    application.add_exception_handler(Exception, of_anything)
    application.add_middleware(BodyLimit)
    if origins := serving.api_origins:
        application.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    return application
