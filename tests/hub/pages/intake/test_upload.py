"""Uploading: every mode, what a sender is told, and everything bad that can be chosen."""

import http.client
import io
import re
import zipfile

import httpx
from python_calamine import CalamineWorkbook

from connectors.registry import sources
from hub.db import Store
from hub.jobs import tasks
from hub.security.permissions import Role
from tests.hub.intake.messages import bring, fetch
from tests.hub.intake.test_bad_input import BOMB, GOOD, spoilt
from tests.hub.service import PERSONAL, client

ORGANISATION = "institution:370102001"
OTHER = "institution:370202001"
CSV = sources()["shandong"].sample.read_bytes().replace(b"370100901", b"370102001")
TWO = CSV.replace(b"110001;130001,,110001", b"9999999,,110001", 1)  # the first examination names no known hazard


def send(
    ask: httpx.Client, content: bytes, mode: str = "good", source: str = "", name: str = "a.bin"
) -> httpx.Response:
    csrf = ask.headers["X-CSRF-Token"]
    data = {"csrf": csrf, "mode": mode, "source": source}
    return ask.post("/intake/upload", data=data, files={"file": (name, content)}, headers={"Accept": "text/html"})


def work(store: Store) -> None:
    while tasks.take_batch(store):
        pass


def page_of(ask: httpx.Client, answer: httpx.Response) -> str:
    assert answer.status_code == 303, re.findall(r'role="alert">(.*?)<', answer.text)
    return ask.get(answer.headers["location"]).text


def said(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.split("<main", 1)[1]).split())


def test_from_a_check_to_the_store(store: Store) -> None:
    """Checked only; the rows to mend; then the good ones stored without sending again; then the same file again."""
    with client(store, Role.EXAM_INSTITUTION, ORGANISATION) as ask:
        answer = send(ask, TWO, "check")
        assert "正在排队" in page_of(ask, answer)
        work(store)
        path = answer.headers["location"]
        checked = ask.get(path).text
        assert "只做了校验" in said(checked)
        assert fetch(store, "select count(*) from record") == [(0,)]
        mending(store, ask, path)
        assert ask.post(f"{path}/take").status_code == 303
        work(store)
        ((accepted, held),) = fetch(store, "select accepted, held from batch order by batch_id limit 1")
        assert (accepted > 0, held) == (True, 1)
        assert "重新判定" not in ask.get(path).text  # that is the regulator's to ask
        assert ask.post(f"{path}/release").status_code == 404
        assert ask.post(f"{path}/take").status_code == 400
        again = send(ask, TWO)
        assert again.headers["location"] == f"{path}?again=1"
        assert "没有重复入库" in ask.get(again.headers["location"]).text
    with client(store) as ask:
        assert "重新判定暂存的行" in ask.get(path).text
        assert ask.post(f"{path}/release").status_code == 303
        work(store)
        assert fetch(store, "select mode, state from intake_job order by 1") == [("check", "done"), ("release", "done")]
        assert ask.get(f"{path}/problems.xlsx").status_code == 404


def mending(store: Store, ask: httpx.Client, path: str) -> None:
    """The workbook has the row as it was sent, what is wrong beside it, is written down, and is read again as sent."""
    found = ask.get(f"{path}/problems.xlsx")
    head, *lines = CalamineWorkbook.from_filelike(io.BytesIO(found.content)).get_sheet_by_index(0).to_python()
    first = dict(zip(head, lines[0], strict=True))
    assert (first["原行号"], first["姓名"], first["危害因素编码"]) == ("1", "张示例", "9999999")
    assert "危害因素编码" in first["问题与改法"]
    assert fetch(store, "select verb, detail ->> 'rows' from audit_entry where verb = 'export'") == [("export", "1")]
    mended = send(ask, found.content, "check", name="mended.xlsx")
    work(store)
    assert fetch(store, "select received, held from intake_job order by batch_id desc limit 1") == [(1, 1)]
    codes = fetch(store, "select distinct code from arrival_issue where batch_id = (select max(batch_id) from batch)")
    assert mended.status_code == 303
    assert codes in ([("name_unmapped",)], [("code_unknown",)])


def test_all_or_nothing(store: Store) -> None:
    with client(store, Role.EXAM_INSTITUTION, ORGANISATION) as ask:
        send(ask, TWO, "whole")
        send(ask, CSV, "whole")
        work(store)
    found = fetch(store, "select state, accepted > 0 from batch order by batch_id")
    assert found == [("checked", False), ("interpreted", True)]


def test_a_sender_sees_its_own_and_what_somebody_else_brought_is_not_taken_again(store: Store) -> None:
    with client(store, Role.EXAM_INSTITUTION, ORGANISATION) as ask:
        path = send(ask, GOOD).headers["location"]
        work(store)
    with client(store, Role.EXAM_INSTITUTION, OTHER) as ask:
        assert [ask.get(path).status_code, ask.post(f"{path}/take").status_code] == [404, 404]
        assert ask.get(f"{path}/problems.xlsx").status_code == 404
        assert "已经由别的单位或系统报送过" in send(ask, GOOD).text
        assert "370102001" not in said(ask.get("/intake").text + ask.get("/intake/senders").text)
        assert ask.get("/intake/senders/370102001").status_code == 404


