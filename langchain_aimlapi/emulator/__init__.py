"""A local AI/ML API: the service's behaviour over real HTTP, without a key, a network or a model.

The emulator checks requests against the catalogue as strictly as the service does, answers in the wire shape of the
model that was asked for, and can be told to misbehave in every way the service has been seen to. Its answers are
computed from the request: nothing here is a language model.

    from langchain_aimlapi.emulator import Emulator

    with Emulator() as server:
        ...  # point a client at server.base_url
"""

from langchain_aimlapi._extras import needing

with needing("The emulator", "emulator", "starlette", "uvicorn"):
    from langchain_aimlapi.emulator.app import create_app
    from langchain_aimlapi.emulator.recorder import RequestRecord
    from langchain_aimlapi.emulator.server import Emulator
    from langchain_aimlapi.emulator.state import Options

__all__ = ["Emulator", "Options", "RequestRecord", "create_app"]
