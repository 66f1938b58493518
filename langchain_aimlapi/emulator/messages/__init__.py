"""``/v1/messages``: Anthropic's shape, from the check of a request to the events of a stream."""