def test_who_may_not_bring_is_refused_before_anything_is_read(store: Store) -> None:
    with client(store) as ask:
        assert [ask.get("/intake/upload").status_code, send(ask, GOOD).status_code] == [404, 404]
    with client(store, None) as ask:
        ask.headers["X-CSRF-Token"] = ""
        assert send(ask, GOOD).status_code == 401


def archive(name: str, size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made, made.open(name, "w", force_zip64=True) as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return stream.getvalue()


# content, source, what the sender is told
BAD = {
    "empty": (b"", "", "0 字节"),
    "words": (b"hello", "", "看不出这是哪一种文件"),
    "binary": (bytes(range(256)) * 99, "", "看不出这是哪一种文件"),
    "not XML": (b"not XML at all", "national", "不是合法的 XML"),
    "bomb of entities": (BOMB, "national", "不允许的内容"),
    "zip bomb": (archive("xl/worksheets/sheet1.xml", 1100 << 20), "", "no more than that|不超过"),
    "no workbook": (archive("word/document.xml", 1 << 20), "", "不是可读取的表格"),
    "no rows": (CSV.split(b"\n", 1)[0] + b"\n", "shandong", "文件是空的"),
    "UTF-16": (CSV.decode("utf-8-sig").encode("utf-16"), "shandong", "既不是 UTF-8 也不是 GB18030"),
    "no such source": (GOOD, "elsewhere", "看不出这是哪一种文件"),
}


def test_whatever_is_chosen_is_answered_with_a_sentence(store: Store) -> None:
    with client(store, Role.EXAM_INSTITUTION, ORGANISATION) as ask:
        for case, (content, source, expected) in BAD.items():
            answer = send(ask, content, "good", source)
            if answer.status_code == 303:
                work(store)
                answer = ask.get(answer.headers["location"])
            assert re.search(expected, answer.text), case
        assert fetch(store, "select count(*) from record") == [(0,)]
        in_gb = CSV.decode("utf-8-sig").encode("gb18030")
        assert send(ask, in_gb).status_code == 303
        work(store)
        assert fetch(store, "select accepted > 0 from batch order by batch_id desc limit 1") == [(True,)]
        send(ask, GOOD, "no such mode")
        for page in ("/intake", "/intake/senders", "/batches"):
            assert not any(value in ask.get(page).text for value in (*PERSONAL, "张示例"))


def test_a_file_that_is_too_large_is_refused_by_its_length(store: Store) -> None:
    """Before any of it is sent."""
    with client(store, Role.EXAM_INSTITUTION, ORGANISATION) as ask:
        asking = http.client.HTTPConnection(ask.base_url.host, ask.base_url.port or 80, timeout=20)
        asking.putrequest("POST", "/intake/upload")
        given = {"Content-Length": str(2 << 30), "Content-Type": "multipart/form-data; boundary=x"}
        for name, value in {**given, "Accept": "text/html", "Cookie": f"ohub={ask.cookies['ohub']}"}.items():
            asking.putheader(name, value)
        asking.endheaders()
        assert "超过 1024 MB" in asking.getresponse().read().decode()
        asking.close()


def test_what_kills_the_job_is_given_up(store: Store) -> None:
    """Tried three times, then failed with a sentence; the others go on."""
    batch = bring(store, spoilt(">3008<", ">9999999<")).batch_id
    with store.transaction(tasks.TAKING) as connection:
        connection.exec_driver_sql(
            "insert into intake_job (batch_id, mode, state, asked_by, tries) "
            f"values ({batch}, 'release', 'running', 'user:x', 3)"
        )
    assert tasks.take_batch(store)
    assert not tasks.take_batch(store)
    ((state, sentence),) = fetch(store, "select state, failure_zh from intake_job")
    assert (state, "内部出错" in sentence) == ("failed", True)


def test_templates_are_read_as_what_they_are_of(store: Store) -> None:
    with client(store, Role.EXAM_INSTITUTION, ORGANISATION) as ask:
        empty = ask.get("/intake/templates/shandong").content
        head = CalamineWorkbook.from_filelike(io.BytesIO(empty)).get_sheet_by_index(0).to_python()[0]
        assert ("体检编号*" in head, "操作类型" in head) == (True, True)
        send(ask, empty)
        for name, source in sources().items():
            example = ask.get(f"/intake/templates/{name}", params={"example": True}).content
            assert example == source.sample.read_bytes()
            assert send(ask, example).status_code == 303
        found = fetch(store, "select source from batch order by batch_id")
        assert [row[0] for row in found] == ["shandong", *sources()]
        assert ask.get("/intake/templates/elsewhere").status_code == 404
