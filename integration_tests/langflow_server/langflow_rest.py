"""Langflow's REST API, as far as the tests need it."""

import json

import httpx


class Langflow:
    """A running Langflow, logged in to.

    Args:
        base_url: Where it listens.
    """

    def __init__(self, base_url):
        self.base_url = base_url
        self.http = httpx.Client(base_url=base_url, timeout=120, follow_redirects=True)
        self.http.headers["Authorization"] = f"Bearer {self.get('/api/v1/auto_login')['access_token']}"

    def get(self, path, **params):
        return self._read(self.http.get(path, params=params))

    def post(self, path, body):
        return self._read(self.http.post(path, json=body))

    def variable(self, name):
        """The stored variable of this name, or None."""
        return next((each for each in self.get("/api/v1/variables/") if each["name"] == name), None)

    def save_key(self, value, name="AIMLAPI_API_KEY"):
        """Keep a provider's key; Langflow asks the provider whether it is good."""
        return self.post(
            "/api/v1/variables/", {"name": name, "value": value, "type": "Credential", "default_fields": []}
        )

    def forget_key(self, name="AIMLAPI_API_KEY"):
        found = self.variable(name)
        if found is not None:
            self.http.delete(f"/api/v1/variables/{found['id']}").raise_for_status()

    def upload(self, flow, name):
        """Store a flow; its id."""
        return self.post("/api/v1/flows/", {"name": name, "data": flow["data"], "description": "", "locked": False})[
            "id"
        ]

    def run(self, flow_id, text, session="test", **tweaks):
        """Run a flow as a program would; the texts that its chat output gave."""
        answer = self.post(
            f"/api/v1/run/{flow_id}?stream=false",
            {
                "input_value": text,
                "input_type": "chat",
                "output_type": "chat",
                "session_id": session,
                "tweaks": tweaks,
            },
        )
        return [result["results"]["message"] for output in answer["outputs"] for result in output["outputs"]]

    def stream(self, flow_id, text, session="test"):
        """Run a flow and yield its events."""
        body = {"input_value": text, "input_type": "chat", "output_type": "chat", "session_id": session}
        with self.http.stream("POST", f"/api/v1/run/{flow_id}?stream=true", json=body) as answer:
            answer.raise_for_status()
            for line in answer.iter_lines():
                if line.strip():
                    yield json.loads(line)

    @staticmethod
    def _read(answer):
        if answer.is_error:
            raise RuntimeError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
        return answer.json()
