"""The file of feeds: read as it was written, and refused with a sentence where it cannot be."""

from pathlib import Path

import pytest

from connectors.transports import FeedBase
from connectors.transports.folder import Feed as FolderFeed
from connectors.transports.http import Feed as HttpFeed
from hub.config import Settings
from hub.errors import HubError
from hub.intake.feeds import read_feeds, write_feeds

HTTP = "source: national, transport: http, url: 'http://127.0.0.1/p'"
FOLDER = "source: national, transport: folder, path: /in"


def read(folder: Path, content: bytes, only: tuple[str, ...] = ()) -> list[FeedBase]:
    path = folder / "feeds.yml"
    path.write_bytes(content)
    return read_feeds(Settings(data_dir=folder, sources_file=path), only)


def test_feeds_are_read_as_they_were_written(tmp_path: Path) -> None:
    token = {"token_url": "http://127.0.0.1/t", "client_id_env": "A", "client_secret_env": "B"}
    feeds: list[FeedBase] = [
        FolderFeed(name="一", source="national", path=tmp_path, pattern="**/*.xml"),
        HttpFeed.model_validate({"name": "b", "source": "insurance", "url": "http://127.0.0.1/p?a=1"} | token),
    ]
    write_feeds(tmp_path / "written.yml", feeds)
    written = (tmp_path / "written.yml").read_bytes()
    assert read(tmp_path, written) == feeds
    assert [feed.name for feed in read(tmp_path, written, ("insurance",))] == ["b"]


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_feeds(Settings(data_dir=tmp_path, sources_file=None)) == []


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("", "应有一个列表 feeds", "must have a list `feeds`"),
        ("nothing: []", "应有一个列表 feeds", "must have a list `feeds`"),
        ("feeds: 7", "应有一个列表 feeds", "must have a list `feeds`"),
        ("feeds:\n  - {name: a\n  - b", "第 3 行不是合法的 UTF-8 编码的 YAML", r"not valid YAML in UTF-8 \(line 3\)"),
        ("feeds: [{name: a}\t", "不是合法的", "not valid YAML"),
        ("feeds: [{name: 2026-02-30}]", "不是合法的", "not valid YAML"),
        ("feeds: [!!python/object:os.system {}]", "不是合法的", "not valid YAML"),
        ("feeds: [\x01]", "不是合法的", "not valid YAML"),
        ("feeds: [a]", "第 1 项应是一组设置", "Entry 1 of `feeds`"),
        (f"feeds: [{{name: a, {HTTP}}}, [b]]", "第 2 项应是一组设置", "Entry 2 of `feeds`"),
        ("feeds: [null]", "第 1 项应是一组设置", "Entry 1 of `feeds`"),
        ("feeds: [{name: a, source: nowhere, transport: http}]", "采集点 a 的 transport", "feed a is not known"),
        ("feeds: [{name: a, source: [x], transport: http}]", "采集点 a 的 transport", "feed a is not known"),
        ("feeds: [{name: a, source: national, transport: pigeon}]", "采集点 a 的 transport", "feed a is not known"),
        ("feeds: [{source: national, transport: [http]}]", "采集点 1 的 transport 或 source", "feed 1 is not known"),
        ("feeds: [{name: a, source: national, transport: http}]", "采集点 a 的设置有误：url。", "wrong settings: url"),
        (f"feeds: [{{name: a, {HTTP}, limt: 5}}]", "采集点 a 的设置有误：limt。", "wrong settings: limt"),
        (f"feeds: [{{name: '', {HTTP}}}]", "的设置有误：name。", "wrong settings: name"),
        (f"feeds: [{{{HTTP}}}]", "采集点 1 的设置有误：name。", "The feed 1 has wrong settings: name"),
        (f"feeds: [{{name: a, {HTTP}, 5: x}}]", "采集点 a 的设置有误：5。", "wrong settings: 5"),
        (f"feeds: [{{name: a, {HTTP}, token_url: 'http://127.0.0.1/t'}}]", "三项都设", "go together: set all three"),
        (f"feeds: [{{name: a, {FOLDER}, pattern: ../x}}]", "pattern 须是文件夹之内", "pattern must be one within"),
        (f"feeds: [{{name: a, {HTTP}}}, {{name: a, {FOLDER}}}]", "有多个采集点名为 a", "feed is called a"),
        (f"feeds: [{{name: a, {HTTP}}}, {{name: a, {FOLDER.replace('national', 'insurance')}}}]", "名为 a", "called a"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("only", [(), ("insurance",)])
def test_wrong_feeds_are_refused_with_a_sentence(
    tmp_path: Path, text: str, zh: str, en: str, only: tuple[str, ...]
) -> None:
    with pytest.raises(HubError, match=en) as refused:
        read(tmp_path, text.encode(), only)
    assert zh in refused.value.zh
    assert not {"http://127.0.0.1", "None"} & set(refused.value.zh.split())


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="not valid YAML in UTF-8"):
        read(tmp_path, "feeds: [{name: 济南}]".encode("gb18030"))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(HubError, match="check its permissions"):
        read(tmp_path, b"feeds: []")
