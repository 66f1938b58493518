"""An image that was cut off is refused, as OpenAI's edits refuse it."""

import pytest

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.forms import Part
from langchain_aimlapi.emulator.imaging import MOST_MASK_BYTES, _check_file
from langchain_aimlapi.emulator.pictures import draw, encode


def part(content):
    return Part("image", "a.jpg", "image/jpeg", content)


def test_a_jpeg_that_was_cut_off_is_no_image_to_edit():
    whole = encode(draw("boat", 64, 48), "jpeg")
    assert _check_file(part(whole), MOST_MASK_BYTES, ("JPEG",)) == (64, 48)
    assert _check_file(part(whole + bytes(100)), MOST_MASK_BYTES, ("JPEG",)) == (64, 48)
    for size in (len(whole) - 2, len(whole) * 2 // 3):
        with pytest.raises(ServiceError, match="please check your image file"):
            _check_file(part(whole[:size]), MOST_MASK_BYTES, ("JPEG",))
