"""The description tells the whole truth, to machines and to people."""

import re

from fanloop.api.description import MEDIA_TYPE
from fanloop.people.fans.rules.scopes import SCOPES

METHODS = {"get", "post", "put", "patch", "delete"}


def operations(description):
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            yield f"{method.upper()} {path}", told


def described(anyone):
    response = anyone.get("/openapi.json")
    assert response.status_code == 200
    return response.json()


def test_it_is_openapi_3_1(anyone):
    description = described(anyone)
    assert description["openapi"].startswith("3.1")
    assert set().union(*description["paths"].values()) <= METHODS
    assert len({told["operationId"] for _, told in operations(description)}) == len(
        list(operations(description))
    )


def test_every_reference_leads_somewhere(anyone):
    response = anyone.get("/openapi.json")
    wanted = set(re.findall(r'"\$ref": ?"#/components/schemas/(\w+)"', response.content.decode()))
    assert wanted
    assert wanted <= set(response.json()["components"]["schemas"])


def test_every_operation_declares_its_errors_as_problems(anyone):
    for name, told in operations(described(anyone)):
        codes = {int(status) for status in told["responses"]}
        assert {401, 422, 429} <= codes, name
        assert 404 in codes or "{" not in name, name
        assert {403} <= codes or {} in told["security"], name
        assert {400, 409} <= codes or name.startswith("GET"), name
        for status, response in told["responses"].items():
            assert (MEDIA_TYPE in response["content"]) == (int(status) >= 400), name


def test_every_write_takes_an_idempotency_key(anyone):
    for name, told in operations(described(anyone)):
        keys = [one for one in told["parameters"] if one["name"] == "Idempotency-Key"]
        assert len(keys) == (0 if name.startswith("GET") else 1), name


def test_every_scope_is_good_for_something(anyone):
    asked = {
        scope
        for _, told in operations(described(anyone))
        for way in told["security"]
        for scope in way.get("token", ())
    }
    assert asked | {"trail:read"} == set(SCOPES)


def test_people_read_every_operation_without_a_script(anyone):
    page = anyone.get("/").content.decode()
    for name, told in operations(described(anyone)):
        path = name.split()[1]
        assert f'id="{told["operationId"]}"' in page
        assert path in page
    assert "<script>" not in page
    assert "http-equiv" not in page
