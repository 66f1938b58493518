"""A recording is as long as it is, whatever its samples are: the emulator counts words and money by it."""

import shutil
import struct
import subprocess

import pytest

from langchain_aimlapi.emulator.sound import wav_seconds


def wav(tag, channels, rate, bits, seconds, *, extra=b"", before=b"", announced=None):
    data = bytes(int(rate * channels * bits // 8 * seconds))
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits) + extra
    size = len(data) if announced is None else announced
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + before + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", min(len(chunks) + 4, 0xFFFFFFFF)) + b"WAVE" + chunks


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (wav(1, 1, 8000, 16, 2), 2.0),
        (wav(1, 2, 44100, 24, 1.5), 1.5),
        (wav(3, 1, 16000, 32, 3), 3.0),
        (wav(3, 2, 48000, 64, 0.5), 0.5),
        (wav(6, 1, 8000, 8, 4), 4.0),
        (wav(7, 1, 8000, 8, 4, extra=b"\0\0"), 4.0),
        (wav(0xFFFE, 2, 48000, 32, 1, extra=struct.pack("<HHI", 22, 32, 3) + bytes(16)), 1.0),
        (wav(1, 1, 8000, 16, 2, before=b"LIST" + struct.pack("<I", 5) + b"INFO\0\0"), 2.0),
        (wav(1, 1, 8000, 16, 2, announced=0xFFFFFFFF), 2.0),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"RIFF\0\0\0\0WEBPVP8 ", None),
        (b"ID3", None),
        (b"", None),
    ],
)
def test_any_sample_format_has_its_true_length(content, seconds):
    assert wav_seconds(content) == (seconds if seconds is None else pytest.approx(seconds, abs=0.001))


@pytest.mark.skipif(shutil.which("sox") is None, reason="needs sox")
@pytest.mark.parametrize("form", ["-b 24", "-b 32", "-e floating-point", "-e mu-law", "-e a-law", "-e ms-adpcm"])
def test_those_of_sox_have_it_too(tmp_path, form):
    path = tmp_path / "a.wav"
    subprocess.run(
        ["sox", "-n", "-r", "16000", "-c", "2", *form.split(), str(path), "synth", "2.5", "sine", "440"], check=True
    )
    assert wav_seconds(path.read_bytes()) == pytest.approx(2.5, abs=0.05)
