"""What schemathesis must know of the API beside its document: how requests are signed, and what every error looks like."""

import hashlib
import hmac
import json
import os
import secrets
from datetime import datetime, timezone

import schemathesis

ROLE = "Metal-Admin"
KEY = os.environ["PLANT_HMAC_ADMIN"].encode()


@schemathesis.auth(refresh_interval=None)
class Signed:
    """Each request has a signature of its own: the plant refuses one that it has seen."""

    def get(self, case, context):
        date = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        salt = secrets.token_hex(12)
        mac = hmac.new(KEY, (date + case.method.upper() + salt).encode(), hashlib.sha256).hexdigest()
        return {"Authorization": f"{ROLE} {mac}", "X-Date": date, "X-Data-Salt": salt}

    def set(self, case, data, context):
        case.headers = case.headers or {}
        for name, value in data.items():
            case.headers[name] = value


@schemathesis.check
def refusals_are_readable(context, response, case):
    """The body of a refusal is a JSON string that holds a JSON object with its status and a message."""
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    try:
        told = json.loads(json.loads(response.content))
    except (ValueError, TypeError) as error:
        raise AssertionError(f"{response.status_code} with a body that clients cannot read: {response.content[:200]!r}") from error
    assert told["statuscode"] == response.status_code, told
    assert told["message"], told
