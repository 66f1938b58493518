"""Embeddings and images through LiteLLM, over sockets."""

import base64
import contextlib
import http.server
import io
import re
import threading
from pathlib import Path

import litellm
import pytest
import samples
from calling import Books, asked_once, since

from langchain_aimlapi.litellm import media
from langchain_aimlapi.litellm.media import hands_on_edits


async def embed(colour, **call):
    return await litellm.aembedding(**call) if colour == "async" else litellm.embedding(**call)


async def make(colour, **call):
    return await litellm.aimage_generation(**call) if colour == "async" else litellm.image_generation(**call)


async def edit(colour, **call):
    return await litellm.aimage_edit(**call) if colour == "async" else litellm.image_edit(**call)


@pytest.mark.parametrize("model", ["text-embedding-3-small", "voyage-2", "alibaba/qwen-text-embedding-v3"])
async def test_texts_become_vectors(service, colour, model):
    answer = await embed(colour, model=f"aimlapi/{model}", input=["one", "two"])
    assert [entry["index"] for entry in answer.data] == [0, 1]
    assert len(answer.data[0]["embedding"]) == litellm.model_cost[f"aimlapi/{model}"]["output_vector_size"]
    assert answer.usage.total_tokens > 0
    assert answer.model == model
    assert service.requests[-1].body == {"model": model, "input": ["one", "two"]}


async def test_parameters_of_embeddings_reach_the_service(service, colour):
    call = {"model": "aimlapi/text-embedding-3-small", "input": "one", "user": "u-1"}
    answer = await embed(colour, **call, dimensions=256, encoding_format="float")
    assert len(answer.data[0]["embedding"]) == 256
    sent = service.requests[-1].body
    assert (sent["dimensions"], sent["encoding_format"], sent["user"]) == (256, "float", "u-1")


async def test_base64_is_passed_on_where_the_model_has_it_and_left_out_elsewhere(service, colour):
    answer = await embed(colour, model="aimlapi/text-embedding-3-small", input="one", encoding_format="base64")
    assert isinstance(answer.data[0]["embedding"], str)
    answer = await embed(colour, model="aimlapi/voyage-2", input="one", encoding_format="base64")
    assert isinstance(answer.data[0]["embedding"][0], float)
    assert "encoding_format" not in service.requests[-1].body


async def test_dimensions_that_a_model_lacks_are_refused_or_dropped(service, colour):
    call = {"model": "aimlapi/voyage-2", "input": "one", "dimensions": 256}
    with pytest.raises(litellm.UnsupportedParamsError, match="dimensions"):
        await embed(colour, **call)
    await embed(colour, **call, drop_params=True)
    assert service.requests[-1].body == {"model": "voyage-2", "input": "one"}


async def test_a_proxy_s_setting_drops_what_an_embedding_model_lacks(service, colour, monkeypatch):
    monkeypatch.setattr(litellm, "drop_params", True)
    await embed(colour, model="aimlapi/voyage-2", input="one", dimensions=256)
    assert service.requests[-1].body == {"model": "voyage-2", "input": "one"}


async def test_names_that_a_model_has_no_field_for_are_refused_before_they_are_paid_for(service, colour):
    with pytest.raises(litellm.BadRequestError, match="takes no task_type; models that do: text-multilingual"):
        await embed(colour, model="aimlapi/text-embedding-3-small", input="one", task_type="CLUSTERING")
    assert service.requests == []


async def test_tokens_are_refused_with_advice(service, colour):
    with pytest.raises(litellm.BadRequestError, match="takes no tokens"):
        await embed(colour, model="aimlapi/text-embedding-3-small", input=[[1, 2, 3]])


async def test_what_embeddings_cost_is_booked(service, colour):
    books = Books()
    litellm.callbacks = [books]
    balance = service.balance
    _, mark = asked_once()
    await embed(colour, model="aimlapi/text-embedding-3-small", input=["one", "two", mark])
    _, cost, _ = await books.wait(mark)
    assert cost == pytest.approx(balance - service.balance)


@contextlib.contextmanager
def failing_service():
    """The address of a service that fails whatever is asked, and the paths that were."""
    paths = []

    class Failing(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            paths.append(self.path)
            self.send_response(500)
            self.send_header("retry-after-ms", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Failing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (1, 2)])
async def test_retries_are_obeyed(service, colour, retries, attempts):
    with failing_service() as (base, paths):
        call = {"max_retries": retries, "api_base": base}
        with pytest.raises(litellm.InternalServerError):
            await embed(colour, model="aimlapi/text-embedding-3-small", input="one", **call)
        assert len(paths) == attempts
        with pytest.raises(litellm.InternalServerError):
            await make(colour, model="aimlapi/flux/schnell", prompt="one", **call)
        assert len(paths) == 2 * attempts
        with pytest.raises(litellm.InternalServerError):
            await edit(colour, model="aimlapi/openai/gpt-image-1", image=[samples.png()], prompt="one", **call)
        assert len(paths) == 3 * attempts


@pytest.mark.parametrize("model", ["text-embedding-3-small", "flux/schnell"])
async def test_the_router_s_0_is_obeyed(service, colour, model):
    with failing_service() as (base, paths):
        params = {"model": f"aimlapi/{model}", "api_base": base}
        router = litellm.Router(model_list=[{"model_name": "m", "litellm_params": params}], num_retries=0)
        vectors = "embedding" in model
        call = {"model": "m", "input": "one"} if vectors else {"model": "m", "prompt": "one"}
        name = "embedding" if vectors else "image_generation"
        with pytest.raises(litellm.InternalServerError):
            await getattr(router, f"a{name}")(**call) if colour == "async" else getattr(router, name)(**call)
        assert len(paths) == 1


