"""``/v1/responses``: OpenAI's other shape, from the check of its items to the events of a stream."""
