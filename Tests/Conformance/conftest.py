"""Airflow for the conformance tests: set up before anything imports it, with the unmodified provider."""

import os
import tempfile

import pytest

# Airflow reads its settings when it is first imported.
os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="lockstep-airflow-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "False"


@pytest.fixture
def backend_for():
    """Makes the provider's own AkeylessBackend for a gateway."""
    from airflow.providers.akeyless.secrets.akeyless import AkeylessBackend

    def make(gateway, **settings):
        return AkeylessBackend(
            api_url=gateway.url, access_id=gateway.access_id, access_key=gateway.access_key, **settings)

    return make


@pytest.fixture
def sdk_for():
    """Makes the Akeyless SDK's own client for a gateway, with a token."""
    import akeyless

    def make(gateway):
        client = akeyless.V2Api(akeyless.ApiClient(akeyless.Configuration(host=gateway.url)))
        token = client.auth(akeyless.Auth(access_id=gateway.access_id, access_key=gateway.access_key)).token
        return client, token

    return make
