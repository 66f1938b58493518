"""The service's own list of models: both shapes it came in, and what becomes of it."""

import json

import pytest

from langchain_aimlapi.catalogue import store
from langchain_aimlapi.catalogue.build import files, live
from langchain_aimlapi.catalogue.build.__main__ import main
from langchain_aimlapi.catalogue.build.merge import further_aliases, merge_live
from langchain_aimlapi.http_library import httpx

TODAY = {
    "id": "acme/new-model",
    "aliases": ["new-model", "acme/new-model"],
    "type": "openai/chat-completions",
    "info": {
        "name": "New Model",
        "developer": "Acme",
        "releasedAt": "2026-08-01T00:00:00.000Z",
        "contextLength": 200_000,
        "outputMax": 32_000,
        "cutoffAt": "2026-01",
    },
    "modalities": {"input": ["text", "image", "file"], "output": ["text"]},
    "capabilities": ["tools", "structured_output", "parallel_tool_calls", "vision"],
    "pricing": {
        "kind": "fixed",
        "units": [
            {"name": "input", "measure": "tokens", "price": 0.0000013, "per": 1, "origin": "provided"},
            {"name": "output", "measure": "tokens", "price": 5.2, "per": 1_000_000, "origin": "generated"},
            {"name": "cache", "measure": "tokens", "price": 0.13, "per": 1_000_000, "origin": "cached"},
        ],
    },
}
OF_2025 = {
    "id": "acme/older-model",
    "type": "chat-completion",
    "info": {"name": "Older", "developer": "Acme", "contextLength": 8000, "maxTokens": 2000},
    "features": ["openai/chat-completion", "openai/chat-completion.function", "openai/chat-completion.vision"],
}


def translated(row):
    return live.rows_from_list([row])[row["id"]]


class TestTranslation:
    def test_a_row_of_today(self):
        assert translated(TODAY) == {
            "family": "chat",
            "dialect": "chat",
            "name": "New Model",
            "vendor": "Acme",
            "release_date": "2026-08-01",
            "knowledge_cutoff": "2026-01",
            "context_window": 200_000,
            "max_output_tokens": 32_000,
            "aliases": ["new-model"],
            "input_modalities": "text image pdf",
            "output_modalities": "text",
            "capabilities": "structured_output tools vision",
            "prices": {"input": 1.3, "output": 5.2, "cache_read": 0.13},
        }

    def test_a_row_of_2025(self):
        row = translated(OF_2025)
        assert (row["context_window"], row["max_output_tokens"], row["capabilities"]) == (8000, 2000, "tools vision")

    @pytest.mark.parametrize(
        ("kind", "family"),
        [
            ("openai/chat-completions", "chat"),
            ("openai/image-generations", "image"),
            ("internal/video-generations/submit", "video"),
            ("embedding", "embedding"),
            ("tts", "tts"),
            ("internal/stt", "stt"),
            ("ocr", "ocr"),
            ("internal/text-to-speech", "tts"),
            ("internal/speech-to-text/submit", "stt"),
            ("internal/optical-character-recognition", "ocr"),
            ("something/else", "chat"),
        ],
    )
    def test_families(self, kind, family):
        row = translated({"id": "x", "type": kind})
        assert (row["family"], row["dialect"]) == (family, "chat" if family == "chat" else "none")

    @pytest.mark.parametrize(
        ("pricing", "prices"),
        [
            ({"kind": "variable"}, None),
            ({"kind": "fixed", "units": [{"measure": "image", "price": 4, "per": 100, "origin": "generated"}]}, 0.04),
            ({"kind": "fixed", "units": [{"measure": "second", "price": 1, "per": 1, "origin": "generated"}]}, None),
            ({"kind": "fixed", "units": [{"measure": "image", "price": 1, "per": 0, "origin": "generated"}]}, None),
            ({"kind": "fixed", "units": "free"}, None),
            (
                {
                    "kind": "variants",
                    "variants": [
                        {"when": {}, "price": 0.04, "per": 1, "unit": {"measure": "image", "origin": "generated"}},
                        {
                            "when": {"q": "hd"},
                            "price": 9,
                            "per": 1,
                            "unit": {"measure": "image", "origin": "generated"},
                        },
                    ],
                },
                0.04,
            ),
        ],
    )
    def test_prices_of_images(self, pricing, prices):
        row = translated({"id": "x", "type": "openai/image-generations", "pricing": pricing})
        assert row.get("prices") == (prices and {"per_image": prices})

    def test_one_name_in_several_rows_is_a_chat_model_first(self):
        image = {"id": "x", "type": "openai/image-generations", "info": {"name": "X"}}
        rows = live.rows_from_list([image, {"id": "x", "type": "openai/chat-completions"}])
        assert rows == {"x": {"family": "chat", "dialect": "chat", "name": "X"}}

    def test_nonsense_is_passed_over(self):
        odd = {"id": "x", "info": [], "aliases": "y", "modalities": 3, "capabilities": {"tools": True}, "pricing": []}
        assert live.rows_from_list(["x", None, {}, {"id": 3}, {"id": ""}, odd]) == {
            "x": {"family": "chat", "dialect": "chat"}
        }


