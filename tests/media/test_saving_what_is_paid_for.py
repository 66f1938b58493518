"""What can be known is looked at before the call; afterwards, what is paid for is somewhere, and errors say where."""

import base64
import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest
from real_files import FILES

from langchain_aimlapi import AIMLAPIImageGenerator, AIMLAPISpeech, AIMLAPIVideoGenerator, file_saving
from langchain_aimlapi.api import downloads
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.image_results import read_images

PNG = FILES["p.png"]
URL = "https://cdn.example/a.png"
LONG = "漢" * 80 + ".png"


@pytest.fixture(autouse=True)
def _places(monkeypatch, tmp_path_factory):
    monkeypatch.setattr(downloads, "_addresses", lambda url: ["93.184.216.34"])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("aside")))


def aside():
    return sorted(Path(tempfile.gettempdir()).iterdir())


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def inline():
    return read_images({"data": [{"b64_json": base64.b64encode(PNG).decode()}]}, "m", downloads.Downloader()).image


async def save(file, path, how, **options):
    return file.save(path, **options) if how == "sync" else await file.asave(path, **options)


both = pytest.mark.parametrize("how", ["sync", "async"])


class Full:
    """A disk on which only so many bytes go into files below a directory."""

    def __init__(self, monkeypatch, folder, room):
        self.folder, self.room, self.open = str(folder), room, Path.open
        monkeypatch.setattr(Path, "open", lambda path, mode="r", **options: self.opened(path, mode, **options))

    def opened(self, path, mode, **options):
        file = self.open(path, mode, **options)
        return Disk(file, self) if str(path).startswith(self.folder) and mode == "xb" else file


class Disk:
    def __init__(self, file, full):
        self.file, self.full = file, full

    def write(self, piece):
        if self.full.room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        size = self.file.write(bytes(piece)[: self.full.room])
        self.full.room -= size
        return size

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)


@both
async def test_names_are_as_long_as_the_disk_allows(tmp_path, how):
    assert (await save(inline(), tmp_path / LONG, how)).read_bytes() == PNG
    assert names(tmp_path) == [LONG]


@pytest.mark.parametrize("room", [0, 1, 100])
@both
async def test_a_disk_that_is_full_loses_nothing(monkeypatch, tmp_path, how, room):
    Full(monkeypatch, tmp_path, room)
    with pytest.raises(OSError, match="No space left") as caught:
        await save(inline(), tmp_path / "a.png", how)
    assert names(tmp_path) == []
    assert [place.read_bytes() for place in aside()] == [PNG]
    assert caught.value.__notes__ == [f"It is paid for, and kept as {aside()[0]}"]


@both
async def test_speech_that_streams_is_kept_whole_when_the_disk_fills(make, service, monkeypatch, tmp_path, how):
    sound = FILES["a.wav"] + bytes(100_000)
    service.answer = lambda request: httpx.Response(200, content=sound, headers={"content-type": "audio/wav"})
    speaker = make(AIMLAPISpeech, model="openai/tts-1")
    Full(monkeypatch, tmp_path, 5000)
    with pytest.raises(OSError, match="No space left") as caught:
        _ = (
            speaker.speak_to_file("Hi", tmp_path / "a.wav")
            if how == "sync"
            else await speaker.aspeak_to_file("Hi", tmp_path / "a.wav")
        )
    assert [place.read_bytes() for place in aside()] == [sound]
    assert str(aside()[0]) in caught.value.__notes__[0]


def test_a_file_that_came_into_being_meanwhile_leaves_the_new_one_beside_it(monkeypatch, tmp_path):
    target = tmp_path / "a.png"
    monkeypatch.setattr(type(inline()), "_target", lambda *_, **__: target)
    target.write_text("theirs")
    with pytest.raises(FileExistsError, match="meanwhile") as caught:
        inline().save(target)
    assert (target.read_text(), (tmp_path / "a-2.png").read_bytes()) == ("theirs", PNG)
    assert str(tmp_path / "a-2.png") in caught.value.__notes__[0]


