"""Errors that end a run; one bad file is a SkippedFile instead.

CitewellError
├── UsageError            exit 2   the call itself cannot be carried out
│   ├── QuestionError              the question is empty or too long
│   ├── TextError                  the text to be checked is none, empty or too long
│   ├── SettingsError              a setting is unknown or has a wrong value
│   ├── MissingExtraError          a package of an extra is not installed
│   └── UnknownArticleError        no such article in the index
├── CorpusError           exit 3   the corpus is missing, empty, or (--strict) has bad files
│   └── FetchError                 a page cannot be fetched, or must not be
├── ModelError            exit 4   the embedding model cannot be loaded or is not the one expected
├── IndexFailure          exit 5   the index cannot be read or written
│   ├── NoIndexError               nothing was built yet
│   ├── IncompatibleIndexError     built by another format or model
│   ├── DamagedIndexError          a file differs from the manifest
│   ├── BuildRunningError          another build holds the lock
│   └── BuildStoppedError          whoever asked for the build stopped it
├── EvaluationError       exit 6   gold questions or floors cannot be used
└── WritingError          exit 7   a model that is to write an answer cannot be asked, or broke off

``str(error)`` is one sentence that says what is wrong; ``hint`` is the next step.  Both address the operator, and
may name commands, settings and folders.  ``for_visitors`` says the same to visitors of the page.
"""

from pathlib import Path
from typing import ClassVar, NamedTuple


class ForVisitors(NamedTuple):
    """What is wrong and the next step, without commands, flags, settings or folders."""

    message: str
    hint: str


class CitewellError(Exception):
    """Base of every error that a caller is meant to see.

    ``of_its_kind`` is what visitors read for every error of a class whose own words address the operator.
    """

    exit_code = 1
    of_its_kind: ClassVar[ForVisitors | None] = None

    def __init__(self, message: str, *, hint: str, for_visitors: ForVisitors | None = None) -> None:
        """Say what is wrong in ``message`` (one sentence) and what to do next in ``hint``.

        Visitors read ``for_visitors``, else ``of_its_kind``, else the same words.
        """
        super().__init__(message)
        self.hint = hint
        self.for_visitors = for_visitors or self.of_its_kind or ForVisitors(message, hint)


class UsageError(CitewellError):
    """The call cannot be carried out as it stands."""

    exit_code = 2


class QuestionError(UsageError):
    """The question cannot be asked."""


class TextError(UsageError):
    """The text cannot be checked."""


class SettingsError(UsageError):
    """A setting is unknown or has a wrong value."""

    of_its_kind = ForVisitors("This library is not set up correctly.", "Tell whoever looks after it.")


class MissingExtraError(UsageError):
    """A package that an extra brings is not installed."""


class UnknownArticleError(UsageError):
    """The index holds no article of this id."""

    def __init__(self, article_id: str) -> None:
        """Keep the id that was asked for."""
        super().__init__(
            f"The index holds no article '{article_id}'.",
            hint="See the ids with: citewell list",
            for_visitors=ForVisitors(
                f"There is no article '{article_id}' here.",
                "It may have been removed.",
            ),
        )
        self.article_id = article_id


class CorpusError(CitewellError):
    """The corpus cannot be built from."""

    exit_code = 3


class FetchError(CorpusError):
    """A page cannot be fetched, or must not be.

    ``status`` is what its host answered, 0 where no host did; ``retry_after`` how long it wants to be left alone,
    in its own words: seconds or a date.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str,
        for_visitors: ForVisitors | None = None,
        status: int = 0,
        retry_after: str = "",
    ) -> None:
        """Keep what the host answered."""
        super().__init__(message, hint=hint, for_visitors=for_visitors)
        self.status = status
        self.retry_after = retry_after


class ModelError(CitewellError):
    """The embedding model cannot be used."""

    of_its_kind = ForVisitors(
        "Questions cannot be answered at the moment: the model that reads them cannot be used.",
        "Tell whoever looks after this library.",
    )

    exit_code = 4


class IndexFailure(CitewellError):  # noqa: N818 - IndexError is a built-in
    """The index cannot be used."""

    of_its_kind = ForVisitors(
        "The articles cannot be searched at the moment.", "Tell whoever looks after this library."
    )

    exit_code = 5


class NoIndexError(IndexFailure):
    """Nothing was built yet."""

    of_its_kind = ForVisitors("There are no articles here yet.", "Add articles in the Library.")

    def __init__(self, index: Path) -> None:
        """Keep the folder that holds no index."""
        super().__init__(f"There is no index in {index}.", hint="Build it with: citewell build")
        self.index = index


class IncompatibleIndexError(IndexFailure):
    """The index was built by another format of Citewell or with another model."""

    of_its_kind = ForVisitors(
        "The articles cannot be searched: their index was built for another version.",
        "Rebuild the index in the Library, or tell whoever looks after it.",
    )

    def __init__(self, part: str, *, found: str, expected: str) -> None:
        """Name the ``part`` that differs, with both values."""
        super().__init__(
            f"The index has {part} {found}, but {expected} is needed.", hint="Rebuild it with: citewell build"
        )
        self.found = found
        self.expected = expected


class DamagedIndexError(IndexFailure):
    """A file of the index is missing or differs from the manifest."""

    def __init__(self, path: Path, *, problem: str, hint: str = "Rebuild it with: citewell build") -> None:
        """Keep the damaged file."""
        super().__init__(
            f"The index file {path} {problem}.",
            hint=hint,
            for_visitors=ForVisitors(
                "The articles cannot be searched: a part of their index is damaged.",
                "Rebuild the index in the Library, or tell whoever looks after it.",
            ),
        )
        self.path = path


class BuildRunningError(IndexFailure):
    """Another build holds the lock of this index."""

    of_its_kind = ForVisitors(
        "The index is being rebuilt already.", "Wait until it is done; questions are answered meanwhile."
    )

    def __init__(self, index: Path) -> None:
        """Keep the folder that is locked."""
        super().__init__(
            f"Another build of {index} is running.",
            hint="Wait until it ends; questions are answered meanwhile.",
        )
        self.index = index


class BuildStoppedError(IndexFailure):
    """Whoever asked for a build has stopped it."""

    def __init__(self) -> None:
        """Say that nothing was harmed."""
        super().__init__(
            "The build was stopped; the index is as it was.",
            hint="What was encoded is kept: the next build continues from there.",
            for_visitors=ForVisitors(
                "The build was stopped; the index is as it was.",
                "What was done is kept: the next build continues from there.",
            ),
        )


class EvaluationError(CitewellError):
    """Gold questions or floors cannot be used."""

    exit_code = 6


class WritingError(CitewellError):
    """A model that is to write an answer cannot be asked, or broke off."""

    exit_code = 7
