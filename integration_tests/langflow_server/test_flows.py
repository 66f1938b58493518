"""The example flows of the documentation, run by a whole Langflow as programs run them."""

CHAT = "aimlapi_chat_with_memory"
AGENT = "aimlapi_agent_with_images"


def test_the_chat_flow_remembers_the_session(langflow, flow, emulator):
    langflow.save_key("emulator-key")
    emulator.reset()
    flow_id = flow(CHAT)
    langflow.run(flow_id, "My name is Ada.", session="first")
    [answer] = langflow.run(flow_id, "Say boat", session="first")
    assert answer["text"] == "boat"
    told = emulator.requests[-1].body["messages"]
    assert "My name is Ada." in told[0]["content"]
    langflow.run(flow_id, "Say boat", session="second")
    assert "Ada" not in str(emulator.requests[-1].body)


def test_the_chat_flow_streams(langflow, flow):
    langflow.save_key("emulator-key")
    events = list(langflow.stream(flow(CHAT), "Say: one two three four"))
    pieces = [event["data"]["chunk"] for event in events if event["event"] == "token"]
    assert len(pieces) > 3
    assert "one two three four" in "".join(pieces)


def test_the_agent_draws(langflow, flow, emulator):
    langflow.save_key("emulator-key")
    emulator.reset()
    [answer] = langflow.run(flow(AGENT), "Make a picture of a paper boat in the rain")
    assert "/artefacts/" in answer["text"]
    assert "/v1/images/generations" in [request.path for request in emulator.requests]


def test_an_agent_takes_a_model_of_the_picker(langflow, flow, emulator):
    langflow.save_key("emulator-key")
    emulator.reset()
    options = langflow.get("/api/v1/model_options/language")
    chosen = next(
        option for option in options if option["provider"] == "AI/ML API" and option["name"] == "openai/gpt-5-4"
    )
    flow_id = flow(AGENT, without="AIMLAPIChatModel-aiml2", model=chosen)
    [answer] = langflow.run(flow_id, "Make a picture of a paper boat in the rain")
    assert "/artefacts/" in answer["text"]
    models = {request.body["model"] for request in emulator.requests if request.path == "/v1/responses"}
    assert models == {"openai/gpt-5-4"}


def test_a_flow_without_a_key_says_where_to_put_one(langflow, flow):
    try:
        langflow.run(flow(CHAT), "Say boat")
    except RuntimeError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert "AIMLAPI_API_KEY" in refusal
