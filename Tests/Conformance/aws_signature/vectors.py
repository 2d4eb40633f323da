#!/usr/bin/env python3
"""Writes vectors.json: requests signed by botocore, Amazon's own implementation, at a fixed time.

The Swift tests sign the same requests and compare. `--check` fails when the file is not what botocore makes.
Needs: python3 with botocore.
"""
import datetime
import json
import pathlib
import sys
from unittest import mock

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TIME = datetime.datetime(2026, 9, 1, 10, 0, 0, tzinfo=datetime.timezone.utc)
FORM = "application/x-www-form-urlencoded"
WHO = "Action=GetCallerIdentity&Version=2011-06-15"
CASES = [
    dict(name="caller identity", region="us-east-1", service="sts", url="https://sts.us-east-1.amazonaws.com/", body=WHO,
         headers={"Content-Type": FORM, "Content-Length": str(len(WHO))}, token=None),
    dict(name="caller identity with session token", region="eu-central-1", service="sts",
         url="https://sts.eu-central-1.amazonaws.com/", body=WHO,
         headers={"Content-Type": FORM, "Content-Length": str(len(WHO))}, token="FwoGZXIvYXdzE+/=="),
    dict(name="china", region="cn-north-1", service="sts", url="https://sts.cn-north-1.amazonaws.com.cn/", body=WHO,
         headers={"Content-Type": FORM, "Content-Length": str(len(WHO))}, token=None),
    dict(name="other port", region="us-east-1", service="sts", url="http://127.0.0.1:4566/", body="Action=AssumeRole&x=%20",
         headers={"Content-Type": FORM}, token=None),
    dict(name="spaces in a header", region="us-east-1", service="sts", url="https://sts.us-east-1.amazonaws.com/", body="",
         headers={"X-Amz-Meta": "  a   b  c "}, token=None),
    dict(name="path", region="us-east-1", service="lambda", url="https://example.amazonaws.com/a/b-c_d~e.f/%20g", body="{}",
         headers={}, token=None),
]


def signed(case):
    request = AWSRequest(method="POST", url=case["url"], data=case["body"].encode(), headers=dict(case["headers"]))
    credentials = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", case["token"])
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=TIME.replace(tzinfo=None)):
        botocore.auth.SigV4Auth(credentials, case["service"], case["region"]).add_auth(request)
    return dict(case, date=request.headers["X-Amz-Date"], authorization=request.headers["Authorization"])


def main():
    file = pathlib.Path(__file__).with_name("vectors.json")
    text = json.dumps([signed(case) for case in CASES], indent=1, sort_keys=True) + "\n"
    if "--check" in sys.argv[1:]:
        sys.exit(0 if file.read_text() == text else f"{file} differs from botocore {botocore.__version__}")
    file.write_text(text)


main()
