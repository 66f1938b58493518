"""What users write, and what must not pass: `test_types.py` shows it to pyright and mypy, and runs it."""
# mypy: enable-error-code="unused-ignore"

from pydantic import SecretStr

from langchain_aimlapi import (
    AIMLAPILLM,
    AIMLAPI3DGenerator,
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AIMLAPIImageGenerator,
    AIMLAPIModeration,
    AIMLAPIMusicGenerator,
    AIMLAPIOCRParser,
    AIMLAPISearch,
    AIMLAPISearchRetriever,
    AIMLAPISpeech,
    AIMLAPITranscriber,
    AIMLAPIVideoGenerator,
    ChatAIMLAPI,
    RetryBudget,
    Timeouts,
)
from langchain_aimlapi.tools import AIMLAPIFeatureRecognition


async def fetch_key() -> str:
    """A key that is fetched."""
    return "key-of-a-test"


class House(ChatAIMLAPI):
    """A chat model of a user's own, with a field of its own."""

    tenant: str = "none"


chat = ChatAIMLAPI(
    model="openai/gpt-4o", max_tokens=100, stop=["END"], timeout=30, api_key="key-of-a-test", temperature=0.2
)
by_other_names = ChatAIMLAPI(
    model_name="openai/gpt-4o", max_completion_tokens=100, stop_sequences=["END"], request_timeout=(5, 60)
)
keys = [
    ChatAIMLAPI(model="openai/gpt-4o", api_key=SecretStr("key-of-a-test"), timeout=Timeouts(total=60)),
    ChatAIMLAPI(model="openai/gpt-4o", api_key=lambda: "key-of-a-test", retry_budget=RetryBudget()),
    ChatAIMLAPI(model="openai/gpt-4o", api_key=fetch_key, tags=["a"], metadata={"b": 1}, cache=False),
]
house = House(model="openai/gpt-4o", api_key="key-of-a-test", max_tokens=5, stop="END", timeout=9, tenant="me")
name: str = chat.model
others = [
    AIMLAPILLM(model="openai/gpt-4o", max_tokens=10, api_key="key-of-a-test"),
    AIMLAPIEmbeddings(model="text-embedding-3-small", dimensions=256, request_timeout=5, api_key="key-of-a-test"),
    AIMLAPIEmbeddings(model_name="text-embedding-3-small"),
    AIMLAPIModeration(model="meta-llama/Llama-Guard-3-11B-Vision-Turbo", api_key="key-of-a-test"),
    AIMLAPIOCRParser(model="mistral/mistral-ocr-latest", timeout=60),
    AIMLAPITranscriber(model="#g1_nova-2-general", language="en"),
    AIMLAPISearchRetriever(model_name="perplexity/sonar", k=3, tags=["a"]),
    AIMLAPISearch(model="perplexity/sonar", description="Searches."),
    AIMLAPISpeech(model="openai/tts-1", voice="alloy", save_directory="sounds"),
    AIMLAPIImageGenerator(model="openai/dall-e-3", size=(1024, 1024), api_key="key-of-a-test"),
    AIMLAPI3DGenerator(model_name="tripo3d/image-to-3d"),
    AIMLAPIMusicGenerator(model="google/lyria2", poll_interval=1),
    AIMLAPIVideoGenerator(model="google/veo-3.0-fast", duration=8, return_direct=True),
    AIMLAPIFeatureRecognition(features=["LABEL_DETECTION"]),
    AIMLAPIClient(api_key="key-of-a-test", timeout=5),
]


def refused() -> None:
    """Each line is an error for the checkers; a line that is none is an error itself."""
    ChatAIMLAPI()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    ChatAIMLAPI(model="openai/gpt-4o", temprature=1)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    ChatAIMLAPI(model="gpt-4o", max_tokens="5")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    AIMLAPIEmbeddings()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    AIMLAPISpeech(model="openai/tts-1", voise="a")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
