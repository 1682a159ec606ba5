"""All settings, frozen, one part per stage.

They are made once, at the edge (command line or page): ``citewell.toml`` in the working folder, then the
environment (``CITEWELL_CORPUS``, ``CITEWELL_ANSWERING__DENSE_WEIGHT``), then flags; the later one wins.  An
unknown key is an error that names it.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from qa.data_folder import default_folders
from qa.errors import SettingsError

BUNDLED_MODEL = "all-MiniLM-L6-v2"
SETTINGS_FILE = Path("citewell.toml")
ENVIRONMENT_PREFIX = "CITEWELL_"
SYSTEM_VARIABLES = ("SYSTEMROOT", "TEMP", "TMP")
"""Windows loads its libraries by the first, and has its temporary folder in the others."""
HOST_CHARACTERS_MOST = 253
HOST_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")


def host_name(text: str) -> str:
    """Return a host in canonical form: a name in lower case without a trailing dot, or an address.

    IPv6 may stand in brackets.  Raises ValueError for anything else: a port, a scheme, a user, a wildcard, letters
    outside ASCII, or an address in a form that only some parsers read (``127.1``, ``0x7f.1``).
    """
    try:
        address = ip_address(text[1:-1] if text.startswith("[") and text.endswith("]") else text)
    except ValueError:
        return _dns_name(text.lower().removesuffix("."))
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            raise ValueError(f"'{text}' names a network card of its own machine")
        address = address.ipv4_mapped or address
    elif text.startswith("["):
        raise ValueError(f"'{text}' is no IPv6 address")
    return str(address)


def _dns_name(text: str) -> str:
    labels = text.split(".")
    if (
        not all(map(HOST_LABEL.fullmatch, labels))
        or len(text) > HOST_CHARACTERS_MOST
        or NUMBER_LABEL.fullmatch(labels[-1])
    ):
        raise ValueError(
            f"'{text}' is not the name or address of a host, such as wiki.example.org, without scheme and port"
        )
    return text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    if parts.scheme not in ("http", "https") or text.lower() != f"{parts.scheme}://{parts.netloc.lower()}":
        raise ValueError(f"'{text}' is not an origin such as https://wiki.example.org: scheme, host and port only")
    host_name(host)
    return text.lower()


def _listed(value: Any) -> Any:
    """Return a text of the environment as a list, split at commas and spaces."""
    return [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value


def _mail_address(text: str) -> str:
    name, at, host = text.rpartition("@")
    if not at or not name or "@" in name:
        raise ValueError(f"'{text}' is not an address of mail such as ann@example.org")
    return f"{name}@{host_name(host)}".lower()


def _reader(text: str) -> str:
    return f"@{host_name(text[1:])}" if text.startswith("@") else _mail_address(text)


Address = Annotated[str, AfterValidator(_mail_address)]
Reader = Annotated[str, AfterValidator(_reader)]
Host = Annotated[str, AfterValidator(host_name)]
HttpOrigin = Annotated[str, AfterValidator(_origin)]
ApiKey = Annotated[SecretStr, Field(min_length=16)]
"""A shorter one could be tried out."""


class Part(BaseModel):
    """A group of settings: frozen, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Indexing(Part):
    """How articles become passages and vectors."""

    model: str = BUNDLED_MODEL
    """The bundled weights, or the name or path of any other sentence-transformers model on this machine."""
    passage_tokens: int = Field(default=220, ge=16, le=8192)
    """Most tokens in a passage, without title and headings; fewer where those fill the model's window."""
    passage_tokens_aim: int = Field(default=160, ge=8)
    """Target size of a passage: one topic, and room for a list with its lead-in."""
    passage_tokens_least: int = Field(default=60, ge=1)
    """A smaller passage joins its neighbour in the same section where both fit."""
    batch_tokens: int = Field(default=2048, ge=256)
    """Padded tokens in one forward pass: more is no faster on two cores, and 4,096 take 80 MB more."""
    exact_passages: int = Field(default=50_000, ge=0)
    """Up to this many passages dense search is exact; beyond, it compares with candidates found by short codes."""
    listed_passages: int = Field(default=10_000_000, ge=0)
    """Beyond this many passages the short codes lie in inverted lists, and a question searches some of them."""
    cache_mb: int = Field(default=1024, ge=0)
    """Most MiB of parsed files, passages and shingles that builds keep; the least recently used go first."""


