"""A build as every caller of this floor wants it: by the settings, at this moment."""

from datetime import UTC, datetime

from qa.answering.flag_file import read_flags
from qa.answering.flag_meaning import FlagMeaning
from qa.evaluation.calibration import calibrator
from qa.indexing.build import BuildReport, Progress, build, silent
from qa.indexing.encoder import Encoder
from qa.settings import Settings


def build_now(
    settings: Settings, encoder: Encoder, *, strict: bool = False, force: bool = False, progress: Progress = silent
) -> BuildReport:
    """Build the index of the settings from their corpus; raises what ``build`` raises.

    What questions need of the red flags is made beside it, so that none has to.  Raises SettingsError for a file
    of red flags that cannot be read, before anything is built.
    """
    flags = read_flags(settings.answering.red_flags)
    report = build(
        settings.corpus,
        settings.index,
        encoder=encoder,
        settings=settings.indexing,
        built=datetime.now(UTC),
        strict=strict,
        force=force,
        calibrate=calibrator(encoder, settings.answering),
        progress=progress,
    )
    FlagMeaning(flags, encoder, settings.index / "cache").prepare()
    return report
