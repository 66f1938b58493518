"""Transcripts as subtitles, and segments in order of time, whoever told them."""

import re

import pytest

from langchain_aimlapi.transcripts import Transcript, TranscriptPart, read_transcript


def word(text, start, end, **more):
    return TranscriptPart(text=text, start=start, end=end, **more)


def spoken(text, pace=0.5, begin=0.0, **more):
    return [word(each, begin + at * pace, begin + at * pace + 0.4, **more) for at, each in enumerate(text.split())]


def timed(*words):
    return Transcript(text=" ".join(each.text for each in words), words=list(words))


def test_srt_has_numbers_times_and_texts():
    found = timed(*spoken("It rains. Take a boat, then."), word("Later,", 3661.0, 3661.25))
    assert found.to_srt() == (
        "1\n00:00:00,000 --> 00:00:00,900\nIt rains.\n\n"
        "2\n00:00:01,000 --> 00:00:02,900\nTake a boat, then.\n\n"
        "3\n01:01:01,000 --> 01:01:01,250\nLater,\n"
    )


def test_vtt_has_a_head_and_voices_and_nothing_is_taken_for_a_mark():
    words = [word("a<b", 0, 1, speaker="0"), word("&", 1, 2, speaker="0"), word("-->", 2, 3, speaker="B")]
    assert timed(*words).to_vtt() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Speaker 0>a&lt;b &amp;\n\n"
        "00:00:02.000 --> 00:00:03.000\n<v Speaker B>--&gt;\n"
    )
    assert "Speaker B: →" in timed(*words).to_srt()


def test_cues_are_short_enough_to_be_read():
    found = timed(*spoken("word " * 200, pace=0.3)).to_srt()
    cues = re.findall(r"(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})\n(.+)", found)
    assert sum(len(cue[8].split()) for cue in cues) == 200
    for cue in cues:
        begin, end = (int(h) * 3600 + int(m) * 60 + int(s) + int(f) / 1000 for h, m, s, f in (cue[:4], cue[4:8]))
        assert len(cue[8]) <= 84
        assert 0 < end - begin <= 7


def test_segments_will_do_where_words_have_no_times_and_silence_is_no_subtitle():
    segments = [TranscriptPart(text="Hello", start=1, end=2, speaker="A")]
    assert (
        Transcript(text="Hello", segments=segments).to_srt() == "1\n00:00:01,000 --> 00:00:02,000\nSpeaker A: Hello\n"
    )
    assert (Transcript(text="").to_srt(), Transcript(text="").to_vtt()) == ("", "WEBVTT\n")
    with pytest.raises(ValueError, match="no times"):
        Transcript(text="Hi", segments=[TranscriptPart(text="Hi")]).to_srt()


def test_times_that_are_odd_are_still_times():
    assert "00:00:00,000 --> 00:00:00,001" in timed(word("a", -0.2, -0.1)).to_srt()
    assert "00:00:01,000 --> 00:00:01,001" in timed(word("a", 1.0, None)).to_srt()
    assert "00:01:00,000 -->" in timed(word("a", 59.9996, 61)).to_srt()


def test_scripts_without_spaces_get_none():
    assert "雨が降る。" in timed(word("雨が", 0, 1), word("降る。", 1, 2)).to_srt()
    assert "rain 雨" in timed(word("rain", 0, 1), word("雨", 1, 2)).to_srt()


def channel(*words):
    return {"alternatives": [{"transcript": " ".join(each["word"] for each in words), "words": list(words)}]}


def heard(text, start, **more):
    return {"word": text, "start": start, "end": start + 0.5, **more}


def test_channels_are_put_in_order_of_time_and_named():
    left, right = (
        channel(heard("Hello.", 0), heard("Fine.", 4)),
        channel(heard("How", 1), heard("are", 1.5), heard("you?", 2)),
    )
    found = read_transcript({"result": {"results": {"channels": [left, right]}}}, {})
    assert [(each.text, each.start, each.channel) for each in found.segments] == [
        ("Hello.", 0, 0),
        ("How are you?", 1, 1),
        ("Fine.", 4, 0),
    ]
    assert [each.start for each in found.words] == sorted(each.start for each in found.words)
    assert "Channel 1: How are you?" in found.to_srt()
    assert "<v Channel 0>Fine." in found.to_vtt()


def test_utterances_are_put_in_order_of_time():
    turns = [
        {"transcript": text, "start": start, "end": start + 1, "channel": side}
        for text, start, side in (("b", 3, 0), ("a", 0, 1))
    ]
    reply = {"result": {"results": {"channels": [channel(), channel()], "utterances": turns}}}
    assert [(each.text, each.channel) for each in read_transcript(reply, {}).segments] == [("a", 1), ("b", 0)]
    told = [
        {"text": text, "start": start, "end": start + 9, "channel": side, "speaker": f"{side}A"}
        for text, start, side in (("b", 90, "1"), ("a", 0, "2"))
    ]
    found = read_transcript({"result": {"text": "a b", "utterances": told}}, {}).segments
    assert [(each.text, each.channel, each.speaker) for each in found] == [("a", 1, "2A"), ("b", 0, "1A")]


@pytest.mark.parametrize("payload", [{"text": None}, {"text": None, "words": None, "utterances": None}, ""])
@pytest.mark.parametrize("place", ["result", "output"])
def test_silence_is_an_empty_transcript(place, payload):
    found = read_transcript({place: payload}, {"model": "aai/universal"})
    assert (found.text, found.segments, found.words, found.to_srt()) == ("", [], [], "")


def test_sentences_are_segments_where_nobody_is_told_apart():
    words = [heard("It", 0), heard("rains.", 0.5), heard("Take", 1), heard("a", 1.5), heard("boat", 5)]
    found = read_transcript({"result": {"results": {"channels": [channel(*words)]}}}, {})
    assert [(each.text, each.start, each.end) for each in found.segments] == [
        ("It rains.", 0, 1.0),
        ("Take a", 1, 2.0),
        ("boat", 5, 5.5),
    ]
    told = [{"text": each["word"], "start": each["start"] * 1000, "end": each["end"] * 1000} for each in words]
    assert len(read_transcript({"result": {"text": "It rains. Take a boat", "words": told}}, {}).segments) == 3
