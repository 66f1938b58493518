"""Loops that are made, run and closed for a call each, as Celery, Flask and Streamlit do it, leave nothing behind."""

import subprocess
import sys

import pytest
from raw_server import RawServer
from wire import answer_all, https, over_tls

PROGRAM = """
import asyncio, gc, resource, sys, threading, weakref
import uvloop
from langchain_aimlapi import AIMLAPIClient, ChatAIMLAPI
from langchain_aimlapi.api.dialects import CHAT

make_loop = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}[sys.argv[1]]
alive, clients, body = [], [], {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}

def invoke(loop, url):
    model = ChatAIMLAPI(model="openai/gpt-4o", api_key="key", base_url=url, max_retries=0)
    assert loop.run_until_complete(model.ainvoke("Hi")).text == "hello"

def leave(loop, url):
    shared = AIMLAPIClient("key", url, max_retries=0, share_connections=True)
    chunks = loop.run_until_complete(shared.astream_chat(CHAT, body))
    loop.run_until_complete(anext(chunks))

def another_client(loop, url):
    clients.append(AIMLAPIClient("key", url, max_retries=0))
    loop.run_until_complete(clients[-1].achat(CHAT, body))

def call(ask, url):
    loop = make_loop()
    alive.append(weakref.ref(loop))
    ask(loop, url)
    loop.close()

def call_in_a_thread(ask, url):
    thread = threading.Thread(target=call, args=(ask, url))
    thread.start()
    thread.join()

call(invoke, sys.argv[2])  # what is loaded once
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
for url in sys.argv[2:]:
    for how, ask in [(call, invoke), (call, leave), (call, another_client), (call_in_a_thread, invoke)]:
        for _ in range(32):
            how(ask, url)
        gc.collect()
        print(ask.__name__, sum(loop() is not None for loop in alive))
"""


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_loops_that_are_closed_after_each_call_never_use_up_the_files(trusted, loop):
    with RawServer(answer_all) as server, RawServer(over_tls(trusted)) as secured:
        program = [sys.executable, "-c", PROGRAM, loop, server.url, https(secured)]
        ran = subprocess.run(program, capture_output=True, check=False, text=True, timeout=240)
    assert (ran.returncode, ran.stderr) == (0, "")
    for line in ran.stdout.splitlines():
        assert int(line.split()[1]) <= 2, "loops themselves are freed, but for the last ones"
    assert ran.stdout.count("\n") == 8