class Reading(Part):
    """How files are read."""

    ocr: Literal["auto", "off"] = "auto"
    """Whether pages that are pictures are read; ``auto``: if the extra ``citewell[ocr]`` is installed."""


class Answering(Part):
    """How a question is answered."""

    passages: int = Field(default=5, ge=1, le=100)
    """How many passages an answer shows."""
    candidates: int = Field(default=200, ge=1)
    """Depth of each ranking before fusion; min-max normalisation needs it."""
    dense_weight: float = Field(default=0.6, ge=0, le=1)
    """Weight of dense retrieval in the fused score, against 1 minus it for BM25; measured in docs/retrieval.md."""
    rerank: str = ""
    """The name or path of a cross-encoder on this machine that puts the first passages in order; empty: none."""
    rerank_passages: int = Field(default=20, ge=1, le=1000)
    """How many passages the cross-encoder rescores; each costs a forward pass."""

    red_flags: Path | None = None
    """A file of red flags that adds to the bundled ones; docs/red-flags.md has its form."""
    own_warnings: Literal["auto", "on", "off"] = "auto"
    """Whether a red flag that no article speaks of gets a warning in the program's own words; ``auto``: if any
    article says when to get help."""


class Serving(Part):
    """Where the page is served."""

    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=0, le=65535)
    read_only: bool = False
    """Whether visitors may only ask and read: no adding, removing, rebuilding or rolling back."""
    labels: bool = True
    """Whether thumbs are shown, and votes kept beside the index: question, sentence and day, nothing on who
    asked."""
    allowed_hosts: Annotated[tuple[Host, ...], BeforeValidator(_listed)] = ()
    """Host names under which the page is served, besides those that can only mean this machine."""
    embed: Annotated[tuple[HttpOrigin, ...], BeforeValidator(_listed)] = ()
    """Origins whose pages may show the page in a frame."""
    api_keys: Annotated[tuple[ApiKey, ...], BeforeValidator(_listed)] = ()
    """Keys by which programs may change something through the API; without one nobody may."""
    api_private: bool = False
    """Whether asking and reading through the API needs a key, too."""
    expose: bool = False
    """Whether other machines may be let in; asking and reading through the API then needs a key, too."""
    sign_in: bool = False
    """Whether visitors of the page sign in first, at the OpenID provider in Streamlit's ``secrets.toml``."""
    readers: Annotated[tuple[Reader, ...], BeforeValidator(_listed)] = ()
    """Who may come in once they have signed in: addresses of mail, or ``@example.org``; empty: all who can."""
    editors: Annotated[tuple[Address, ...], BeforeValidator(_listed)] = ()
    """Addresses of those who may change the library where visitors sign in; others only ask and read."""
    api_rate: int = Field(default=600, ge=0)
    """Requests a minute that one client may send to the API; 0 for as many as they like."""
    api_origins: Annotated[tuple[HttpOrigin, ...], BeforeValidator(_listed)] = ()
    """Origins whose pages may use the API from a browser (CORS)."""

    @property
    def api_needs_key(self) -> bool:
        """Whether every request to the API needs a key: as set, where others are let in, or where they sign in."""
        return self.api_private or self.expose or self.sign_in


def _llm_address(text: str) -> str:
    parts = urlsplit(text)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
        or parts.query
        or parts.fragment
    ):
        raise ValueError(f"'{text}' is not the address of an API such as https://models.example.org/v1")
    host_name(parts.hostname)
    return text.rstrip("/")


