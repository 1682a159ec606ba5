"""What can go wrong for the whole run; one bad file is a SkippedFile instead.

CitewellError
├── UsageError            exit 2   the call itself cannot be carried out
│   ├── QuestionError              the question is empty or too long
│   ├── SettingsError              a setting is unknown or has a wrong value
│   └── UnknownArticleError        no such article in the index
├── CorpusError           exit 3   the corpus is missing, empty, or (--strict) has bad files
│   └── FetchError                 a page cannot be had, or must not be asked for
├── ModelError            exit 4   the embedding model cannot be loaded or is not the one expected
├── IndexFailure          exit 5   the index cannot be read or written
│   ├── NoIndexError               nothing was built yet
│   ├── IncompatibleIndexError     built by another format or model
│   ├── DamagedIndexError          a file differs from the manifest
│   ├── BuildRunningError          another build holds the lock
│   └── BuildStoppedError          whoever asked for the build stopped it
└── EvaluationError       exit 6   gold questions or floors cannot be used

``str(error)`` is one sentence that says what is wrong; ``hint`` is the next step.
"""

from pathlib import Path


class CitewellError(Exception):
    """Base of every error that a caller is meant to see."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str) -> None:
        """Say what is wrong in ``message`` (one sentence) and what to do next in ``hint``."""
        super().__init__(message)
        self.hint = hint


class UsageError(CitewellError):
    """The call cannot be carried out as it stands."""

    exit_code = 2


class QuestionError(UsageError):
    """The question cannot be asked."""


class SettingsError(UsageError):
    """A setting is unknown or has a wrong value."""


class UnknownArticleError(UsageError):
    """The index holds no article of this id."""

    def __init__(self, article_id: str) -> None:
        """Keep the id that was asked for."""
        super().__init__(f"The index holds no article '{article_id}'.", hint="See the ids with: citewell list")
        self.article_id = article_id


class CorpusError(CitewellError):
    """The corpus cannot be built from."""

    exit_code = 3


class FetchError(CorpusError):
    """A page cannot be had, or must not be asked for."""


class ModelError(CitewellError):
    """The embedding model cannot be used."""

    exit_code = 4


class IndexFailure(CitewellError):  # noqa: N818 - IndexError is a built-in
    """The index cannot be used."""

    exit_code = 5


class NoIndexError(IndexFailure):
    """Nothing was built yet."""

    def __init__(self, index: Path) -> None:
        """Keep the folder that holds no index."""
        super().__init__(f"There is no index in {index}.", hint="Build it with: citewell build")
        self.index = index


class IncompatibleIndexError(IndexFailure):
    """The index was built by another format of Citewell or with another model."""

    def __init__(self, what: str, *, found: str, expected: str) -> None:
        """Name ``what`` differs, with both values."""
        super().__init__(
            f"The index has {what} {found}, and {expected} is needed.", hint="Rebuild it with: citewell build"
        )
        self.found = found
        self.expected = expected


class DamagedIndexError(IndexFailure):
    """A file of the index is missing or differs from the manifest."""

    def __init__(self, path: Path, *, problem: str) -> None:
        """Keep the damaged file."""
        super().__init__(f"The index file {path} {problem}.", hint="Rebuild it with: citewell build")
        self.path = path


class BuildRunningError(IndexFailure):
    """Another build holds the lock of this index."""

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
            hint="What was encoded is kept: the next build goes on from there.",
        )


class EvaluationError(CitewellError):
    """Gold questions or floors cannot be used."""

    exit_code = 6
