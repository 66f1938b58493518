"""Documents and pages in each vendor's spelling, and answers of OCR models."""

import zlib

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError
from langchain_aimlapi.emulator.ocr import pdf_pages
from langchain_aimlapi.file_inputs import read_input
from langchain_aimlapi.ocr_request import build_ocr_call
from langchain_aimlapi.ocr_results import read_pages

PNG = b"\x89PNG\r\n\x1a\n"
URL = "https://files.example/a.pdf?x=1"


def body(model, source, **params):
    document = read_input(source, name="document", max_bytes=99)
    return build_ocr_call(model, document, params, unsupported_params="error")[0]


def test_google_takes_a_text_and_no_model():
    assert body("google/gc-document-ai", URL) == {"document": URL}
    sent = body("gc-document-ai", b"%PDF-1.4", pages=[0])
    assert sent == {
        "document": "JVBERi0xLjQ=",
        "mimeType": "application/pdf",
        "pages": {"type": "indices", "indices": [1]},
    }


@pytest.mark.parametrize(
    ("pages", "sent"),
    [
        ([2, 1], {"type": "range", "start": 2, "end": 3}),
        (range(20), {"type": "range", "start": 1, "end": 20}),
        ([0, 4], {"type": "indices", "indices": [1, 5]}),
        ({"type": "end", "end": 3}, {"type": "end", "end": 3}),
    ],
)
def test_google_counts_pages_from_one(pages, sent):
    assert body("google/gc-document-ai", URL, pages=pages)["pages"] == sent


def test_mistral_takes_an_object_and_counts_pages_from_zero():
    sent = body("mistral/mistral-ocr-latest", URL, pages=[0, 2])
    assert sent["document"] == {"type": "document_url", "document_url": URL}
    assert sent["pages"] == [0, 2]
    picture = body("zhipu/glm-ocr", PNG)["document"]
    assert picture == {"type": "image_url", "image_url": "data:image/png;base64,iVBORw0KGgo="}


def test_what_the_model_does_not_take_is_refused():
    with pytest.raises(InvalidRequestError, match="pages"):
        body("google/gc-document-ai", URL, pages=[-1])
    with pytest.raises(InvalidRequestError, match="does not know image_limit"):
        body("google/gc-document-ai", URL, image_limit=3)
    with pytest.raises(InvalidRequestError, match="reads no documents"):
        body("openai/gpt-4o", URL)


def test_pages_are_read_though_much_may_be_missing():
    image = {"id": "img-0.jpeg", "top_left_x": 0}
    pages = [{"index": 3, "markdown": "a", "images": [image], "dimensions": None}, {"markdown": None}]
    reply = {"pages": pages, "usage_info": {"pages_processed": 2, "doc_size_bytes": None}, "inference_id": "inf"}
    found = read_pages({**reply, "document_annotation": '{"total": 42}', "cost": {"usd": 0.1, "credits": 1}}, "m")
    assert [page.index for page in found.pages] == [3, 1]
    assert (found.text, found.pages_processed, found.document_annotation) == ("a\n\n", 2, {"total": 42})
    assert (found.cost["usd"], found.inference_id, found.pages[0].images) == (0.1, "inf", [image])
    assert read_pages({**reply, "document_annotation": "no json"}, "m").document_annotation == "no json"


@pytest.mark.parametrize("reply", [{}, {"pages": None}, {"pages": []}, {"pages": ["text"]}])
def test_an_answer_without_pages_is_an_error(reply):
    with pytest.raises(MalformedResponseError, match="no pages"):
        read_pages(reply, "m")


def test_the_emulator_reads_the_text_layer():
    plain = rb"<</Length 9>>stream" + b"\n" + rb"BT (One \(1\)) Tj 0 -12 Td [(Tw) -20 (o)] TJ ET" + b"\nendstream"
    packed = b"<</Filter/FlateDecode/D<</A 1>>>>stream\n" + zlib.compress(b"BT (Three) Tj ET") + b"\nendstream"
    picture = b"<</Filter/FlateDecode>>stream\n" + b"\x00broken" + b"\nendstream"
    assert pdf_pages(b"%PDF" + plain + packed + picture) == ["One (1)\nTwo", "Three"]