class TestMerging:
    def test_a_new_name_comes_from_the_live_list(self):
        rows = merge_live({}, live.rows_from_list([TODAY]))
        assert (rows["acme/new-model"]["status"], rows["acme/new-model"]["origin"]) == ("live", "live")
        assert further_aliases(rows) == {"new-model": "acme/new-model"}

    def test_gaps_are_filled_and_facts_stay(self):
        known = {"family": "chat", "status": "documented", "context_window": 128_000, "prices": {"input": 2.0}}
        row = merge_live({"acme/new-model": known}, live.rows_from_list([TODAY]))["acme/new-model"]
        assert (row["status"], row["context_window"], row["max_output_tokens"]) == ("live", 128_000, 32_000)
        assert row["prices"] == {"input": 2.0, "output": 5.2, "cache_read": 0.13}
        assert "origin" not in row

    def test_a_deprecated_name_that_is_listed_is_live_again_without_successor(self):
        rows = {
            "one": {"family": "chat", "status": "deprecated", "aliases": ["a/one"], "successor": "a/one"},
            "a/one": {"family": "chat", "status": "live", "aliases": ["one"]},
        }
        merged = files.Contents(rows, {}, "").with_live(live.rows_from_list([{"id": "one"}])).rows["one"]
        assert (merged["status"], merged.get("successor")) == ("live", None)

    def test_a_misprint_that_the_service_knows_is_none(self):
        rows = {"a-a": {"family": "chat", "status": "orphan", "origin": "misprint", "successor": "a"}}
        merged = files.Contents(rows, {}, "").with_live(live.rows_from_list([{"id": "a-a"}])).rows["a-a"]
        assert (merged["origin"], merged.get("successor")) == ("live", None)

    def test_an_alias_with_a_row_of_its_own_keeps_it(self):
        listed = live.rows_from_list([TODAY])
        rows = merge_live({"new-model": {"family": "chat", "status": "live"}}, listed)
        assert further_aliases(rows) == {}

    def test_merging_twice_is_merging_once(self):
        listed = live.rows_from_list([TODAY, OF_2025, {**TODAY, "id": "openai/gpt-4o"}])
        once = merge_live(store.rows(), listed)
        assert merge_live(once, listed) == once

    def test_the_rows_that_came_in_are_not_changed(self):
        before = json.dumps(store.rows())
        merge_live(store.rows(), live.rows_from_list([{**TODAY, "id": "openai/gpt-4o"}]))
        assert json.dumps(store.rows()) == before


class TestCommand:
    def run(self, tmp_path, answer, *more):
        return main(["--live", "--output", str(tmp_path), *more], httpx.MockTransport(answer))

    def test_the_public_list_is_asked_for_in_full_and_without_a_key(self, tmp_path, capsys):
        asked = []

        def answer(request):
            asked.append(request)
            return httpx.Response(200, json={"object": "list", "data": [TODAY]})

        assert self.run(tmp_path, answer, "--base-url", "https://service.test/") == 0
        assert str(asked[0].url) == "https://service.test/v1/models?include=all"
        assert "authorization" not in asked[0].headers
        index = json.loads((tmp_path / store.INDEX_FILE).read_text("utf-8"))
        assert index["models"]["acme/new-model"]["origin"] == "live"
        assert index["aliases"]["new-model"] == "acme/new-model"
        assert "The live list has 1 names, 1 of them new" in capsys.readouterr().out

    @pytest.mark.parametrize(
        "answer",
        [
            lambda request: httpx.Response(503),
            lambda request: httpx.Response(200, text="<html>"),
            lambda request: httpx.Response(200, json={"error": "no"}),
            lambda request: (_ for _ in ()).throw(httpx.ConnectError("no route\nto host")),
        ],
    )
    def test_an_unreachable_service_costs_one_line_and_nothing_else(self, tmp_path, capsys, answer):
        assert self.run(tmp_path, answer) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first.startswith("The live list of models is left out: ")
        assert second.startswith(f"{len(store.rows())} model names written")
        index = (tmp_path / store.INDEX_FILE).read_bytes()
        assert index == (store.DATA_DIRECTORY / store.INDEX_FILE).read_bytes()
