"""A source that cannot be loaded costs nobody the pages and transcripts that are paid for."""

import warnings

import pytest
from real_files import FILES

from langchain_aimlapi import AIMLAPIOCRLoader, AIMLAPIOCRParser, AIMLAPITranscriber, AIMLAPITranscriptionLoader
from langchain_aimlapi.document_loaders import loading_progress
from langchain_aimlapi.errors import ModelInvalidRequestError
from langchain_aimlapi.http_library import httpx

PDF = b"%PDF-1.4\n%"


def answer(request):
    if b"stt" in request.url.raw_path:
        return httpx.Response(200, json={"generation_id": "g", "status": "completed", "result": {"text": "hello"}})
    return httpx.Response(200, json={"pages": [{"index": 0, "markdown": "one"}, {"index": 1, "markdown": "two"}]})


@pytest.fixture(params=["ocr", "transcription"])
def loader(request, make, service):
    service.answer = answer
    if request.param == "ocr":
        parser = make(AIMLAPIOCRParser, model="mistral/mistral-ocr-latest")
        return lambda sources, **options: AIMLAPIOCRLoader(sources, parser=parser, **options)
    listener = make(AIMLAPITranscriber, model="nova-3", poll_interval=0.001)
    return lambda sources, **options: AIMLAPITranscriptionLoader(sources, transcriber=listener, **options)


@pytest.fixture
def good(request, loader, tmp_path):
    kind = ("a.pdf", PDF) if "ocr" in request.node.name else ("a.wav", FILES["a.wav"])
    path = tmp_path / kind[0]
    path.write_bytes(kind[1])
    return path


LOADS = {
    "load": lambda loader: loader.load(),
    "aload": lambda loader: loader.aload(),
    "lazy_load": lambda loader: list(loader.lazy_load()),
}


async def load(loader, how):
    found = LOADS[how](loader)
    return await found if how == "aload" else found


@pytest.mark.parametrize("how", LOADS)
@pytest.mark.parametrize(
    ("bad", "error"), [("gone.pdf", FileNotFoundError), (b"plain words", ModelInvalidRequestError)]
)
async def test_the_error_carries_what_is_paid_for(loader, good, how, bad, error):
    with pytest.raises(error) as caught:
        await load(loader([good, good, bad, good]), how)
    progress = loading_progress(caught.value)
    assert {each.metadata["source"] for each in progress.documents} == {str(good)}
    assert (progress.finished, progress.failed, len(progress.documents) >= 2) == ((0, 1), 2, True)
    assert "Source 3 of 4 failed, 2 are done" in caught.value.__notes__[-1]


@pytest.mark.parametrize("how", LOADS)
async def test_other_sources_are_loaded_where_that_is_wanted(loader, good, how):
    sources = [good, "gone.pdf", b"", good]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        warned = await load(loader(sources, on_error="warn"), how)
    assert "Source 2 of 4 (gone.pdf) is left out: [Errno 2] No such file" in str(told[0].message)
    assert "Source 3 of 4 (None) is left out" in str(told[1].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        skipped = await load(loader(sources, on_error="skip"), how)
    both = await load(loader([good, good]), how)
    assert [each.page_content for each in warned] == [each.page_content for each in skipped]
    assert len(warned) == len(both)


def test_an_interrupt_carries_it_too(loader, good, monkeypatch):
    made = loader([good, good])
    monkeypatch.setattr("langchain_aimlapi.document_loaders.ocr.read_pages", interrupted(1))
    monkeypatch.setattr("langchain_aimlapi.document_loaders.transcription.read_transcript", interrupted(1))
    with pytest.raises(KeyboardInterrupt) as caught:
        made.load()
    assert loading_progress(caught.value).finished == (0,)


def interrupted(after):
    from langchain_aimlapi.ocr_results import read_pages
    from langchain_aimlapi.transcripts import read_transcript

    done = []

    def read(reply, facts):
        done.append(reply)
        if len(done) > after:
            raise KeyboardInterrupt
        return read_pages(reply, facts) if "pages" in reply else read_transcript(reply, facts)

    return read


def test_another_word_is_refused_at_once(loader, good):
    with pytest.raises(ValueError, match="on_error must be one of 'raise', 'warn', 'skip', not 'ignore'"):
        loader([good], on_error="ignore")


def test_an_error_of_something_else_has_no_progress():
    assert loading_progress(ValueError("x")) is None
