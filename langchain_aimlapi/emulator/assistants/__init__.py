"""OpenAI's Assistants API as the emulator plays it: what bodies may hold, what is kept, how runs go."""
