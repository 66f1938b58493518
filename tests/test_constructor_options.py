"""What type checkers are told of constructors is what constructors take."""

import inspect

import pytest

import langchain_aimlapi
from langchain_aimlapi import _options, tools
from langchain_aimlapi.connection import MODEL_NAMES, Connection, given_names

CLASSES = {
    "AIMLAPILLM": _options.LLMOptions,
    "AIMLAPI3DGenerator": _options.MeshToolOptions,
    "AIMLAPIEmbeddings": _options.EmbeddingOptions,
    "AIMLAPIFeatureRecognition": _options.VisionToolOptions,
    "AIMLAPIImageGenerator": _options.ImageToolOptions,
    "AIMLAPIModeration": _options.ModerationOptions,
    "AIMLAPIMusicGenerator": _options.MusicToolOptions,
    "AIMLAPIOCRParser": _options.OCROptions,
    "AIMLAPISearch": _options.SearchToolOptions,
    "AIMLAPISearchRetriever": _options.RetrieverOptions,
    "AIMLAPISpeech": _options.SpeechToolOptions,
    "AIMLAPITranscriber": _options.TranscriberOptions,
    "AIMLAPIVideoGenerator": _options.VideoToolOptions,
    "ChatAIMLAPI": _options.ChatOptions,
}


@pytest.mark.parametrize("name", CLASSES)
def test_every_name_that_a_constructor_takes_is_known_to_type_checkers_and_no_other(name):
    cls = getattr(langchain_aimlapi, name, None) or getattr(tools, name)
    taken = given_names(cls).keys() - set(MODEL_NAMES.choices)
    assert CLASSES[name].__optional_keys__ == taken


def test_no_class_with_settings_is_forgotten():
    public = {name: getattr(langchain_aimlapi, name) for name in langchain_aimlapi.__all__}
    public |= {name: getattr(tools, name) for name in tools.__all__}
    ours = {name for name, value in public.items() if inspect.isclass(value) and issubclass(value, Connection)}
    assert ours == set(CLASSES)


@pytest.mark.parametrize("name", [name for name in CLASSES if name != "AIMLAPIFeatureRecognition"])
def test_a_missing_model_is_called_model(name):
    with pytest.raises(ValueError, match=r"model\n") as caught:
        getattr(langchain_aimlapi, name)()
    assert "model_name" not in str(caught.value)


def test_the_signature_and_the_schema_name_the_fields():
    assert "model" in inspect.signature(langchain_aimlapi.ChatAIMLAPI).parameters
    assert "model_name" not in inspect.signature(langchain_aimlapi.ChatAIMLAPI).parameters
    embeddings = langchain_aimlapi.AIMLAPIEmbeddings
    assert "model" in embeddings.model_fields
    model = langchain_aimlapi.ChatAIMLAPI(model_name="openai/gpt-4o", max_tokens=3, stop_sequences="a")
    assert (model.model, model.max_tokens, model.stop) == ("openai/gpt-4o", 3, "a")
    assert model.model_dump(by_alias=True)["max_tokens"] == 3
    assert {"model", "max_tokens", "stop"} <= model.model_fields_set
