"""Sources of an answer as documents, from every vendor's shape."""

import pytest
from langchain_core.messages import AIMessage

from langchain_aimlapi.search_results import described, read_search, read_sources

A, B = "https://a.example/1", "https://b.example/2"


def message(content="Loud [1][2].", metadata=None, **beside):
    return AIMessage(content, response_metadata=metadata or {}, additional_kwargs=beside)


def facts(sources):
    return [source.metadata for source in sources]


def test_perplexitys_citations_give_the_order_and_its_results_the_facts():
    results = [{"title": "B", "url": B, "date": "2026-01-02", "last_updated": None, "snippet": "Rain."}]
    sources = read_sources(message(metadata={"citations": [A, B], "search_results": results}))
    assert [source.page_content for source in sources] == [A, "Rain."]
    assert facts(sources) == [
        {"source": A, "number": 1, "url": A},
        {"source": B, "number": 2, "url": B, "title": "B", "date": "2026-01-02", "snippet": "Rain."},
    ]


SHAPES = {
    "citations": message(metadata={"citations": [A]}),
    "search_results": message(metadata={"search_results": [{"url": A, "title": "T"}]}),
    "alibaba": message(metadata={"search_info": {"search_results": [{"index": 1, "url": A, "title": "T"}]}}),
    "zhipu": message(metadata={"web_search": [{"link": A, "title": "T", "content": "C", "publish_date": "2026"}]}),
    "annotations": message(annotations=[{"type": "url_citation", "url_citation": {"url": A, "start_index": 0}}]),
    "flat annotations": message(annotations=[{"type": "url_citation", "url": A, "title": "T"}]),
    "responses": message(
        output_items=[{"type": "web_search_call", "action": {"type": "search", "sources": [{"type": "url", "url": A}]}}]
    ),
    "messages": message(
        content_blocks=[
            {
                "type": "web_search_tool_result",
                "content": [{"type": "web_search_result", "url": A, "title": "T", "encrypted_content": "x"}],
            }
        ]
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read(shape):
    (source,) = read_sources(SHAPES[shape])
    assert source.metadata["url"] == source.metadata["source"] == A
    assert source.metadata["number"] == 1
    assert not {"encrypted_content", "start_index", "index", "type", "link"} & source.metadata.keys()


def test_other_words_for_the_same_are_brought_together():
    (source,) = read_sources(SHAPES["zhipu"])
    assert source.page_content == "C"
    assert source.metadata["date"] == "2026"


def test_a_source_that_is_named_twice_comes_once_with_all_that_is_said_of_it():
    annotations = [
        {"type": "url_citation", "url_citation": {"url": A, "title": "T"}},
        {"type": "url_citation", "url_citation": {"url": A, "title": "Other", "content": "Snippet"}},
    ]
    (source,) = read_sources(message(metadata={"citations": [A]}, annotations=annotations))
    assert source.page_content == "Snippet"
    assert source.metadata["title"] == "T"


@pytest.mark.parametrize(
    "answer",
    [
        message(),
        message(metadata={"citations": [], "search_results": []}),
        message(metadata={"citations": None, "search_results": "none", "search_info": []}),
        message(metadata={"citations": ["javascript:alert(1)", 5, None, {"title": "no address"}, {"url": 7}]}),
        message(annotations=[{"type": "file_citation", "file_citation": {"file_id": "f"}}, "odd"]),
        message(
            content_blocks=[{"type": "web_search_tool_result", "content": {"error_code": "max_uses_exceeded"}}, "odd"],
            output_items=[{"type": "web_search_call", "action": None}, {"type": "message"}],
        ),
    ],
)
def test_without_sources_there_are_none(answer):
    assert read_sources(answer) == []
    assert "named no sources" in described(read_search(answer, "m"))


def test_the_answer_holds_what_was_asked_for_and_what_it_cost():
    images = [{"image_url": "https://a.example/x.png"}]
    metadata = {
        "citations": [A],
        "images": images,
        "related_questions": ["Why?"],
        "cost": {"usd": 0.1, "credits": 5},
        "inference_id": "inf-1",
        "client_request_id": "mine",
    }
    answer = read_search(message(metadata=metadata), "perplexity/sonar")
    assert (answer.text, answer.images, answer.related_questions) == ("Loud [1][2].", images, ["Why?"])
    assert (answer.cost["usd"], answer.inference_id, answer.client_request_id) == (0.1, "inf-1", "mine")
    assert answer.model == "perplexity/sonar"
    assert answer.message.response_metadata == metadata


def test_a_refusal_is_the_text():
    assert read_search(message("", refusal="I will not."), "m").text == "I will not."


def test_an_agent_reads_numbered_sources():
    results = [{"title": "Rain", "url": A, "date": "2026-01-02"}]
    answer = read_search(message(metadata={"citations": [A, B], "search_results": results}), "m")
    assert str(answer) == f"Loud [1][2].\n\nSources:\n[1] Rain {A} (2026-01-02)\n[2] {B}"
