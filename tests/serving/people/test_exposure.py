"""No other machine is let in unless whoever starts it says so, and is told what that means."""

import json
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from typer.testing import CliRunner

from qa.errors import MissingExtraError, SettingsError, UsageError
from qa.serving import entry
from qa.serving.cli.main import app as command
from qa.serving.guard import Receive, Scope, Send
from qa.serving.people import signing_in
from qa.serving.people.exposure import meaning, refuse_unless_meant
from qa.settings import Serving, load_settings

KEY = "a key of the owner's"
HERE = ["127.0.0.1", "127.9.9.9", "::1", "localhost"]
ELSEWHERE = [
    "0.0.0.0",  # noqa: S104 - refused here
    "::",
    "",
    "0",
    "192.168.1.5",
    "fe80::1",
    "::ffff:192.168.1.5",
    "wiki.example.org",
    "localhost.example.org",
    "127.0.0.1.example.org",
    "*",
]


@pytest.mark.parametrize("host", HERE)
def test_loopback_needs_no_word(host: str) -> None:
    """Nobody else reaches it."""
    refuse_unless_meant(host, Serving(), 8501)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_any_other_address_is_refused_in_a_sentence_with_the_next_step(host: str) -> None:
    """It says who could do what, and how to mean it; with --expose it is served."""
    with pytest.raises(UsageError) as refused:
        refuse_unless_meant(host, Serving(), 8501)
    with pytest.raises(UsageError, match=r"could ask and read\."):
        refuse_unless_meant(host, Serving(read_only=True), 8501)
    refuse_unless_meant(host, Serving(expose=True), 8501)

    assert str(refused.value) == (
        f"At '{host}' everyone who reaches port 8501 of this machine could ask, read, and add, remove and rebuild "
        "articles."
    )
    assert "--expose" in refused.value.hint
    assert "--read-only" in refused.value.hint


@pytest.mark.parametrize(
    ("serving", "begins"),
    [
        (
            {},
            "Everyone who reaches port 80 of this machine may ask, read, and add, remove and rebuild articles",
        ),
        ({"read_only": True}, "Everyone who reaches port 80 of this machine may ask and read here,"),
        (
            {"sign_in": True},
            "Everyone who signs in may ask and read here; only serving.editors may change anything.",
        ),
        ({"sign_in": True, "read_only": True}, "Everyone who signs in may ask and read here; nobody may change"),
        (
            {"sign_in": True, "readers": ["ann@example.org"]},
            "Those of serving.readers and serving.editors may ask and read here once they have signed in;",
        ),
    ],
)
def test_what_it_means_is_said(serving: dict[str, object], begins: str) -> None:
    """Who may do what, that keys are needed and whether there is one, and that nothing is encrypted."""
    without = meaning(Serving.model_validate(serving), 80)
    keyed = meaning(Serving.model_validate({**serving, "api_keys": [KEY]}), 80)

    assert without.startswith(begins)
    assert "has none, so it answers nobody. Nothing is encrypted" in without
    assert "Programs need a key for the API. Nothing is encrypted" in keyed


@pytest.mark.integration
def test_the_commands_refuse_and_start_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the page nor the MCP server is started; with --expose the page is, and its process knows."""
    started: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "execv", lambda _, arguments: started.append(arguments))
    monkeypatch.setattr(os, "environ", {**os.environ, "XDG_DATA_HOME": str(tmp_path)})
    runner = CliRunner()

    refused = [
        runner.invoke(command, [*name, "--host", "0.0.0.0"])  # noqa: S104
        for name in (["serve"], ["mcp", "--http"])
    ]
    keyless = runner.invoke(command, ["mcp", "--http", "--expose", "--host", "0.0.0.0"])  # noqa: S104
    assert started == []
    served = runner.invoke(command, ["serve", "--host", "0.0.0.0", "--expose", "--no-build"])  # noqa: S104

    assert [type(ran.exception) for ran in refused] == [UsageError] * 2
    assert "could ask and read." in str(refused[1].exception)
    assert str(keyless.exception) == "Where other machines are let in, each needs a key, and there is none."
    assert (served.exit_code, len(started)) == (0, 1)
    assert "Everyone who reaches port 8501" in served.output
    assert os.environ["CITEWELL_SERVING__EXPOSE"] == "true"
    assert "--server.enableAgentApi=false" in started[0]
    assert "--server.maxUploadSize=64" in started[0]
    assert "--client.disableDataExport=true" in started[0]


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nobody."""


