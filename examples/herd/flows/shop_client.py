"""One robot's connection to a shop's back office on the example site."""

import http.client
import json
import os
from urllib.parse import quote, urlencode, urlsplit

from drover_messages import RunFailed

# A slow shop is waited for; the run's own time-out is what ends it.
CALL_TIMEOUT_SECONDS = 660


class ShopClient:
    """All calls go through one kept connection: the site's work session lives as long as it."""

    def __init__(self):
        self.platform = required("DROVER_PLATFORM")
        self.shop_id = required("DROVER_SHOP_ID")
        site = urlsplit(os.environ.get("HERD_SITE_URL") or "http://127.0.0.1:4280")
        self._connection = http.client.HTTPConnection(site.hostname, site.port, timeout=CALL_TIMEOUT_SECONDS)
        self._base = f"{site.path.rstrip('/')}/api/{quote(self.platform)}/{quote(self.shop_id)}/"
        self._token = None

    def sign_in(self):
        answer = self.post("login", {"shopId": self.shop_id, "password": f"herd-{self.shop_id}"})
        self._token = answer["token"]
        return answer["shop"]

    def get(self, path, **query):
        return self._call("GET", path + "?" + urlencode(query))

    def post(self, path, body):
        return self._call("POST", path, json.dumps(body).encode("utf-8"))

    def close(self):
        self._connection.close()

    def _call(self, method, path, body=None):
        headers = {"content-type": "application/json"}
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        try:
            self._connection.request(method, self._base + path, body, headers)
            response = self._connection.getresponse()
            text = response.read().decode("utf-8")
        except (OSError, http.client.HTTPException) as error:
            raise RunFailed("TRANSIENT", f"the back office does not answer: {error}") from error
        answer = parse(text)
        if response.status < 300:
            return answer
        raise refused(response.status, answer)


def refused(status, answer):
    message = answer.get("message") or f"the back office answered {status}"
    if answer.get("code") == "LOGIN_EXPIRED":
        return RunFailed("LOGIN_EXPIRED", message)
    # A session that the site no longer knows (it was restarted) is made anew by the next attempt.
    if status >= 500 or answer.get("code") == "NOT_SIGNED_IN":
        return RunFailed("TRANSIENT", f"{status}: {message}")
    return RunFailed("BUSINESS", f"{status}: {message}")


def parse(text):
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    return answer if isinstance(answer, dict) else {}


def required(name):
    value = os.environ.get(name)
    if not value:
        raise RunFailed("BUSINESS", f"{name} is not set: this flow works in a shop")
    return value
