"""For every live OCR model: a small and a full request built by our code are valid, and pages become documents."""

import io
import zlib

import pytest
import samples
from langchain_core.documents.base import Blob
from test_every_speech_model import example

from langchain_aimlapi import (
    AIMLAPIOCRLoader,
    AIMLAPIOCRParser,
    InvalidRequestError,
    MalformedResponseError,
    ServerError,
    find_models,
)

CARDS = [card for card in find_models(family="ocr") if card.endpoint("/v1/ocr")]
every_model = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
MISTRAL, GOOGLE = "mistral/mistral-ocr-latest", "google/gc-document-ai"


def pages(*texts):
    """A PDF whose pages' streams are compressed."""
    streams = [zlib.compress(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()) for text in texts]
    bodies = [b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream) for stream in streams]
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (at, body) for at, body in enumerate(bodies, 1))


def make(model=MISTRAL, **settings):
    return AIMLAPIOCRParser(model=model, unsupported_params="error", max_retries=0, **settings)


def test_all_of_them_are_there():
    assert sum(card.status == "live" for card in CARDS) >= 4


@every_model
@COLOURS
async def test_a_document_is_read(emulator_environment, card, colour):
    parser, source = make(card.id), samples.pdf("Total: 42 EUR")
    result = parser.read(source) if colour == "sync" else await parser.aread(source)
    assert result.text == "Total: 42 EUR"
    assert result.pages_processed == 1
    assert result.inference_id
    assert result.cost["usd"] > 0
    assert ("model" in emulator_environment.requests[0].body) == ("gc-document-ai" not in card.id)


@every_model
@pytest.mark.parametrize("source", ["https://files.example/a.pdf", "https://files.example/a.png", samples.png()])
def test_addresses_and_pictures_are_taken(emulator_environment, card, source):
    assert make(card.id).read(source).text.startswith("# Canned page")


@every_model
def test_a_full_request_is_valid(emulator_environment, card):
    schema = card.endpoint("/v1/ocr").parameters
    wanted = {name: example(rule) for name, rule in schema.items() if name not in ("model", "document", "mimeType")}
    wanted["pages"] = [0]
    result = make(card.id).read(samples.pdf("Hello"), **wanted)
    assert result.pages[0].markdown == "Hello"
    assert set(wanted) <= set(emulator_environment.requests[0].body)
    if "document_annotation_format" in schema:
        assert result.document_annotation == {"emulator": True}


@every_model
def test_pages_are_counted_from_zero_for_every_vendor(emulator_environment, card):
    source = pages("one", "two", "three", "four")
    for wanted in ([1], [1, 2], [0, 3]):
        assert [page.index for page in make(card.id).read(source, pages=wanted).pages] == wanted


@COLOURS
@pytest.mark.parametrize("model", [MISTRAL, GOOGLE, "zhipu/glm-ocr"])
async def test_pages_become_documents(emulator_environment, tmp_path, model, colour):
    path = tmp_path / "a.pdf"
    path.write_bytes(pages("one", "two"))
    loader = AIMLAPIOCRLoader([path, io.BytesIO(samples.png())], parser=make(model))
    documents = loader.load() if colour == "sync" else await loader.aload()
    assert [document.page_content for document in documents[:2]] == ["one", "two"]
    assert [document.metadata["page"] for document in documents] == [0, 1, 0]
    assert documents[0].metadata["source"] == str(path)
    assert documents[0].metadata["total_pages"] == 2
    assert documents[2].metadata["width"] == 8
    assert documents[0].metadata["cost"]["usd"] == pytest.approx(0.001)


@COLOURS
async def test_a_blob_is_parsed(emulator_environment, colour):
    blob = Blob.from_data(pages("one"), path="scan.pdf", metadata={"case": 7})
    parser = make()
    documents = parser.parse(blob) if colour == "sync" else [each async for each in parser.alazy_parse(blob)]
    assert (documents[0].metadata["case"], documents[0].metadata["source"]) == (7, "scan.pdf")


WORDS = {"type": "document_url", "document_url": "data:application/pdf;base64,cGxhaW4gdGV4dA=="}


def test_what_cannot_be_read_is_an_error(emulator_environment):
    with pytest.raises(InvalidRequestError, match="document is empty"):
        make().read(b"")
    with pytest.raises(InvalidRequestError, match="at most 10 can be sent"):
        make(max_document_bytes=10).read(samples.png())
    with pytest.raises(InvalidRequestError, match="reads no documents"):
        make("openai/gpt-4o").read(samples.png())
    with pytest.raises(InvalidRequestError, match=r"document is plain text, which .* cannot read; it reads pdf, docx"):
        make().read(b"plain text")
    assert not emulator_environment.requests
    with pytest.raises(InvalidRequestError, match="neither a PDF nor a picture"):
        make().read("data:application/pdf;base64,JVBERi0xLjc=", extra_body={"document": WORDS})
    with pytest.raises(MalformedResponseError, match="no pages"):
        make(default_headers={"X-Emulator-Fault": "body=no-choices"}).read(samples.png())
    with pytest.raises(ServerError):
        make(default_headers={"X-Emulator-Fault": "status=503"}).read(samples.png())


def test_a_loader_takes_a_parser_or_settings():
    with pytest.raises(ValueError, match="not both"):
        AIMLAPIOCRLoader("a.pdf", parser=make(), model=MISTRAL)