@pytest.mark.parametrize("address", ["0.0.0.0", None])  # noqa: S104
def test_streamlit_itself_cannot_be_made_to_let_others_in(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    """Started by ``streamlit run`` for all addresses, which is its default, the page is not served."""
    given = {"server.address": address, "server.port": 8501}
    monkeypatch.setattr(config, "get_option", given.__getitem__)

    with pytest.raises(UsageError, match="everyone who reaches port 8501"):
        entry.guarded(nothing)


def test_where_others_are_let_in_the_api_needs_a_key() -> None:
    """Also where the setting says that asking does not, and where visitors of the page sign in."""
    assert not Serving().api_needs_key
    assert Serving(api_private=True).api_needs_key
    assert Serving(expose=True, api_private=False).api_needs_key
    assert Serving(sign_in=True).api_needs_key


@pytest.mark.parametrize("name", ["readers", "editors"])
@pytest.mark.parametrize("text", ["ann", "@", "ann@", "ann@b@example.org", "*@example.org,*", "ann@exa mple.org"])
def test_an_address_that_is_none_is_an_error_that_names_the_setting(name: str, text: str) -> None:
    """A typing mistake neither lets anybody in nor goes unnoticed."""
    with pytest.raises(SettingsError, match=f"serving.{name}"):
        load_settings(serving={"sign_in": True, name: text.split(",")})


def test_a_whole_domain_may_read_and_not_change() -> None:
    """``@example.org`` stands for its people among the readers alone."""
    assert Serving(readers=("@Example.org", "Ann@B.test")).readers == ("@example.org", "ann@b.test")
    with pytest.raises(SettingsError, match=r"serving\.editors"):
        load_settings(serving={"editors": ["@example.org"]})


WHOLE = """[auth]
redirect_uri = "http://127.0.0.1:8501/oauth2callback"
client_id = "citewell"
client_secret = "of the client"
server_metadata_url = "http://127.0.0.1:9/"
"""


@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        ("", "need to configure credentials"),
        ("[auth]\n", '"redirect_uri" key'),
        (WHOLE, '"cookie_secret" key'),
        (
            WHOLE.replace("client_id", "client") + 'cookie_secret = "0123456789012345678901234567890123"\n',
            "client_id",
        ),
        (WHOLE + 'cookie_secret = "short"\n', "has fewer than 32 characters"),
        (WHOLE + 'cookie_secret = "0123456789012345678901234567890123"\n', ""),
    ],
)
def test_sign_in_without_a_provider_is_not_served(tmp_path: Path, secrets: str, said: str) -> None:
    """The sentence says what is missing in the file, and where that is described; a whole file is well."""
    file = tmp_path / "secrets.toml"
    file.write_text(secrets)
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    secrets_singleton._reset()
    try:
        with nullcontext() if not said else pytest.raises(SettingsError) as refused:
            signing_in.check_set_up()
    finally:
        config.set_option("secrets.files", before)
        secrets_singleton._reset()

    if refused:
        assert said in str(refused.value)
        assert "docs/for-others.md" in refused.value.hint


def test_sign_in_without_its_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "authlib", None)

    with pytest.raises(MissingExtraError) as refused:
        signing_in.check_set_up()
    assert "citewell[sign-in]" in refused.value.hint


def test_keys_stay_out_of_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what it means nor an error repeats a key."""
    monkeypatch.setenv("CITEWELL_SERVING", json.dumps({"api_keys": [KEY]}))
    serving = load_settings().serving

    assert KEY not in meaning(serving, 1) + repr(serving)