class Llm(Part):
    """A language model that may write an answer beside the quotations; none, unless an address is set."""

    address: Annotated[str, AfterValidator(lambda text: text and _llm_address(text))] = ""
    """Of an API of OpenAI's form, up to what stands before ``/chat/completions``."""
    model: str = ""
    key: SecretStr | None = None
    seconds: float = Field(default=60, gt=0, le=600)
    """Most seconds of one answer, from the question to its end."""

    @property
    def is_set(self) -> bool:
        """Whether a model may be asked."""
        return bool(self.address and self.model)

    @model_validator(mode="after")
    def _is_whole(self) -> "Llm":
        if bool(self.address) != bool(self.model):
            raise ValueError("an address needs a model, and a model an address")
        parts = urlsplit(self.address)
        if self.key and parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError("a key is sent by https only, or to this machine")
        return self


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host: the name ``localhost``, or an address of loopback."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(Part):
    """All settings; make them with ``load_settings``."""

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    reading: Reading = Reading()
    indexing: Indexing = Indexing()
    answering: Answering = Answering()
    serving: Serving = Serving()
    llm: Llm = Llm()


def load_settings(*, folder: Path | None = None, **flags: Any) -> Settings:
    """Return the settings of this run; a flag of None counts as not given.

    ``folder`` is the corpus of this run alone.  Where none is named, ``qa.data_folder`` has the places of corpus
    and index.  Raises SettingsError, naming the key, for an unknown key or a wrong value.
    """
    overrides = {name: value for name, value in flags.items() if value is not None}
    given = _joined(_joined(_of_file(), _of_environment()), overrides)
    named = {} if folder is None else {"corpus": folder}
    try:
        return Settings.model_validate({**_default_folders(given, folder), **given, **named})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting '{key}' is wrong: {_told(first)}.",
            hint=f"Correct it in {SETTINGS_FILE}, the environment or the flag; docs/settings.md lists them all.",
        ) from error


def _told(error: ErrorDetails) -> str:
    """Return what is wrong with a setting; pydantic counts the "items" of what is secret: its characters."""
    if error["type"] == "too_short" and isinstance(error["input"], str | SecretStr):
        return f"it must have at least {error['ctx']['min_length']} characters"
    return error["msg"]


def system_environment() -> dict[str, str]:
    """Return what of the environment no process of this system can start without; nothing on POSIX."""
    return {name: os.environ[name] for name in SYSTEM_VARIABLES if name in os.environ} if os.name == "nt" else {}


def _default_folders(given: Mapping[str, Any], folder: Path | None) -> dict[str, Path]:
    """Return the corpus and the index for settings that name only one of them, or none."""
    if "index" in given and ("corpus" in given or folder):
        return {}
    corpus = given.get("corpus")
    return default_folders(Path(corpus) if isinstance(corpus, str | Path) else None, folder)


def _of_file() -> dict[str, Any]:
    """Return the settings of the file in the working folder; empty where there is none."""
    try:
        return tomllib.loads(SETTINGS_FILE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:  # no UTF-8, or no TOML
        raise SettingsError(f"{SETTINGS_FILE} cannot be read: {error}.", hint="Correct the file.") from error


def _of_environment() -> dict[str, Any]:
    """Return the settings of the environment: a variable is a setting, one of a group, or a group as JSON."""
    groups: dict[str, Any] = {}
    singles: dict[str, dict[str, str]] = {}
    for variable, text in os.environ.items():
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        head, nested, name = variable.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
        if head not in Settings.model_fields:
            raise SettingsError(
                f"The environment variable {variable} names no setting.",
                hint="Unset or correct it; docs/settings.md lists them all.",
            )
        if nested:
            singles[head] = {**singles.get(head, {}), name: text}
        else:
            groups[head] = _group(variable, text) if _is_group(head) else text
    return _joined(groups, singles)


def _is_group(name: str) -> bool:
    kind = Settings.model_fields[name].annotation
    return isinstance(kind, type) and issubclass(kind, Part)


def _group(variable: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise SettingsError(
            f"The environment variable {variable} is wrong: {error}.",
            hint="A group of settings is JSON, or one variable for each; docs/settings.md lists them all.",
        ) from error


def _joined(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Return both merged, groups key by key; ``override`` wins."""
    merged = {**base, **override}
    for name in base.keys() & override.keys():
        if isinstance(base[name], Mapping) and isinstance(override[name], Mapping):
            merged[name] = _joined(base[name], override[name])
    return merged
