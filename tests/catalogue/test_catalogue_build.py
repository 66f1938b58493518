"""The generator: rows from collected files, written the same way every time."""

import json
import os
from pathlib import Path

import pytest

from langchain_aimlapi.catalogue import store
from langchain_aimlapi.catalogue.build import files, judge, layout, relate
from langchain_aimlapi.catalogue.build.__main__ import main
from langchain_aimlapi.catalogue.build.rows import rows_from_sources
from langchain_aimlapi.catalogue.cards import card_from_row

SOURCE = os.environ.get("AIMLAPI_CATALOGUE_SOURCE")

STRING = {"type": "string"}
CHAT = {"model": STRING, "messages": {"type": "array"}, "stream": {"type": "boolean"}}
SHARED = {"top_a": {}, "search_mode": {}, "provider": {}}
JSON_SCHEMA = {"any_of": [{"properties": {"type": {"type": "string", "enum": ["json_object", "json_schema"]}}}]}


def record(name, **fields):
    return {"id": name, "vendor": "Acme", "family": "chat", "status": "live", **fields}


def chat_endpoint(schema, **fields):
    return {"method": "POST", "path": "/v1/chat/completions", "schema": schema, "status": ["200"], **fields}


@pytest.fixture
def catalogue():
    return {
        "models": [
            record("acme/one", endpoints=[chat_endpoint("s1", messages="m1")], aliases=["one"], context_length=8000),
            record("one", status="deprecated", aliases=["acme/one"]),
            record("acme/old-1.0", status="deprecated"),
            record("acme/old-1-0", status="documented"),
            record("acme/one-one", status="documented", suspect_of="acme/one"),
            record("acme/gone", status="deprecated", aliases=["acme/half-gone"]),
            record("acme/half-gone", status="documented", aliases=["acme/gone"]),
            record("acme/paint", family="image", endpoints=[chat_endpoint("s2", status=["default", "201"])]),
        ],
        "schemas": {"s1": {**CHAT, "tools": {}}, "s2": {"model": STRING, "prompt": STRING, "image_url": STRING}},
        "message_shapes": {"m1": {"user": {"content": ["string", "image_url"], "keys": ["content", "role"]}}},
        "seed_names": [
            {"name": "One", "vendor": "Acme", "family": "chat", "ids": ["acme/one", "one"]},
            {"name": "Zero", "vendor": "Acme", "family": "chat", "ids": ["acme/zero", "acme/zero-latest"]},
            {"name": "Many", "vendor": "Acme", "family": "chat", "ids": ["acme/one", "acme/paint"]},
        ],
        "seed_only": [{"name": "Seer", "vendor": None, "family": "vision", "ids": [], "endpoint": "POST /vision"}],
    }


@pytest.fixture
def profiles():
    facts = {"context": 9000, "max_output": 100, "input": ["text", "image"], "output": ["text"], "tool_call": True}
    return {
        "models": {"acme/one": {**facts, "cost": {"input": 1.5, "output": 2}, "reasoning_efforts": []}},
        "other_models": {"acme/elsewhere": {**facts, "tool_call": True, "reasoning": True, "open_weights": False}},
        "media_prices": {"acme/paint": {"per_image": 0.05}},
    }


@pytest.fixture
def cards(catalogue, profiles):
    rows = files.from_sources(catalogue, profiles).rows
    return {name: card_from_row(name, row) for name, row in rows.items()}


class TestRows:
    def test_facts_of_both_files_meet_in_one_card(self, cards):
        card = cards["acme/one"]
        assert (card.context_window, card.max_output_tokens, card.prices.output) == (9000, 100, 2)
        assert card.capabilities == {"tools", "streaming", "vision"}
        assert card.input_modalities == ("text", "image")
        assert card.reasoning_efforts == ()
        assert card.endpoints[0].statuses == (200,)

    def test_a_media_model_shows_what_goes_in_and_out(self, cards):
        card = cards["acme/paint"]
        assert (card.input_modalities, card.output_modalities) == (("text", "image"), ("image",))
        assert (card.dialect, card.prices.per_image, card.endpoints[0].statuses) == ("none", 0.05, (201,))

    def test_a_name_that_only_the_registry_has_is_an_orphan_with_the_makers_word(self, cards):
        card = cards["acme/elsewhere"]
        assert (card.status, card.origin, card.vendor, card.open_weights) == ("orphan", "models.dev", "Acme", False)
        assert card.capabilities == {"tools", "reasoning", "vision"}

    def test_a_misprint_has_no_price_and_leads_on(self, cards):
        card = cards["acme/one-one"]
        assert (card.status, card.origin, card.successor, card.prices) == ("orphan", "misprint", "acme/one", None)


