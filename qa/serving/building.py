"""A build as every caller of this floor wants it: by the settings, at this moment."""

from datetime import UTC, datetime

from qa.evaluation.calibration import calibrator
from qa.indexing.build import BuildReport, Progress, build, silent
from qa.indexing.encoder import Encoder
from qa.settings import Settings


def build_now(
    settings: Settings, encoder: Encoder, *, strict: bool = False, force: bool = False, progress: Progress = silent
) -> BuildReport:
    """Build the index of the settings from their corpus; raises what ``build`` raises."""
    return build(
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