@pytest.mark.parametrize("ended", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_says_where_the_file_is(monkeypatch, tmp_path, ended):
    def interrupted(*_):
        raise ended

    monkeypatch.setattr(file_saving.PartFile, "_put", interrupted)
    with pytest.raises(ended) as caught:
        inline().save(tmp_path / "a.png")
    assert aside()[0].read_bytes() == PNG
    assert str(aside()[0]) in caught.value.__notes__[0]
    image = read_images({"data": [{"url": URL}]}, "m", Here()).image
    with pytest.raises(ended) as caught:
        image.save(tmp_path / "a.png")
    assert caught.value.__notes__ == [f"It is paid for, and for some time at {URL}"]
    assert names(tmp_path) == []


class Here(downloads.Downloader):
    def iter_bytes(self, url):
        yield PNG


@pytest.mark.parametrize("room", ["unwritable", "full", "long"])
@pytest.mark.parametrize("call", ["speech", "aspeech", "video", "images", "speech tool"])
async def test_what_can_be_known_is_looked_at_before_the_call(make, service, monkeypatch, tmp_path, call, room):
    path = tmp_path / ("漢" * 90 if room == "long" else "a.wav")
    if room == "unwritable":
        monkeypatch.setattr(Path, "open", refused)
    elif room == "full":
        monkeypatch.setattr(file_saving.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 0}))
    elif call in ("images", "speech tool"):
        pytest.skip("tools have names of their own")
    speaker = make(AIMLAPISpeech, model="openai/tts-1", save_directory=tmp_path)
    painter = make(AIMLAPIImageGenerator, model="flux/schnell", save_directory=tmp_path)
    video = make(AIMLAPIVideoGenerator, model="google/veo-3.1-t2v").job_from_id("a")
    with pytest.raises(OSError, match=r"Permission denied|No space left|more than 255 bytes|name too long"):
        await {
            "speech": lambda: done(lambda: speaker.speak_to_file("Hi", path)),
            "aspeech": lambda: speaker.aspeak_to_file("Hi", path),
            "video": lambda: done(lambda: video.download(path)),
            "images": lambda: done(lambda: painter.invoke({"prompt": "A boat"})),
            "speech tool": lambda: done(lambda: speaker.invoke({"text": "Hi"})),
        }[call]()
    assert service.requests == []
    monkeypatch.undo()
    assert names(tmp_path) == []


async def done(call):
    return call()


def refused(self, *_, **__):
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))


@pytest.mark.parametrize("overwrite", [False, True])
@both
async def test_devices_pipes_and_directories_are_never_replaced(tmp_path, how, overwrite):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to("/dev/null")
    for name in ("pipe", "null"):
        with pytest.raises(FileExistsError, match="is there already" if not overwrite else "is a (pipe|device)"):
            await save(inline(), tmp_path / name, how, overwrite=overwrite)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)  # noqa: PTH116


@both
async def test_what_a_link_leads_to_is_written_and_modes_are_kept(tmp_path, how):
    (tmp_path / "inner").mkdir()
    real, link, open_end = tmp_path / "inner" / "real.png", tmp_path / "link.png", tmp_path / "new.png"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    open_end.symlink_to(tmp_path / "inner" / "made.png")
    await save(inline(), link, how, overwrite=True)
    await save(inline(), open_end, how)
    assert (link.is_symlink(), open_end.is_symlink()) == (True, True)
    assert (real.read_bytes(), stat.S_IMODE(real.stat().st_mode)) == (PNG, 0o640)
    assert (tmp_path / "inner" / "made.png").read_bytes() == PNG


def test_a_directory_gets_a_name_that_no_link_has(tmp_path):
    image = inline()
    image.file_name = "a.png"
    (tmp_path / "a.png").symlink_to(tmp_path / "nowhere")
    assert image.save(tmp_path) == tmp_path / "a-2.png"
