"""The example flows of `docs/flows`, put together with lfx: `make langflow_flows` writes them anew."""

import argparse
import asyncio
import json
import sys
from functools import cache
from pathlib import Path

from lfx.components.input_output import ChatInput, ChatOutput
from lfx.components.models_and_agents import AgentComponent, MemoryComponent, PromptComponent
from lfx.extension.loader import load_installed_extensions
from lfx.graph import Graph

SYSTEM_PROMPT = """You are a friendly assistant. Go on with this conversation:

{memory}"""
AGENT_PROMPT = "You are a helpful assistant. Make a picture whenever one is asked for, and show it with its address."
COLUMN, ROW = 420, 460
CHAT_MODEL = "deepseek/deepseek-v4-pro"
AGENT_MODEL = "openai/gpt-5-4"


@cache
def component_classes():
    """The extension's components by class name, as Langflow loads them."""
    results = [result for result in load_installed_extensions() if result.bundle == "aimlapi"]
    return {loaded.class_name: loaded.klass for result in results for loaded in result.components}


def chat_with_memory():
    """A reasoning model that remembers the session."""
    classes = component_classes()
    chat_input = ChatInput(_id="ChatInput-aiml1")
    memory = MemoryComponent(_id="Memory-aiml1")
    prompt = PromptComponent(_id="Prompt-aiml1")
    prompt.set(template=SYSTEM_PROMPT, memory=memory.retrieve_messages_as_text)
    model = classes["AIMLAPIChatModelComponent"](_id="AIMLAPIChatModel-aiml1")
    model.set(
        input_value=chat_input.message_response,
        system_message=prompt.build_prompt,
        model_name=CHAT_MODEL,
        reasoning_effort="low",
        stream=True,
    )
    chat_output = ChatOutput(_id="ChatOutput-aiml1")
    chat_output.set(input_value=model.text_response)
    return Graph(chat_input, chat_output)


def agent_with_images():
    """An agent that can draw."""
    classes = component_classes()
    chat_input = ChatInput(_id="ChatInput-aiml2")
    model = classes["AIMLAPIChatModelComponent"](_id="AIMLAPIChatModel-aiml2")
    model.set(model_name=AGENT_MODEL)
    painter = classes["AIMLAPIImageComponent"](_id="AIMLAPIImage-aiml2")
    painter.set(model_name="flux/schnell")
    painter._append_tool_to_outputs_map()  # what the switch "Tool Mode" does
    agent = AgentComponent(_id="Agent-aiml2")
    agent.set(
        input_value=chat_input.message_response,
        model=model.build_model,
        tools=[painter.to_toolkit],
        system_prompt=AGENT_PROMPT,
    )
    chat_output = ChatOutput(_id="ChatOutput-aiml2")
    chat_output.set(input_value=agent.message_response)
    return Graph(chat_input, chat_output)


FLOWS = {
    "aimlapi_chat_with_memory": (chat_with_memory, "Chat with memory: a reasoning model of AI/ML API"),
    "aimlapi_agent_with_images": (agent_with_images, "An agent that draws with AI/ML API"),
}


def dumped(name):
    """A flow as Langflow imports it."""
    build, description = FLOWS[name]
    title = name.replace("aimlapi_", "AI/ML API ").replace("_", " ")
    flow = in_tool_mode(build().dump(name=title, description=description))
    flow["data"]["nodes"].sort(key=lambda node: node["id"])
    flow["data"]["edges"].sort(key=lambda edge: (edge["source"], edge["target"]))
    return connected(joined(addressed(arranged(without_values(flow)))))


def without_values(flow):
    """A flow whose message fields are empty, as they are before it has run."""
    for node in flow["data"]["nodes"]:
        for field in node["data"]["node"]["template"].values():
            if isinstance(field, dict) and isinstance(field.get("value"), dict) and "timestamp" in field["value"]:
                field["value"] = ""
    return flow


def addressed(flow):
    """A flow whose nodes have the names that Langflow's sidebar gives them."""
    addresses = {klass.name: f"ext:aimlapi:{name}@official" for name, klass in component_classes().items()}
    for node in flow["data"]["nodes"]:
        node["type"] = "genericNode"
        node["data"]["type"] = addresses.get(node["data"]["type"], node["data"]["type"])
        node["data"]["id"] = node["id"]
    return flow


def joined(flow):
    """A flow whose edges are those that Langflow's pages draw: each end is named by what it takes or gives."""
    nodes = {node["id"]: node["data"] for node in flow["data"]["nodes"]}
    for edge in flow["data"]["edges"]:
        data, target = edge["data"], nodes[edge["target"]]["node"]["template"]
        field = target[data["targetHandle"]["fieldName"]]
        data["sourceHandle"]["dataType"] = nodes[edge["source"]]["type"]
        data["targetHandle"] |= {"inputTypes": field.get("input_types") or [], "type": field["type"]}
        edge |= {end: stringified(data[end]) for end in ("sourceHandle", "targetHandle")}
        edge["id"] = f"reactflow__edge-{edge['source']}{edge['sourceHandle']}-{edge['target']}{edge['targetHandle']}"
    return flow


def connected(flow):
    """A flow that Langflow's pages leave as it is.

    Of a node with several outputs they show the one that is selected, and drop what is joined to another; pickers of
    models take one that is joined to them after "Connect other models".
    """
    nodes = {node["id"]: node["data"] for node in flow["data"]["nodes"]}
    for edge in flow["data"]["edges"]:
        source, target = nodes[edge["source"]], nodes[edge["target"]]
        source["selected_output"] = edge["data"]["sourceHandle"]["name"]
        field = target["node"]["template"][edge["data"]["targetHandle"]["fieldName"]]
        if field["type"] == "model":
            target["_connectionMode"] = field["_connection_mode"] = True
    return flow


def stringified(handle):
    """A handle in the spelling of Langflow's pages."""
    return json.dumps(handle, sort_keys=True, separators=(",", ":")).replace('"', "œ")


def in_tool_mode(flow):
    """A flow whose tools look as they do after their switch "Tool Mode" was turned."""
    tools = {edge["source"] for edge in flow["data"]["edges"] if edge["data"]["targetHandle"]["fieldName"] == "tools"}
    for node in flow["data"]["nodes"]:
        if node["id"] in tools:
            component = component_classes()["AIMLAPIImageComponent"](_id=node["id"])
            turned = component.run_and_validate_update_outputs(node["data"]["node"], "tool_mode", True)
            node["data"]["node"] = asyncio.run(turned)
    return flow


def arranged(flow):
    """A flow whose nodes stand in columns, each right of what it depends on."""
    depths = {}
    sources = {}
    for edge in flow["data"]["edges"]:
        sources.setdefault(edge["target"], []).append(edge["source"])

    def depth(node):
        if node not in depths:
            depths[node] = 1 + max(map(depth, sources.get(node, [])), default=-1)
        return depths[node]

    rows = {}
    for node in flow["data"]["nodes"]:
        column = depth(node["id"])
        node["position"] = {"x": column * COLUMN, "y": rows.get(column, 0) * ROW}
        rows[column] = rows.get(column, 0) + 1
    return flow


def written(name):
    """The text of a flow's file."""
    return json.dumps(dumped(name), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in FLOWS:
        (folder / f"{name}.json").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
