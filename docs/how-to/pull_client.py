"""python pull_client.py HUB CLIENT_ID PRIVATE_KEY.json VIEW FOLDER: takes every page, from where it stopped."""  # noqa: INP001

import json
import os
import sys
import time
import uuid
from pathlib import Path

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

hub, client_id, key_file, view, folder = sys.argv[1:]
key, cursor, http = ECKey.import_key(json.loads(Path(key_file).read_text())), Path(folder, "cursor"), httpx.Client()


def sign_in():
    said = {"iss": client_id, "sub": client_id, "aud": f"{hub}/oauth/token"}
    said |= {"exp": int(time.time()) + 120, "jti": str(uuid.uuid4())}
    signed = jwt.encode({"alg": "ES384", "kid": key.kid}, said, key, algorithms=["ES384"])
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    form = {"grant_type": "client_credentials", "client_assertion_type": kind, "client_assertion": signed}
    answer = http.post(f"{hub}/oauth/token", data=form | {"scope": f"pull/{view}.read"}).raise_for_status()
    http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def write(path, content):  # whole or not at all, and on the disk before anything that follows
    with path.with_suffix(".draft").open("wb") as file:
        _, _, _ = file.write(content), file.flush(), os.fsync(file.fileno())
    path.with_suffix(".draft").replace(path)


number, after, at_end = *(cursor.read_text().split() if cursor.exists() else (0, None)), False
while not at_end:
    answer = http.get(f"{hub}/api/v1/pull/{view}", params={"after": after} if after else {}, timeout=60)
    if answer.status_code == 401 and not sign_in():  # no token yet, or its five minutes are over
        continue
    page, number = answer.raise_for_status().json(), int(number) + 1
    write(Path(folder, f"{number:09}.json"), answer.content)  # first the page; taken again, it is the same file
    write(cursor, f"{number} {page['next']}".encode())  # then the cursor behind it
    after, at_end = page["next"], page["at_end"]
