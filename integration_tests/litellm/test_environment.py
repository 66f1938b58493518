"""Says so where LiteLLM is missing, instead of passing over this folder in silence."""

import pytest
from conftest import HAS_LITELLM


def test_litellm_is_installed_where_its_tests_run():
    if not HAS_LITELLM:
        pytest.skip("LiteLLM has an environment of its own: `make integration_test` runs this folder there")