class TestNames:
    def test_a_live_alias_or_the_same_normal_form_succeeds(self, cards):
        assert cards["one"].successor == "acme/one"
        assert cards["acme/old-1.0"].successor == "acme/old-1-0"

    def test_an_alias_that_is_not_live_does_not_succeed(self, cards):
        assert cards["acme/gone"].successor is None

    def test_usable_names_have_no_successor(self, cards):
        assert cards["acme/one"].successor is None

    def test_lost_names_are_retired_and_keep_their_other_spellings(self, cards):
        card = cards["acme/zero"]
        assert (card.status, card.origin, card.aliases) == ("retired", "docs-2025", ("acme/zero-latest",))

    def test_titles_stand_for_one_model_or_get_a_row_of_their_own(self, catalogue, profiles, cards):
        assert files.from_sources(catalogue, profiles).titles == {"One": "acme/one", "Zero": "acme/zero"}
        assert (cards["Many"].status, cards["Many"].aliases) == ("retired", ())
        assert (cards["Seer"].family, cards["Seer"].dialect) == ("ocr", "none")

    def test_a_page_listed_under_two_titles_is_no_clear_title(self, catalogue):
        catalogue["seed_names"] = [
            {"name": name, "vendor": "Acme", "family": "video", "ids": ["acme/i2v"]} for name in ("v/text", "v/image")
        ]
        assert relate.page_titles(catalogue, {}) == {}


class TestJudgement:
    @pytest.mark.parametrize(
        ("endpoints", "dialect"),
        [
            ({"/v1/chat/completions": ({"system": {}}, {"user": {}})}, "claude"),
            ({"/chat/completions": ({"system": {}}, {"user": {}})}, "claude"),
            ({"/v1/chat/completions": ({"system": {}}, {"user": {}, "system": {}})}, "chat"),
            ({"/v1/chat/completions": ({}, {"user": {}})}, "chat"),
            ({"/v1/chat/completions": ({}, None), "/v1/messages": ({}, None)}, "chat"),
            ({"/v1/messages": ({}, None), "/v1/responses": ({}, None)}, "messages"),
            ({"/v1/responses": ({}, None)}, "responses"),
            ({}, "chat"),
        ],
    )
    def test_dialect(self, endpoints, dialect):
        assert judge.dialect("chat", endpoints) == dialect
        assert judge.dialect("image", endpoints) == "none"

    def test_what_the_schema_lacks_is_only_claimed(self):
        works, claimed = judge.capabilities(CHAT, None, {"tool_call": True, "structured_output": True}, ())
        assert works == {"streaming"}
        assert claimed == {"tools", "structured_output"}

    def test_the_kind_of_json_is_told_apart(self):
        only_object = {**CHAT, "response_format": {"enum": ["json_object"]}}
        assert "structured_output" not in judge.capabilities(only_object, None, {}, ())[0]
        both = judge.capabilities({**CHAT, "response_format": JSON_SCHEMA}, None, {}, ())[0]
        assert both >= {"json_mode", "structured_output"}

    def test_the_maker_may_deny_senses_and_temperature_but_not_tools(self):
        shapes = {"user": {"content": ["string", "image_url"]}}
        parameters = {**CHAT, "temperature": {}, "tools": {}}
        facts = {"input": ["text"], "temperature": False, "tool_call": False}
        works, claimed = judge.capabilities(parameters, shapes, facts, ())
        assert (works, claimed) == ({"streaming", "tools"}, {"vision", "temperature"})

    def test_a_capability_page_and_the_schema_outweigh_the_maker(self):
        shapes = {"user": {"content": ["image_url"]}}
        assert "vision" in judge.capabilities(CHAT, shapes, {"input": ["text"]}, ["vision"])[0]

    def test_the_shared_specification_needs_a_second_witness(self):
        parameters = {**CHAT, **SHARED, "tools": {}, "reasoning": {}, "web_search_options": {}, "temperature": {}}
        works, claimed = judge.capabilities(parameters, None, {"tool_call": False, "temperature": True}, ())
        assert (works, claimed) == ({"streaming", "temperature"}, {"tools", "reasoning", "web_search"})

    def test_a_fact_that_was_read_from_the_schema_is_no_second_witness(self):
        parameters, facts = {**CHAT, **SHARED, "reasoning": {}}, {"reasoning": True, "input": ["text", "image"]}
        shapes = {"user": {"content": ["string", "image_url"]}}
        echo = {**facts, "source": {"from_schema": ["reasoning"], "modalities": "docs schema (user content kinds)"}}
        assert judge.capabilities(parameters, shapes, facts, ())[0] == {"streaming", "reasoning", "vision"}
        assert judge.capabilities(parameters, shapes, echo, ())[0] == {"streaming"}
        measured = {**echo, "reasoning_field": "reasoning_details"}
        assert judge.capabilities(parameters, shapes, measured, ())[0] == {"streaming", "reasoning"}

    def test_a_model_that_thinks_without_a_switch_thinks(self):
        assert "reasoning" in judge.capabilities(CHAT, None, {"reasoning": True}, ())[0]

    def test_speech_comes_back_only_where_it_can_be_asked_for(self):
        facts = {"output": ["text", "audio", "image"]}
        assert judge.output_modalities(set(), facts) == ["text", "image"]
        assert judge.output_modalities({"audio_output"}, {}) == ["text", "audio"]

    def test_a_model_that_hears_only_takes_no_text(self):
        shapes = {"user": {"content": ["input_audio(wav)"]}}
        assert judge.input_modalities(shapes, {"audio_input"}, {"input": ["text", "audio"]}) == ["audio"]
        assert judge.input_modalities(None, {"vision"}, {"input": ["text", "image"]}) == ["text", "image"]
        assert judge.input_modalities(None, set(), {}) == []


