"""What vendors behind the service ask of a request beyond the service's own schemas.

`rules` is the one table; each module beside it applies one concern to a conversation in OpenAI's form. Pure functions
on data: they know neither LangChain nor LiteLLM; both surfaces come through them (`chat_request.build_chat_call`).
"""

from __future__ import annotations

from langchain_aimlapi.api.vendors.conversation import fit_conversation
from langchain_aimlapi.api.vendors.rules import IdRule, VendorRules, rules_for

__all__ = ["IdRule", "VendorRules", "fit_conversation", "rules_for"]
