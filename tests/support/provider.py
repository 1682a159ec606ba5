"""A small OpenID provider on loopback: discovery, authorization codes with PKCE, and tokens signed with RS256.

What it says of who signs in, and what is wrong with its tokens, is set by the test.
"""

import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, CLIENT_SECRET = "citewell", "a secret of the client, long enough"
LIFETIME = 600


@dataclass(slots=True)
class Provider:
    """What it knows; ``claims`` are said of who signs in next, ``wrong`` replaces claims of the token itself."""

    claims: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    signs_with_another_key: bool = False
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    stranger: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))

    def token(self, asked: dict[str, str]) -> str:
        """Return the signed identity of who has signed in."""
        now = int(time.time())
        said = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "somebody",
            "iat": now,
            "exp": now + LIFETIME,
            "nonce": asked["nonce"],
            **self.claims,
            **self.wrong,
        }
        key = self.stranger if self.signs_with_another_key else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, said, key)


class _Answers(BaseHTTPRequestHandler):
    """Answers for the provider of its server."""

    server: "_Server"

    def do_GET(self) -> None:
        """Describe the provider, give its public key, or let its visitor in at once, with a code."""
        provider, parts = self.server.provider, urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._say(
                {
                    "issuer": provider.url,
                    "authorization_endpoint": f"{provider.url}/authorize",
                    "token_endpoint": f"{provider.url}/token",
                    "jwks_uri": f"{provider.url}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            )
        elif parts.path == "/keys":
            self._say({"keys": [provider.key.as_dict(private=False)]})
        else:
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            code = secrets.token_urlsafe()
            provider.codes[code] = asked
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )
            self.end_headers()

    def do_POST(self) -> None:
        """Give a token for a code, once, to the client that proves that it asked for it."""
        provider = self.server.provider
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = provider.codes.pop(sent.get("code", ""), None)
        given = b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        digest = sha256(sent.get("code_verifier", "").encode()).digest()
        proof = urlsafe_b64encode(digest).rstrip(b"=").decode()
        knows = [unquote(part) for part in given.split(":")] == [CLIENT, CLIENT_SECRET]
        if asked is None or not knows or proof != asked["code_challenge"]:
            self._say({"error": "invalid_grant"}, status=400)
        else:
            self._say({"access_token": "none", "token_type": "Bearer", "id_token": provider.token(asked)})

    def _say(self, said: dict[str, Any], *, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    provider: Provider


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider on a free port of loopback."""
    with _Server(("127.0.0.1", 0), _Answers) as server:
        server.provider = Provider(url=f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.provider
        server.shutdown()