@pytest.mark.parametrize("own", [0.0, 0.25, None])
async def test_prices_of_a_deployment_are_booked_for_vectors(service, own):
    books = Books()
    litellm.callbacks = [books]
    params = {"model": "aimlapi/text-embedding-3-small"} | ({} if own is None else {"input_cost_per_token": own})
    router = litellm.Router(model_list=[{"model_name": "m", "litellm_params": params}])
    _, mark = asked_once()
    answer = await router.aembedding(model="m", input=[mark])
    _, cost, entry = await books.wait(mark)
    charged = float(answer._hidden_params["additional_headers"]["llm_provider-x-aimlapi-usd-spent"])
    assert charged > 0
    assert cost == pytest.approx(charged if own is None else own * answer.usage.prompt_tokens)
    assert entry["response_cost"] == cost
    assert answer._hidden_params["response_cost"] == pytest.approx(cost)


@since((1, 106), "books a deployment's own prices of images")
@pytest.mark.parametrize("own", [0.0, 0.25, None])
async def test_prices_of_a_deployment_are_booked_for_images(service, own):
    books = Books()
    litellm.callbacks = [books]
    prices = {} if own is None else {"input_cost_per_image": own, "output_cost_per_image": own}
    params = {"model": "aimlapi/flux/schnell", **prices}
    router = litellm.Router(model_list=[{"model_name": "m", "litellm_params": params}])
    _, mark = asked_once()
    answer = await router.aimage_generation(model="m", prompt=mark)
    _, cost, entry = await books.wait(mark)
    charged = float(answer._hidden_params["additional_headers"]["llm_provider-x-aimlapi-usd-spent"])
    assert charged > 0
    assert entry["response_cost"] == cost
    if own is None:
        assert cost == pytest.approx(charged)
    else:
        assert cost == pytest.approx(own) or cost == pytest.approx(2 * own), (
            "by input, output or both, as releases do it"
        )


async def test_headers_of_a_call_for_images_are_sent(service, colour):
    await make(colour, model="aimlapi/flux/schnell", prompt="one", extra_headers={"X-Title": "t"})
    assert service.requests[-1].headers["x-title"] == "t"


async def test_pictures_are_made(service, colour):
    answer = await make(colour, model="aimlapi/flux/schnell", prompt="a red fox", n=2, size="1024x768")
    assert len(answer.data) == 2
    assert answer.data[0].url.startswith("http")
    sent = service.requests[-1].body
    assert sent["num_images"] == 2
    assert sent["image_size"] == {"width": 1024, "height": 768}


async def test_parameters_of_pictures_reach_the_service(service, colour):
    answer = await make(
        colour,
        model="aimlapi/openai/gpt-image-1",
        prompt="a red fox",
        n=1,
        size="1536x1024",
        quality="low",
        response_format="b64_json",
    )
    assert base64.b64decode(answer.data[0].b64_json)
    sent = service.requests[-1].body
    assert (sent["n"], sent["size"], sent["quality"]) == (1, "1536x1024", "low")


async def test_what_pictures_cost_is_booked(service, colour):
    balance = service.balance
    answer = await make(colour, model="aimlapi/flux/schnell", prompt="a red fox")
    assert answer._hidden_params["response_cost"] == pytest.approx(balance - service.balance)


@pytest.mark.skipif(not hands_on_edits(), reason="this release of LiteLLM keeps an edit's arguments to itself")
async def test_pictures_are_changed_with_every_argument(service, colour):
    answer = await edit(
        colour,
        model="aimlapi/openai/gpt-image-1",
        image=[io.BytesIO(samples.png())],
        prompt="make it blue",
        size="1024x1024",
        quality="low",
    )
    assert answer.data[0].url or answer.data[0].b64_json
    request = service.requests[-1]
    assert request.path == "/v1/images/edits"
    assert b'name="size"' in request.content
    assert b"1024x1024" in request.content
    assert b'name="quality"' in request.content


async def test_a_path_of_this_machine_is_never_read(service, colour):
    with pytest.raises(litellm.BadRequestError, match="not a path"):
        await edit(colour, model="aimlapi/openai/gpt-image-1", image="/etc/hostname", prompt="x")
    assert service.requests == []


@pytest.mark.skipif(hands_on_edits(), reason="this release of LiteLLM hands an edit's arguments on")
async def test_it_is_said_once_that_an_edit_s_arguments_are_not_sent(service, colour, caplog):
    media._warn_of_cut_edits.cache_clear()
    for _ in range(2):
        await edit(colour, model="aimlapi/openai/gpt-image-1", image=[samples.png()], prompt="x", size="1024x1024")
    assert len([record for record in caplog.records if "size" in record.getMessage()]) == 1


def test_no_code_of_ours_looks_into_its_caller():
    for path in Path(media.__file__).parent.glob("*.py"):
        assert not re.search(r"_getframe|currentframe|f_locals|inspect\.stack", path.read_text(encoding="utf-8")), path


async def test_failures_are_litellm_s_own(service, colour):
    with pytest.raises(litellm.AuthenticationError):
        await make(colour, model="aimlapi/flux/schnell", prompt="a fox", api_key="bad-key")
    with pytest.raises(litellm.BadRequestError):
        await make(colour, model="aimlapi/flux/schnell", prompt="a fox", num_images=99)


@pytest.mark.parametrize("model", ["flux/schnell", "openai/gpt-image-1"])
async def test_bytes_of_pictures_are_fetched_where_a_model_has_only_addresses(service, colour, model):
    call = {"model": f"aimlapi/{model}", "prompt": "a red fox", "response_format": "b64_json"}
    (picture,) = (await make(colour, **call)).data
    assert picture.url is None
    assert base64.b64decode(picture.b64_json)