class TestFiles:
    def test_a_second_run_writes_the_same_bytes(self, catalogue, profiles, tmp_path):
        for name in ("first", "second"):
            files.write(files.from_sources(catalogue, profiles), tmp_path / name)
            catalogue["models"].reverse()
            profiles["models"] = dict(reversed(profiles["models"].items()))
        assert contents(tmp_path / "first") == contents(tmp_path / "second")

    def test_reading_and_writing_again_changes_nothing(self, tmp_path):
        files.write(files.read_present(store.DATA_DIRECTORY), tmp_path)
        assert contents(tmp_path) == contents(store.DATA_DIRECTORY)

    def test_schemas_come_back_as_they_were(self):
        schemas = {"a": CHAT, "b": {**CHAT, "stream": {"type": "string"}}, "c": {}}
        loaded = json.loads(layout.schemas_text(schemas, {"m": {"user": {"content": []}}}))
        tables = loaded["parameters"]
        back = {key: {n: tables[n][i] for n, i in chosen.items()} for key, chosen in loaded["schemas"].items()}
        assert back == schemas

    def test_the_command_reads_a_directory_and_writes_another(self, catalogue, profiles, tmp_path, capsys):
        (tmp_path / "catalogue.json").write_text(json.dumps(catalogue), "utf-8")
        (tmp_path / "profiles.json").write_text(json.dumps(profiles), "utf-8")
        assert main(["--source", str(tmp_path), "--output", str(tmp_path / "out")]) == 0
        assert "acme/elsewhere" in json.loads((tmp_path / "out" / store.INDEX_FILE).read_text("utf-8"))["models"]
        assert capsys.readouterr().out.startswith("13 model names written to ")

    def test_the_command_with_nothing_to_do_says_so(self, capsys):
        with pytest.raises(SystemExit, match="2"):
            main([])
        assert "--source DIR, --live or both" in capsys.readouterr().err


@pytest.mark.skipif(SOURCE is None, reason="AIMLAPI_CATALOGUE_SOURCE does not name the collected files")
class TestCollectedFiles:
    def test_every_collected_name_is_in_the_data(self):
        catalogue, profiles = (json.loads((Path(SOURCE) / f"{n}.json").read_bytes()) for n in ("catalogue", "profiles"))
        leaves = [*catalogue["seed_names"], *catalogue["seed_only"]]
        names = {m["id"] for m in catalogue["models"]} | profiles["models"].keys() | profiles["other_models"].keys()
        names |= {*catalogue["seed_only_ids"], *(name for leaf in leaves for name in leaf["ids"])}
        assert names <= store.rows().keys()
        assert {leaf["name"] for leaf in leaves} <= store.rows().keys() | store.index()["titles"].keys()

    def test_no_price_is_borrowed_from_another_name(self):
        catalogue, profiles = (json.loads((Path(SOURCE) / f"{n}.json").read_bytes()) for n in ("catalogue", "profiles"))
        facts = {**profiles["other_models"], **profiles["models"]}
        for name, row in rows_from_sources(catalogue, profiles).items():
            own = {**(facts.get(name, {}).get("cost") or {}), **profiles["media_prices"].get(name, {})}
            assert row.get("prices", {}).items() <= own.items(), name

    def test_the_data_are_those_of_the_collected_files(self, tmp_path):
        """Fails when the generator changed and `make catalogue` did not run, unless the live list came in since."""
        if any(row.get("origin") == "live" for row in store.rows().values()):
            pytest.skip("the data hold rows of the live list")
        assert main(["--source", SOURCE, "--output", str(tmp_path)]) == 0
        assert contents(tmp_path) == contents(store.DATA_DIRECTORY)


def contents(directory):
    return {path.name: path.read_bytes() for path in sorted(directory.glob("*.json"))}
