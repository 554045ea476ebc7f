"""Requests to a SPARQL store over HTTP: who asks, how long it may take, and failures as one line.

It knows nothing of what is asked. Where a store sends elsewhere is told and not followed: a password would go along.
"""

from __future__ import annotations

import base64
import http.client
import io
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kg.errors import KgError
from kg.servers.credentials import Credentials

#: Seconds to wait for a connection, at most.
PATIENCE = 15.0
#: Bytes of an error that are looked at.
SAID = 2000


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection."""

    def redirect_request(self, *args: Any, **more: Any) -> None:
        """Nothing: what the store answers becomes an error."""


class Answer(io.RawIOBase):
    """What a store answers: the type of what it sends, without parameters, and the bytes as they come.

    Reading raises TimeoutError where they come too slowly.
    """

    def __init__(self, response: Any, deadline: float) -> None:
        super().__init__()
        self.type = str(response.headers.get_content_type())
        self._response = response
        self._deadline = deadline

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes or fewer; all of them where no size is given."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        if time.monotonic() > self._deadline:
            raise TimeoutError
        data: bytes = self._response.read1(size)
        return data


class RefusedError(KgError):
    """The store answered, and did not do it. `status` is the number of HTTP, `said` its own words in one line."""

    def __init__(self, url: str, status: int, said: str, hint: str) -> None:
        super().__init__(f"{url} answers {status}{f' ({said})' if said else ''}", hint)
        self.status = status
        self.said = said


class LateError(KgError):
    """The store did not answer in time."""


class Web:
    """Sends requests with the same credentials."""

    def __init__(self, credentials: Credentials | None = None) -> None:
        self._opener = urllib.request.build_opener(_Stay())
        self._headers = {"User-Agent": "fiscal-kg"}
        if credentials is not None:
            pair = f"{credentials.user}:{credentials.password}".encode()
            self._headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()

    @contextmanager
    def post(self, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Iterator[Answer]:
        """Send `body` to an address, and read the answer. Raises RefusedError, LateError, KgError where nobody is."""
        request = urllib.request.Request(url, data=body, headers={**self._headers, **headers}, method="POST")
        deadline = time.monotonic() + timeout
        try:
            with self._opener.open(request, timeout=timeout) as response:
                yield Answer(response, deadline)
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(url, error) from None
        except TimeoutError:
            raise LateError(f"{url} did not answer in {timeout:g} s", "raise the time limit") from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise LateError(f"{url} did not answer in {timeout:g} s", "raise the time limit") from None
            raise _nobody(url, error.reason) from None
        except (OSError, http.client.HTTPException) as error:
            raise _nobody(url, error) from None


def _nobody(url: str, reason: object) -> KgError:
    said = " ".join(str(getattr(reason, "strerror", None) or reason).split()) or type(reason).__name__
    return KgError(f"no SPARQL store answers at {url} ({said})", "start it, or check the address; push again to go on")


def _refused(url: str, error: urllib.error.HTTPError) -> RefusedError:
    text = error.read(SAID).decode("utf-8", "replace")
    # Stores tell errors as text or as a page for browsers.
    said = " ".join(re.sub(r"<[^<>]{1,200}>", " ", text).split())[:300]
    hint = "see the store's own log"
    if error.code in (301, 302, 303, 307, 308):
        said, hint = f"it is at {error.headers.get('Location')}", "give that address"
    elif error.code == 401:
        said, hint = "it does not take this user and password", "see SPARQL_USERNAME and SPARQL_PASSWORD"
    elif error.code == 403:
        hint = "this user may not do that, or the store is open for reading only"
    elif error.code in (404, 405):
        hint = "check the address: for Fuseki that of a data set, for others see --query-url, --update-url, --data-url"
    return RefusedError(url, error.code, said, hint)
